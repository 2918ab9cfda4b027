import Foundation

/// A two-sided interval, in the unit of what it bounds.
public struct Interval: Equatable, Sendable {
    public let low: Double
    public let high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// The interval of a mean by Student's t: mean ± t(n - 1) s / sqrt(n).
    ///
    /// It is not cut at 0 or 100: with two runs far apart it can reach beyond what an accuracy can be,
    /// and says by that how little two runs tell.
    ///
    /// - Parameters:
    ///   - standardDeviation: the sample's, with n - 1 in its denominator.
    ///   - count: n, at least 2.
    public static func ofMean(
        _ mean: Double, standardDeviation: Double, count: Int, level: Double = 0.95
    ) -> Interval {
        let quantile = Quantiles.studentT(degrees: count - 1, level: level)
        let half = quantile * standardDeviation / Double(count).squareRoot()
        return Interval(low: mean - half, high: mean + half)
    }

    /// Wilson's score interval of a binomial proportion (Wilson 1927), as a fraction of 1.
    ///
    /// - Parameters:
    ///   - successes: from 0 to `trials`.
    ///   - trials: at least 1.
    public static func wilson(successes: Int, trials: Int, level: Double = 0.95) -> Interval {
        let z = Quantiles.normal(level: level)
        let n = Double(trials)
        let p = Double(successes) / n
        let scale = 1 + z * z / n
        let centre = (p + z * z / (2 * n)) / scale
        let half = z / scale * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return Interval(low: max(0, centre - half), high: min(1, centre + half))
    }
}
