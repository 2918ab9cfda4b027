import Storage

/// The numbers of the paper's Table 3.
public struct PublishedDatasets: Sendable {
    public struct Row: Equatable, Sendable {
        public let dataset: DatasetID
        /// Images.
        public let train, test: Int
        public let classes: Int
    }

    public let rows: [Row]
    /// SHA-256 of the columns and rows, comments left out.
    public let digest: String

    /// Reads `table3_datasets.csv` in a folder, usually Paper/published.
    ///
    /// - Throws: `Failure` that names the file and the row with an unknown data set or a field that is no number.
    public init(folder: String) throws {
        let file = try FieldReader(path: Path.join(folder, "table3_datasets.csv"))
        rows = try file.rows.map { row in
            Row(
                dataset: try row.identifier("dataset"), train: try row.integer("train_images"),
                test: try row.integer("test_images"), classes: try row.integer("classes"))
        }
        digest = try file.digest()
    }

    public subscript(dataset: DatasetID) -> Row? { rows.first { $0.dataset == dataset } }
}
