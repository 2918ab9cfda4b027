import Storage

/// What the paper's Table 9 says of architectures: its convolutional ones, in its order, oldest first.
public struct PublishedArchitectures: Sendable {
    public struct Row: Equatable, Sendable {
        public let backbone: BackboneID
        /// The name in this table of the paper.
        public let name: String
        public let values: [ArchitectureColumn: String]
    }

    public let rows: [Row]
    /// SHA-256 of the columns and rows, comments left out.
    public let digest: String

    /// Reads `table9_architectures.csv` in a folder, usually Paper/published.
    ///
    /// - Throws: `Failure` that names the file, and the column that is missing or the unknown backbone.
    public init(folder: String) throws {
        let file = try FieldReader(path: Path.join(folder, "table9_architectures.csv"))
        rows = try file.rows.map { row in
            let values = try ArchitectureColumn.allCases.map { ($0, try row.text($0.rawValue)) }
            return Row(
                backbone: try row.identifier("backbone"), name: try row.text("name"),
                values: Dictionary(uniqueKeysWithValues: values))
        }
        digest = try file.digest()
    }
}
