import Storage

/// The paper's Table 1: the first three backbones of each domain.
public struct PublishedRanking: Sendable {
    public struct Row: Equatable, Sendable {
        /// A domain's id, or `overall`.
        public let domain: String
        /// From 1 to 3.
        public let place: Int
        public let backbone: BackboneID
    }

    public let rows: [Row]
    /// SHA-256 of the columns and rows, comments left out.
    public let digest: String

    /// Reads `table1_ranking.csv` in a folder, usually Paper/published.
    ///
    /// - Throws: `Failure` that names the file and the row with an unknown backbone, or a place that is none.
    public init(folder: String) throws {
        let file = try FieldReader(path: Path.join(folder, "table1_ranking.csv"))
        rows = try file.rows.map { row in
            let place = try row.integer("place")
            guard (1...3).contains(place) else { throw row.failure("place is not 1, 2 or 3") }
            return Row(domain: try row.text("domain"), place: place, backbone: try row.identifier("backbone"))
        }
        digest = try file.digest()
    }

    public func backbone(domain: String, place: Int) -> BackboneID? {
        rows.first { $0.domain == domain && $0.place == place }?.backbone
    }
}
