import Storage

/// A cell of the grid on the report page: what is published, what was reproduced and how, and its command.
/// Accuracies are in percent, differences in percentage points.
struct ReportCell: Encodable {
    struct Reproduced: Encodable {
        let best, mean: Double
        /// Nil for one run.
        let sd: Double?
        /// The 95 % interval.
        let low, high: Double
        let difference: Double?
        let verdict: String
        let trainImages: Int?
        let record: ReportRun.Record?
        let runs: [ReportRun]
    }

    /// A number of one of the paper's tables.
    struct Printed: Encodable {
        let table: Int
        let top1: Double
    }

    let backbone: String
    /// `cifar10/100`.
    let column: String
    /// The number that counts; nil where the paper has none.
    let published: Double?
    let printed: [Printed]
    /// Nil where the cell has not been aggregated.
    let reproduced: Reproduced?
    /// The command that makes it.
    let command: String

    init(_ id: CellID, cells: StoredCells, published results: PublishedResults, pool: inout FactPool) throws {
        backbone = id.backbone.rawValue
        column = GridColumn(id.dataset, id.percent).name
        published = results.top1(id)
        printed = results.values(id).map { Printed(table: $0.table, top1: $0.top1) }
        command = id.makeCommand(profile: cells.results.profile)
        guard let cell = cells[id]?.cell else {
            reproduced = nil
            return
        }
        reproduced = Reproduced(
            best: cell.best, mean: cell.mean, sd: cell.standardDeviation, low: cell.interval.low,
            high: cell.interval.high, difference: cell.difference, verdict: cell.verdict.rawValue,
            trainImages: cell.trainImages, record: try .init(cells.results.cellFile(of: id), pool: &pool),
            runs: try (0..<max(0, cell.runs)).map {
                try ReportRun(id, run: $0 + 1, in: cells.results, pool: &pool)
            })
    }
}
