import Study
import Testing

/// Expected values: SciPy 1.17.1 (stats.t.ppf, stats.norm.ppf, binomtest(...).proportion_ci(method="wilson")).
@Suite struct StatisticsTests {
    @Test(arguments: [
        (1, 0.95, 12.706204736174694), (2, 0.95, 4.302652729749462), (3, 0.95, 3.1824463052837078),
        (4, 0.95, 2.7764451051977934), (9, 0.95, 2.262157162798205), (30, 0.95, 2.0422724563012378),
        (1000, 0.95, 1.9623390808264083), (100_000, 0.95, 1.9599877075345095), (2, 0.99, 9.924843200918287),
        (5, 0.5, 0.7266868438004226), (1, 0.001, 0.00157079761872433),
    ])
    func quantilesOfStudentsT(degrees: Int, level: Double, expected: Double) {
        let quantile = Quantiles.studentT(degrees: degrees, level: level)
        #expect(abs(quantile - expected) <= 1e-10 * expected)
    }

    @Test(arguments: [
        (0.5, 0.6744897501960817), (0.9, 1.6448536269514722), (0.95, 1.959963984540054), (0.99, 2.5758293035489004),
        (0.999999, 4.891638475671085),
    ])
    func quantilesOfTheNormal(level: Double, expected: Double) {
        #expect(abs(Quantiles.normal(level: level) - expected) <= 1e-10 * expected)
    }

    @Test func intervalOfAMean() {
        let interval = Interval.ofMean(94.33666666666666, standardDeviation: 0.2311565126344743, count: 3)
        #expect(abs(interval.low - 93.76244205631467) < 1e-9)
        #expect(abs(interval.high - 94.91089127701865) < 1e-9)
        #expect(Interval.ofMean(50, standardDeviation: 0, count: 4) == Interval(low: 50, high: 50))
    }

    @Test(arguments: [
        (354, 360, 0.964120841223222, 0.9923397037843743), (0, 10, 0.0, 0.27753279986288926),
        (10, 10, 0.7224672001371109, 1.0),
    ])
    func wilsonsInterval(successes: Int, trials: Int, low: Double, high: Double) {
        let interval = Interval.wilson(successes: successes, trials: trials)
        #expect(abs(interval.low - low) < 1e-12)
        #expect(abs(interval.high - high) < 1e-12)
    }

    @Test func toleranceIsTheLargerOfTheTwo() {
        let tolerance = Tolerance(points: 1, standardErrors: 2)
        // 2 * 100 * sqrt(0.9458 * 0.0542 / 10000) = 0.4528238509619387: the points decide.
        #expect(tolerance.value(published: 94.58, testImages: 10_000) == 1)
        // 2 * 100 * sqrt(0.9881 * 0.0119 / 420) = 1.058228078755553: the test set decides.
        #expect(abs(tolerance.value(published: 98.81, testImages: 420) - 1.058228078755553) < 1e-12)
    }

    @Test func toleranceIsReadFromTheFileOfValues() throws {
        let tolerance = try Tolerance.read(path: Package.path("Data/study.toml"))
        #expect(tolerance == Tolerance(points: 1, standardErrors: 2))
        let place = try Workplace()
        let negative = try place.write("[tolerance]\npoints = -1.0\nstandard_errors = 2.0\n", to: "study.toml")
        #expect(failure { _ = try Tolerance.read(path: negative) }.what.contains("negative"))
        let short = try place.write("[tolerance]\npoints = 1.0\n", to: "short.toml")
        #expect(failure { _ = try Tolerance.read(path: short) }.what.contains("standard_errors"))
    }

    @Test func numbersAsText() {
        #expect(Numbers.percent(98.333333) == "98.33")
        #expect(Numbers.percent(-0.001) == "0.00")
        #expect(Numbers.signed(0.5) == "+0.50")
        #expect(Numbers.signed(-1.304) == "-1.30")
        #expect(Numbers.signed(0.001) == "0.00")
        #expect(Numbers.exact(94.58) == "94.58")
        #expect(Numbers.exact(100) == "100.00")
        #expect(Numbers.exact(98.0 + 1.0 / 3.0) == "98.333333")
        #expect(Numbers.exact(97.125) == "97.125")
        #expect(Numbers.exact(-0.0000001) == "0.00")
    }
}
