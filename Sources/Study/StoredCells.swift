import Storage

/// The aggregated cells of a profile, read once for all that needs them.
public struct StoredCells: Sendable {
    public let results: ResultsFolder
    private let cells: [CellID: StoredCell]

    /// - Parameter ids: the cells to look for; those that have not been aggregated are left out.
    /// - Throws: `Failure` for a file of another cell, or that is not a cell.csv.
    public init(_ ids: [CellID], in results: ResultsFolder) throws {
        self.results = results
        var cells: [CellID: StoredCell] = [:]
        for id in ids { cells[id] = try StoredCell.read(id, in: results) }
        self.cells = cells
    }

    public subscript(id: CellID) -> StoredCell? { cells[id] }

    /// Their digests, as inputs of what is made from them.
    public var inputs: Inputs {
        var inputs = Inputs(["profile": results.profile.name])
        for (id, stored) in cells { inputs["cell \(id.name)"] = stored.digest }
        return inputs
    }
}
