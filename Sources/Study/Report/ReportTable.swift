/// A table of results on the report page: which cells stand where. Their numbers are among the page's cells.
struct ReportTable: Encodable {
    struct Column: Encodable {
        let id, heading, group: String
        /// The columns of the grid that it shows: one; several where it is their mean.
        let cells: [String]
        /// What this table of the paper prints, in percent, in the order of the backbones.
        let published: [Double?]
    }

    let number: Int
    let title: String
    let notes: [String]
    let columns: [Column]

    init(_ spec: TableSpec, published: PublishedResults) {
        (number, title, notes) = (spec.number, spec.title, spec.notes)
        columns = spec.columns.map { column in
            let grid: [GridColumn] =
                switch column.content {
                case .cell(let column): [column]
                case .mean(let columns): columns
                }
            return Column(
                id: column.id, heading: column.heading, group: column.group, cells: grid.map(\.name),
                published: spec.backbones.map { backbone in
                    switch column.content {
                    case .cell(let column): published.top1(table: spec.number, column.cell(backbone))
                    case .mean: published.breakHisAverage(backbone)
                    }
                })
        }
    }
}
