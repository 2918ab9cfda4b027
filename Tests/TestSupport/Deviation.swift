/// How far a result is from what it should be.
public enum Deviation {
    /// The L2 norm of the difference over that of the reference; infinite where the counts differ.
    public static func relative(_ values: [Float], _ reference: [Float]) -> Double {
        guard values.count == reference.count else { return .infinity }
        var (difference, norm) = (0.0, 0.0)
        for (value, expected) in zip(values, reference) {
            difference += (Double(value) - Double(expected)) * (Double(value) - Double(expected))
            norm += Double(expected) * Double(expected)
        }
        return difference == 0 ? 0 : (difference / norm).squareRoot()
    }

    /// The largest difference over the reference's largest magnitude; infinite where the counts differ.
    public static func largest(_ values: [Float], _ reference: [Float]) -> Double {
        guard values.count == reference.count else { return .infinity }
        var (difference, magnitude) = (0.0, 0.0)
        for (value, expected) in zip(values, reference) {
            let distance = abs(Double(value) - Double(expected))
            // A NaN is a difference, and would lose every comparison.
            difference = distance.isNaN ? .infinity : max(difference, distance)
            magnitude = max(magnitude, abs(Double(expected)))
        }
        return difference == 0 ? 0 : difference / magnitude
    }

    /// As `largest`, for sums in double precision.
    public static func largest(_ values: [Double], _ reference: [Double]) -> Double {
        guard values.count == reference.count else { return .infinity }
        let difference = zip(values, reference).map { abs($0 - $1) }
        guard difference.allSatisfy(\.isFinite) else { return .infinity }
        let worst = difference.max() ?? 0
        return worst == 0 ? 0 : worst / (reference.map { abs($0) }.max() ?? 0)
    }

    /// The estimated L2 norm of the difference of two tensors, from their sketches.
    public static func ofSketches(_ values: [Double], _ reference: ArraySlice<Double>) -> Double {
        let squares = zip(values, reference).map { ($0 - $1) * ($0 - $1) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
}
