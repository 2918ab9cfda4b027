import Storage

/// How far reproduced numbers have to differ, at the least, to decide a claim.
public enum ClaimMargin {
    /// Reads Data/study.toml, which also gives the reason for the value.
    ///
    /// - Returns: percentage points.
    public static func read(path: String) throws -> Double {
        let margin = try TOML.read(File.self, path: path).claims.leastMargin
        guard margin >= 0 else { throw Failure("the least margin of claims is negative", at: path) }
        return margin
    }

    private struct File: Decodable {
        struct Claims: Decodable {
            let leastMargin: Double

            private enum CodingKeys: String, CodingKey { case leastMargin = "least_margin" }
        }

        let claims: Claims
    }
}
