import Numerics
import TestSupport
import Testing

@Suite struct ThreadTeamTests {
    @Test(arguments: [1, 2, 3, 4])
    func everyIndexIsVisitedOnce(threads: Int) {
        withThreads(threads) {
            #expect(ThreadTeam.size == threads)
            for count in [0, 1, 2, 3, 7, 64, 1001] {
                for grain in [1, 3, 100, 5000] {
                    let visits = Guarded([Int32](repeating: 0, count: count))
                    // Written by one thread each.
                    let calls = Guarded([Int32](repeating: 0, count: threads))
                    ThreadTeam.parallel(count, grain: grain) { thread, piece in
                        calls.start[thread] += 1
                        for index in piece { visits.start[index] += 1 }
                    }
                    #expect(visits.values.allSatisfy { $0 == 1 }, "\(count), grain \(grain)")
                    #expect(calls.values.allSatisfy { $0 <= 1 }, "\(count), grain \(grain)")
                    // No more threads than are worth it.
                    #expect(calls.values.count { $0 == 1 } <= max(1, count / grain), "\(count), grain \(grain)")
                }
            }
        }
    }

    @Test func aTeamHasAtLeastOneThread() {
        withThreads(0) { #expect(ThreadTeam.size == 1) }
    }

    @Test func theSplitIsTheSameEveryTime() {
        withThreads(3) {
            func split() -> [Int] {
                let starts = Guarded([Int](repeating: -1, count: 3))
                ThreadTeam.parallel(100) { thread, piece in starts.start[thread] = piece.lowerBound }
                return starts.values
            }
            let first = split()
            #expect(first == [0, 33, 66])
            #expect((0..<50).allSatisfy { _ in split() == first })
        }
    }
}
