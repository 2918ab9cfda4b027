import Study
import Testing

@Suite struct EstimateTests {
    @Test func marginsAddInQuadrature() throws {
        let (three, four) = (Estimate(93, margin: 3), Estimate(90, margin: 4))
        #expect(three - four == Estimate(3, margin: 5))
        // (93 + 90) / 2, sqrt(9 + 16) / 2.
        #expect(Estimate.mean([three, four]) == Estimate(91.5, margin: 2.5))
        #expect(Estimate.mean([]) == nil)
        #expect(Estimate.range([four, three, Estimate(91)]) == Estimate(3, margin: 5))
        let gain = try #require(Estimate(110, margin: 1.1).gain(over: Estimate(100)))
        // 10 %, with a margin of 1 % of 110 %.
        #expect(abs(gain.value - 10) < 1e-9 && abs(gain.margin - 1.1) < 1e-9)
        #expect(Estimate(1).gain(over: Estimate(0)) == nil)
    }

    @Test(arguments: [
        (Estimate(2), 1.0, Truth.holds, Truth.holds), (Estimate(1), 1, .fails, .holds),
        (Estimate(0.5), 1, .fails, .fails),
        (Estimate(2, margin: 1.5), 1, .undecided, .undecided), (Estimate(2, margin: 0.5), 1, .holds, .holds),
        (Estimate(0.1 + 0.2), 0.3, .fails, .holds), (Estimate(0, margin: 0.5), 1, .fails, .fails),
    ])
    func comparisons(estimate: Estimate, bound: Double, above: Truth, atLeast: Truth) {
        #expect(estimate.isAbove(bound) == above)
        #expect(estimate.isAtLeast(bound) == atLeast)
    }

    @Test func threeValues() {
        #expect(Truth.all([.holds, .holds]) == .holds)
        #expect(Truth.all([.holds, .undecided]) == .undecided)
        #expect(Truth.all([.fails, .undecided]) == .fails)
        #expect(Truth.all([]) == .undecided)
        #expect(!Truth.undecided == .undecided && !Truth.holds == .fails)
        let mixed: [Truth] = [.holds, .holds, .undecided, .fails]
        #expect((0...4).map { Truth.atLeast($0, of: mixed) } == [.holds, .holds, .holds, .undecided, .fails])
        #expect((0...4).map { Truth.atMost($0, of: mixed) } == [.fails, .fails, .undecided, .holds, .holds])
    }
}
