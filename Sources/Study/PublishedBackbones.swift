import Storage

/// The numbers of the paper's Table 2.
public struct PublishedBackbones: Sendable {
    public struct Row: Equatable, Sendable {
        public let backbone: BackboneID
        /// In millions.
        public let parameters: Double
        /// On ImageNet, in percent.
        public let top1: Double
    }

    public let rows: [Row]
    /// SHA-256 of the columns and rows, comments left out.
    public let digest: String

    /// Reads `table2_backbones.csv` in a folder, usually Paper/published.
    ///
    /// - Throws: `Failure` that names the file and the row with an unknown backbone or a field that is no number.
    public init(folder: String) throws {
        let file = try FieldReader(path: Path.join(folder, "table2_backbones.csv"))
        rows = try file.rows.map { row in
            Row(
                backbone: try row.identifier("backbone"), parameters: try row.number("parameters_millions"),
                top1: try row.number("imagenet_top1"))
        }
        digest = try file.digest()
    }

    public subscript(backbone: BackboneID) -> Row? { rows.first { $0.backbone == backbone } }
}
