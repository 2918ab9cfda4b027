import Imaging
import Numerics
import Testing

/// Which operation, magnitude and sign an image gets.
@Suite struct TrivialAugmentDrawTests {
    private static let random = CounterRandom(seed: 11, purpose: .augment, run: 1, epoch: 4)

    /// Within five standard deviations of a binomial distribution.
    private func isFair(_ count: Int, of total: Int, outcomes: Int) -> Bool {
        let p = 1 / Double(outcomes)
        return abs(Double(count) - Double(total) * p) < 5 * (Double(total) * p * (1 - p)).squareRoot()
    }

    @Test func operationsMagnitudesAndSignsAreEquallyLikely() {
        let draws = (0..<100_000).map { TrivialAugment.draw(Self.random, sample: $0) }
        let byOperation = Dictionary(grouping: draws, by: \.operation)
        #expect(byOperation.count == 14)
        for (operation, draws) in byOperation {
            #expect(isFair(draws.count, of: 100_000, outcomes: 14), "\(operation)")
            let bins = Dictionary(grouping: draws, by: \.bin)
            #expect(bins.count == (operation.hasMagnitude ? 31 : 1), "\(operation)")
            if operation.hasMagnitude {
                #expect(bins.values.allSatisfy { isFair($0.count, of: draws.count, outcomes: 31) }, "\(operation)")
            }
            let negative = draws.count(where: \.isNegative)
            #expect(operation.isSigned ? isFair(negative, of: draws.count, outcomes: 2) : negative == 0)
        }
    }

    /// The sign tells nothing about the magnitude.
    @Test func signsAndMagnitudesAreIndependent() {
        let signed = (0..<100_000).map { TrivialAugment.draw(Self.random, sample: $0) }.filter(\.operation.isSigned)
        let pairs = Dictionary(grouping: signed) { $0.bin * 2 + ($0.isNegative ? 1 : 0) }
        #expect(pairs.count == 62)
        #expect(pairs.values.allSatisfy { isFair($0.count, of: signed.count, outcomes: 62) })
    }

    @Test func theOrderOfDrawingDoesNotMatter() {
        let forwards = (0..<1000).map { TrivialAugment.draw(Self.random, sample: $0) }
        let backwards = (0..<1000).reversed().map { TrivialAugment.draw(Self.random, sample: $0) }
        #expect(forwards == backwards.reversed())
    }

    @Test func drawsDifferBySeedRunAndEpoch() {
        let streams = [(11, 1, 4), (12, 1, 4), (11, 2, 4), (11, 1, 5)].map { seed, run, epoch in
            let random = CounterRandom(seed: UInt64(seed), purpose: .augment, run: run, epoch: epoch)
            return (0..<100).map { TrivialAugment.draw(random, sample: $0) }
        }
        for (first, one) in streams.enumerated() {
            for another in streams.dropFirst(first + 1) { #expect(one != another) }
        }
    }

    @Test func whatAnOperationLacksIsDropped() {
        #expect(TrivialAugment.Draw(.equalize, bin: 7, isNegative: true) == TrivialAugment.Draw(.equalize))
        #expect(TrivialAugment.Draw(.solarize, bin: 7, isNegative: true) == TrivialAugment.Draw(.solarize, bin: 7))
        #expect(TrivialAugment.Draw(.rotate, bin: 20, isNegative: true).magnitude == -90)
        #expect(TrivialAugment.Draw(.translateX, bin: 30).magnitude == 32)
        #expect(TrivialAugment.Draw(.posterize, bin: 30).magnitude == 2)
    }
}
