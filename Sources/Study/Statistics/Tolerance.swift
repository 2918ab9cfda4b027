import Storage

/// How far a reproduced top-1 may lie from the published one and still agree with it.
public struct Tolerance: Decodable, Equatable, Sendable {
    /// The least tolerance, in percentage points.
    public let points: Double
    /// The multiple of the test set's binomial standard error that the tolerance at least has.
    public let standardErrors: Double

    public init(points: Double, standardErrors: Double) {
        self.points = points
        self.standardErrors = standardErrors
    }

    /// Reads Data/study.toml, which also gives the reasons for the values.
    public static func read(path: String) throws -> Tolerance {
        let tolerance = try TOML.read(File.self, path: path).tolerance
        guard tolerance.points >= 0, tolerance.standardErrors >= 0 else {
            throw Failure("the tolerance is negative", at: path)
        }
        return tolerance
    }

    /// The tolerance of one cell, in percentage points: the larger of `points` and `standardErrors`
    /// times 100 sqrt(p (1 - p) / N).
    ///
    /// - Parameters:
    ///   - published: 100 p, in percent.
    ///   - testImages: N, at least 1.
    public func value(published: Double, testImages: Int) -> Double {
        let p = published / 100
        return max(points, standardErrors * 100 * (p * (1 - p) / Double(testImages)).squareRoot())
    }

    private struct File: Decodable { let tolerance: Tolerance }

    private enum CodingKeys: String, CodingKey {
        case points
        case standardErrors = "standard_errors"
    }
}
