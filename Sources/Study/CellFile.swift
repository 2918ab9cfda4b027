import Storage

/// cell.csv: one row, the cell's statistics over its runs.
///
/// | column | content |
/// |---|---|
/// | backbone, dataset, percent | the cell's ids |
/// | runs | the number of runs n |
/// | best, mean | top-1 in percent, over the runs |
/// | sd | the sample's standard deviation (n - 1); empty for one run |
/// | low, high | the 95 % interval: of the mean by Student's t for n >= 2, Wilson's of the run for n = 1 |
/// | published | the paper's top-1 in percent; empty where it has none |
/// | difference | best - published, in percentage points; empty where nothing is published |
/// | verdict | agrees, higher, lower, not comparable (not the paper's protocol), not published |
public struct CellFile: Sendable {
    public let cell: Cell
    /// What the file was made from.
    public let inputs: Inputs

    static let columns = [
        "backbone", "dataset", "percent", "runs", "best", "mean", "sd", "low", "high", "published", "difference",
        "verdict",
    ]

    /// Reads the runs of a cell and works out its statistics; writes nothing.
    ///
    /// - Parameter runs: how many runs the cell has, from 1 on.
    /// - Throws: `Failure` for a run that is missing or does not belong.
    public static func fromRuns(
        _ id: CellID, runs: Int, in results: ResultsFolder, published: PublishedResults, tolerance: Tolerance
    ) throws -> CellFile {
        guard runs >= 1 else { throw Failure("a cell needs at least one run") }
        let found = try (1...runs).map { try RunResult(id, run: $0, of: runs, in: results) }
        let value = published.top1(id)
        let cell = try Cell(runs: found, profile: results.profile, published: value, tolerance: tolerance)
        var inputs = Inputs([
            "backbone": id.backbone.rawValue, "dataset": id.dataset.rawValue,
            "percent": String(id.percent.rawValue), "profile": results.profile.name, "runs": String(runs),
        ])
        for result in found { inputs["run\(result.run) evaluation"] = result.digest }
        inputs["train_images"] = cell.trainImages.map(String.init)
        inputs["selection"] = cell.selection
        inputs["published"] = value.map(Numbers.percent)
        // The tolerance is an input only where it decides something.
        if value != nil && results.profile.isPaper {
            inputs["tolerance points"] = Numbers.exact(tolerance.points)
            inputs["tolerance standard_errors"] = Numbers.exact(tolerance.standardErrors)
        }
        return CellFile(cell: cell, inputs: inputs)
    }

    /// The file as a table.
    ///
    /// - Parameter comments: provenance, which comes before the inputs.
    public func table(profile: ProfileName, comments: [(key: String, value: String)]) -> CSVTable {
        let row = [
            cell.id.backbone.rawValue, cell.id.dataset.rawValue, String(cell.id.percent.rawValue), String(cell.runs),
            Numbers.exact(cell.best), Numbers.exact(cell.mean), cell.standardDeviation.map(Numbers.exact) ?? "",
            Numbers.exact(cell.interval.low), Numbers.exact(cell.interval.high),
            cell.published.map(Numbers.percent) ?? "", cell.difference.map(Numbers.exact) ?? "",
            cell.verdict.rawValue,
        ]
        let interval = cell.runs == 1 ? "Wilson, of the only run" : "Student's t, of the mean"
        return CSVTable(
            comments: [("heading", profile.heading), ("interval", interval)] + comments + inputs.comments,
            columns: Self.columns, rows: [row])
    }
}

/// A cell.csv as it was read: the cell, and the digest of its data.
public struct StoredCell: Sendable {
    public let cell: Cell
    /// SHA-256 of the columns and the row.
    public let digest: String

    /// - Returns: nil where there is no file.
    /// - Throws: `Failure` where the file is of another cell or not a cell.csv.
    public static func read(_ id: CellID, in results: ResultsFolder) throws -> StoredCell? {
        let path = results.cellFile(of: id)
        guard Path.exists(path) else { return nil }
        let file = try FieldReader(path: path)
        let row = try file.onlyRow()
        let found = try row.cell()
        guard found == id else { throw Failure("holds \(found.name), not \(id.name)", at: path) }
        let recorded = Inputs.recorded(in: path)
        let cell = Cell(
            id: id,
            runs: try row.integer("runs"),
            best: try row.number("best"),
            mean: try row.number("mean"),
            standardDeviation: try row.optionalNumber("sd"),
            interval: Interval(low: try row.number("low"), high: try row.number("high")),
            published: try row.optionalNumber("published"),
            difference: try row.optionalNumber("difference"),
            verdict: try row.identifier("verdict"),
            trainImages: recorded?["train_images"].flatMap(Int.init), selection: recorded?["selection"])
        return StoredCell(cell: cell, digest: try file.digest())
    }
}
