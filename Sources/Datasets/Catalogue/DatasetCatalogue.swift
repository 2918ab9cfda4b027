import Storage

/// The data sets that are known, read from a file of values such as Data/datasets.toml.
public struct DatasetCatalogue: Sendable {
    /// The file that was read.
    public let path: String
    private let entries: [String: DatasetEntry]

    /// - Throws: `Failure` that names the file and the value at fault.
    public init(path: String) throws {
        self.path = path
        entries = try TOML.read([String: DatasetEntry].self, path: path)
        for (id, entry) in entries { try entry.check(id: id, path: path) }
    }

    /// The ids in the order of their bytes.
    public var ids: [String] { entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// Nil for an id that the catalogue does not hold.
    public subscript(id: String) -> DatasetEntry? { entries[id] }
}
