import Storage

/// How well the order of the backbones on ImageNet (the paper's Table 2) tells their order after fine-tuning:
/// Spearman's rank correlation, a data set and share each. Equal accuracies share the mean of their ranks.
public struct ImageNetTransfer: Sendable {
    public struct Row: Equatable, Sendable {
        public let column: GridColumn
        /// By the paper's numbers; nil where it has none.
        public let published: Double?
        /// By the cells that have been run, with the spread that their margins give it; nil below three backbones.
        public let reproduced: Estimate?
        /// How many backbones have been run.
        public let backbones: Int
    }

    public let rows: [Row]
    public let inputs: Inputs
    private let profile: ProfileName

    /// - Parameter leastMargin: of the reproduced accuracies, in percentage points.
    public init(grid: StudyGrid, cells: StoredCells, published: PublishedPaper, leastMargin: Double) throws {
        let was = Accuracies(published: published.results)
        let now = Accuracies(cells, of: grid.cells, leastMargin: leastMargin)
        func pairs(_ accuracies: Accuracies, _ column: GridColumn) -> [(Estimate, Estimate)] {
            grid.backbones.compactMap { backbone in
                guard let own = accuracies.value(backbone, column), let row = published.backbones[backbone] else {
                    return nil
                }
                return (Estimate(row.top1), own)
            }
        }
        rows = grid.columns.map { column in
            let (before, after) = (pairs(was, column), pairs(now, column))
            return Row(
                column: column,
                published: RankCorrelation.spearman(before.map(\.0.value), before.map(\.1.value)),
                reproduced: RankCorrelation.spearman(after.map(\.0), after.map(\.1)), backbones: after.count)
        }
        profile = cells.results.profile
        var inputs = Inputs([
            "profile": profile.name, "grid": try grid.digest, "published results": published.results.digest,
            "published backbones": published.backbones.digest, "least margin": Numbers.exact(leastMargin),
        ])
        for id in grid.cells { inputs["cell \(id.name)"] = cells[id]?.digest }
        self.inputs = inputs
    }

    /// A row a data set and share. `low` and `high` are about 95 % of what the spread of the runs allows.
    public func table(comments: [(key: String, value: String)], inputs: Inputs) -> CSVTable {
        func text(_ value: Double?) -> String { value.map(Numbers.exact) ?? "" }
        return CSVTable(
            comments: [("heading", profile.heading)] + comments + inputs.comments,
            columns: [
                "dataset", "percent", "domain", "title", "published", "reproduced", "low", "high", "backbones",
            ],
            rows: rows.map { row in
                [
                    row.column.dataset.rawValue, String(row.column.percent.rawValue), row.column.dataset.domain,
                    row.column.title, text(row.published), text(row.reproduced?.value),
                    text(row.reproduced.map { max(-1, $0.value - $0.margin) }),
                    text(row.reproduced.map { min(1, $0.value + $0.margin) }), String(row.backbones),
                ]
            })
    }
}
