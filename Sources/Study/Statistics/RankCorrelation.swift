import Foundation

/// Spearman's rank correlation.
public enum RankCorrelation {
    /// The ranks of the values, 1 for the lowest. Values that are equal share the mean of their places.
    public static func ranks(_ values: [Double]) -> [Double] {
        values.map { value in
            Double(values.count { $0 < value }) + (Double(values.count { $0 == value }) + 1) / 2
        }
    }

    /// Pearson's correlation of the ranks, from -1 to 1: with ties it is not the formula of squared differences.
    ///
    /// - Returns: nil for fewer than three pairs, and where all values of one side are equal.
    public static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
        guard first.count == second.count, first.count >= 3 else { return nil }
        let (first, second) = (ranks(first), ranks(second))
        // The mean of 1 ... n, whatever the ties.
        let mean = Double(first.count + 1) / 2
        let (left, right) = (first.map { $0 - mean }, second.map { $0 - mean })
        let norm = (left.map { $0 * $0 }.reduce(0, +) * right.map { $0 * $0 }.reduce(0, +)).squareRoot()
        return norm > 0 ? zip(left, right).map(*).reduce(0, +) / norm : nil
    }

    /// The same for numbers that are known up to a margin: the margin of the result is half the range in which 95 %
    /// of the correlations of 1,000 draws lie, each number moved by a normal error. The draws are the same each time.
    ///
    /// - Returns: nil as above.
    public static func spearman(_ first: [Estimate], _ second: [Estimate]) -> Estimate? {
        guard let value = spearman(first.map(\.value), second.map(\.value)) else { return nil }
        guard (first + second).contains(where: { $0.margin > 0 }) else { return Estimate(value) }
        var random = SplitMix64(state: 1)
        let draws = (0..<1000).compactMap { _ in
            spearman(first.map { $0.moved(&random) }, second.map { $0.moved(&random) })
        }.sorted()
        guard let low = draws.dropFirst(25).first, let high = draws.dropLast(25).last else { return nil }
        return Estimate(value, margin: (high - low) / 2)
    }
}

extension Estimate {
    /// The value with a normal error, of which the margin is the 95 % half-width.
    fileprivate func moved(_ random: inout SplitMix64) -> Double {
        // Box and Muller 1958.
        let (first, second) = (Double.random(in: 0..<1, using: &random), Double.random(in: 0..<1, using: &random))
        let normal = (-2 * log(1 - first)).squareRoot() * cos(2 * Double.pi * second)
        return margin > 0 ? value + margin / Quantiles.normal95 * normal : value
    }
}

extension Quantiles {
    fileprivate static let normal95 = normal(level: 0.95)
}

/// The generator of Steele, Lea and Flood 2014: small, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
