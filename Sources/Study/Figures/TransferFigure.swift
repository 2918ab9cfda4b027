import Storage

/// How well the order of the backbones on ImageNet tells their order after fine-tuning, a bar a data set and share.
///
/// The paper has no such figure. The numbers are those of `ImageNetTransfer`.
public struct TransferFigure: Sendable {
    public static let name = "transfer"
    public static let title = "ImageNet accuracy as a guide: rank correlation by data set"

    public struct Bar: Equatable, Sendable {
        public let row: ImageNetTransfer.Row
        /// How many backbones the published correlation is taken over.
        public let publishedBackbones: Int
    }

    /// In the order of the grid's columns.
    public let bars: [Bar]
    /// What the figure's data were made from.
    public let inputs: Inputs
    private let profile: ProfileName

    /// - Parameter leastMargin: of the reproduced accuracies, in percentage points.
    public init(grid: StudyGrid, cells: StoredCells, published: PublishedPaper, leastMargin: Double) throws {
        let transfer = try ImageNetTransfer(grid: grid, cells: cells, published: published, leastMargin: leastMargin)
        bars = transfer.rows.map { row in
            let backbones = grid.backbones.count { backbone in
                published.results.top1(row.column.cell(backbone)) != nil && published.backbones[backbone] != nil
            }
            return Bar(row: row, publishedBackbones: backbones)
        }
        (inputs, profile) = (transfer.inputs, cells.results.profile)
    }

    /// The data that the figure is drawn from, a row a bar. `low` and `high` are about 95 % of what the spread of the
    /// runs allows; what does not exist is empty.
    public func table(comments: [(key: String, value: String)], inputs: Inputs) -> CSVTable {
        func text(_ value: Double?) -> String { value.map(Numbers.exact) ?? "" }
        let rows = bars.enumerated().map { index, bar in
            let (column, reproduced) = (bar.row.column, bar.row.reproduced)
            return [
                String(index + 1), column.title, text(bar.row.published), String(bar.publishedBackbones),
                text(reproduced?.value), text(reproduced.map { max(-1, $0.value - $0.margin) }),
                text(reproduced.map { min(1, $0.value + $0.margin) }), String(bar.row.backbones),
                column.dataset.rawValue, String(column.percent.rawValue), column.dataset.domain,
            ]
        }
        return CSVTable(
            comments: [("heading", profile.heading)] + comments + inputs.comments,
            columns: [
                "row", "title", "published", "published_backbones", "reproduced", "low", "high",
                "reproduced_backbones", "dataset", "percent", "domain",
            ], rows: rows)
    }
}
