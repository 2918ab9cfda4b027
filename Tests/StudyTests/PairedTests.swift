import Study
import Testing

/// Uncertainty of classifiers on the same images. Expected numbers are scipy's, or follow from counting.
@Suite struct PairedTests {
    @Test(
        "McNemar's exact test is scipy.stats.binomtest's",
        arguments: [
            (0, 0, 1.0), (5, 5, 1.0), (1, 7, 0.0703125), (12, 3, 0.035156250), (0, 10, 0.001953125),
            (40, 75, 0.0014129575), (500, 560, 0.0699095595),
        ])
    func mcNemar(_ first: Int, _ second: Int, _ p: Double) {
        #expect(abs(McNemar.pValue(first: first, second: second) - p) < 1e-6)
        #expect(McNemar.pValue(first: first, second: second) == McNemar.pValue(first: second, second: first))
    }

    @Test func mcNemarCountsWhereOnlyOneIsRight() {
        let first = [true, true, true, false, true, true, true, true, true]
        let second = [false, false, false, true, false, false, false, false, true]
        #expect(McNemar.pValue(first, second) == McNemar.pValue(first: 7, second: 1))
    }

    @Test func holmRaisesAndKeepsTheOrder() {
        let adjusted = McNemar.holm([0.01, 0.04, 0.03, 0.005])
        // statsmodels.stats.multitest.multipletests(method="holm")
        for (found, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(abs(found - expected) < 1e-12) }
        #expect(McNemar.holm([0.9, 0.8]) == [1, 1] && McNemar.holm([]).isEmpty)
    }

    private let strong = (0..<1000).map { $0 % 10 != 0 }
    private let weak = (0..<1000).map { $0 % 5 != 0 }

    @Test func theIntervalIsThatOfTheProportion() {
        let found = PairedBootstrap([strong]).interval(0)
        // 1.96 * sqrt(0.9 * 0.1 / 1000) = 1.86 points.
        #expect(abs(found.low - 88.14) < 0.35 && abs(found.high - 91.86) < 0.35)
    }

    @Test func pairedDifferencesAreNarrowerThanTheirParts() {
        let bootstrap = PairedBootstrap([strong, weak])
        let difference = bootstrap.difference(0, 1)
        // Where weak is right, strong is: the difference is a proportion of 0.1 by itself.
        #expect(abs(difference.low - 8.14) < 0.4 && abs(difference.high - 11.86) < 0.4)
        #expect(bootstrap.probability(0) == 1 && bootstrap.probability(1) == 0)
        #expect(bootstrap.probability(1, among: 2) == 1)
    }

    @Test func equalsShareAndProbabilitiesAddUp() {
        let bootstrap = PairedBootstrap([strong, strong, strong.reversed(), weak])
        let all = (0..<4).map { bootstrap.probability($0) }
        #expect(abs(all.reduce(0, +) - 1) < 1e-12 && all[0] == all[1] && all[3] < 0.01)
        #expect(abs((0..<4).map { bootstrap.probability($0, among: 2) }.reduce(0, +) - 2) < 1e-12)
    }

    @Test func drawsAreTheSameEachTime() {
        let once = PairedBootstrap([strong, weak])
        #expect(once.interval(0) == PairedBootstrap([strong, weak]).interval(0))
        #expect(once.interval(0) != PairedBootstrap([strong, weak], seed: 2).interval(0))
    }
}
