import Storage

/// Where and by what the runs of the cells were trained: what their histories record.
struct TrainingPlaces {
    /// Facts that a history records, in the order in which they are told.
    private static let keys = ["program", "commit", "host", "system", "processor", "kernels", "threads"]

    /// By fact, the values that occur, the most frequent first.
    let facts: [(key: String, values: [String])]

    /// - Parameter cells: those whose first run is looked at.
    init(_ cells: [CellID], in results: ResultsFolder) throws {
        var counts: [String: [String: Int]] = [:]
        for cell in cells {
            let path = results.history(of: cell, run: 1)
            guard Path.exists(path) else { continue }
            let table = try CSVTable(path: path)
            for key in Self.keys {
                if let value = table.comment(key) { counts[key, default: [:]][value, default: 0] += 1 }
            }
        }
        facts = Self.keys.compactMap { key in
            guard let values = counts[key] else { return nil }
            return (key, values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key))
        }
    }
}
