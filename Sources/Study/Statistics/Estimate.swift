/// A number and how far it may be off: half of a 95 % interval, in the number's unit; 0 for a number as it is
/// printed.
///
/// Margins of sums and differences add in quadrature, as for independent errors.
public struct Estimate: Equatable, Sendable {
    public let value: Double
    /// At least 0.
    public let margin: Double

    public init(_ value: Double, margin: Double = 0) { (self.value, self.margin) = (value, margin) }

    public static func - (left: Estimate, right: Estimate) -> Estimate {
        Estimate(left.value - right.value, margin: quadrature([left.margin, right.margin]))
    }

    public static prefix func - (estimate: Estimate) -> Estimate { Estimate(-estimate.value, margin: estimate.margin) }

    /// The mean; nil for none.
    public static func mean(_ estimates: [Estimate]) -> Estimate? {
        if estimates.isEmpty { return nil }
        let count = Double(estimates.count)
        return Estimate(
            estimates.map(\.value).reduce(0, +) / count, margin: quadrature(estimates.map(\.margin)) / count)
    }

    /// The highest less the lowest; nil for none.
    public static func range(_ estimates: [Estimate]) -> Estimate? {
        guard let high = estimates.max(by: { $0.value < $1.value }),
            let low = estimates.min(by: { $0.value < $1.value })
        else { return nil }
        return high - low
    }

    /// How much higher it is than `other`, in percent of that; nil for another of 0.
    public func gain(over other: Estimate) -> Estimate? {
        guard other.value != 0, value != 0 else { return nil }
        let ratio = value / other.value
        let relative = Self.quadrature([margin / value, other.margin / other.value])
        return Estimate(100 * (ratio - 1), margin: 100 * abs(ratio) * relative)
    }

    /// Whether it is higher than `bound`; undecided within the margin.
    public func isAbove(_ bound: Double) -> Truth {
        if margin > 0 && abs(value - bound) <= margin { return .undecided }
        return value - bound > Self.slack ? .holds : .fails
    }

    /// Whether it is `bound` or higher; undecided within the margin.
    public func isAtLeast(_ bound: Double) -> Truth { !(-self).isAbove(-bound) }

    /// Rounding of sums may not decide: the numbers have two digits behind the point.
    private static let slack = 1e-9

    private static func quadrature(_ margins: [Double]) -> Double {
        margins.map { $0 * $0 }.reduce(0, +).squareRoot()
    }
}
