import Numerics
import Testing

@Suite struct PhiloxTests {
    /// The known answers of Random123 (kat_vectors, philox4x32 10).
    @Test(arguments: [
        (
            SIMD2<UInt32>(0, 0), SIMD4<UInt32>(0, 0, 0, 0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD2<UInt32>(repeating: 0xffff_ffff), SIMD4<UInt32>(repeating: 0xffff_ffff),
            SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
            SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func knownAnswer(key: SIMD2<UInt32>, counter: SIMD4<UInt32>, answer: SIMD4<UInt32>) {
        #expect(Philox.block(key: key, counter: counter) == answer)
    }

    @Test func permutationHoldsEveryNumberOnce() {
        for count in [0, 1, 2, 3, 100, 1441] {
            let random = CounterRandom(seed: 1, purpose: .shuffle, run: 1, epoch: 1)
            #expect(random.permutation(count).sorted() == Array(0..<count))
        }
    }

    @Test func permutationsDifferBySeedPurposeRunAndEpoch() {
        let streams = [
            CounterRandom(seed: 1, purpose: .shuffle, run: 1, epoch: 1),
            CounterRandom(seed: 2, purpose: .shuffle, run: 1, epoch: 1),
            CounterRandom(seed: 1 << 32 | 1, purpose: .shuffle, run: 1, epoch: 1),
            CounterRandom(seed: 1, purpose: .subset, run: 1, epoch: 1),
            CounterRandom(seed: 1, purpose: .shuffle, run: 2, epoch: 1),
            CounterRandom(seed: 1, purpose: .shuffle, run: 1, epoch: 2),
        ]
        #expect(Set(streams.map { $0.permutation(50) }).count == streams.count)
        #expect(
            streams[0].permutation(50) == CounterRandom(seed: 1, purpose: .shuffle, run: 1, epoch: 1).permutation(50))
    }

    /// Every order of three numbers comes up about equally often.
    @Test func permutationsAreFair() {
        var counts: [[Int]: Int] = [:]
        for epoch in 0..<6000 {
            counts[CounterRandom(seed: 3, purpose: .shuffle, epoch: epoch).permutation(3), default: 0] += 1
        }
        #expect(counts.count == 6)
        // Four standard deviations of a binomial with n = 6000, p = 1/6.
        #expect(counts.values.allSatisfy { abs($0 - 1000) < 116 }, "\(counts)")
    }

    @Test func uniformNumbersFillTheUnitInterval() {
        let random = CounterRandom(seed: 7, purpose: .subset)
        let values = (0..<10_000).map { random.uniform(sample: $0) }
        #expect(values.allSatisfy { (0..<1).contains($0) })
        #expect(abs(values.reduce(0, +) / 10_000 - 0.5) < 0.012)
        #expect((0..<10_000).allSatisfy { (0..<7).contains(random.integer(below: 7, sample: $0)) })
        #expect(Set((0..<100).map { random.integer(below: 7, sample: $0) }).count == 7)
        #expect(random.uniform(sample: 0, draw: 0) != random.uniform(sample: 0, draw: 1))
    }
}
