import Layers
import Numerics
import Testing

@Suite struct MemoryPlanTests {
    /// Random sizes and lifetimes, as a long network would ask for.
    private func plan(_ seed: UInt64, blocks: Int, moments: Int) -> MemoryPlan {
        let random = CounterRandom(seed: seed, purpose: .sampleData)
        var plan = MemoryPlan()
        for block in 0..<blocks {
            func draw(_ number: Int, below bound: Int) -> Int {
                random.integer(below: bound, sample: block, draw: number)
            }
            // Some ask for nothing.
            let bytes = draw(0, below: 5) == 0 ? 0 : 1 + draw(1, below: 1 << (1 + draw(2, below: 16)))
            let index = plan.add(bytes: bytes, at: draw(3, below: moments))
            for number in 0..<draw(4, below: 3) { plan.extend(index, to: draw(5 + number, below: moments)) }
        }
        plan.place()
        return plan
    }

    @Test(arguments: 0..<200)
    func blocksAliveTogetherNeverOverlap(seed: Int) {
        let plan = plan(UInt64(seed), blocks: 1 + seed % 60, moments: 1 + seed % 23)
        for (index, block) in plan.blocks.enumerated() {
            #expect(block.offset % 64 == 0 && block.offset >= 0 && block.offset + block.bytes <= plan.byteCount)
            for other in plan.blocks[..<index] where block.bytes > 0 && other.bytes > 0 {
                let alive = block.first <= other.last && other.first <= block.last
                let overlap =
                    block.offset < other.offset + other.bytes && other.offset < block.offset + block.bytes
                #expect(!(alive && overlap), "blocks of \(block.bytes) and \(other.bytes) bytes")
            }
        }
    }

    /// The plan is of use: less than the blocks together, and no less than are alive at any moment.
    @Test(arguments: 0..<50)
    func memoryIsShared(seed: Int) {
        let plan = plan(UInt64(seed), blocks: 60, moments: 40)
        let peak =
            (0..<40).map { moment in
                plan.blocks.filter { $0.first <= moment && moment <= $0.last }.reduce(0) { $0 + $1.bytes }
            }.max() ?? 0
        let total = plan.blocks.reduce(0) { $0 + $1.bytes }
        #expect(plan.byteCount >= peak && plan.byteCount < total && peak > 0)
    }

    /// Blocks in the order of their sizes, each in the lowest gap that is free during its life.
    @Test func byHand() {
        var plan = MemoryPlan()
        let lives = [
            (bytes: 1000, 0...1), (64, 1...2), (960, 2...3), (130, 3...4), (0, 0...4), (1, 0...0), (900, 5...5),
        ]
        for (bytes, life) in lives {
            let block = plan.add(bytes: bytes, at: life.upperBound)
            plan.extend(block, to: life.lowerBound)
        }
        plan.place()
        #expect(plan.blocks.map(\.bytes) == [1024, 64, 960, 192, 0, 64, 960])
        // The second lies behind the first, with which it lives; the third takes the first one's place.
        #expect(plan.blocks.map(\.offset) == [0, 1024, 0, 960, 0, 1024, 0])
        #expect(plan.byteCount == 1152)
    }
}
