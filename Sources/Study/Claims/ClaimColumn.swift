/// What a claim names as a column: of a certain table, where tables print the same cell differently.
struct ClaimColumn: Hashable {
    let column: GridColumn
    /// Nil for the table that counts.
    let table: Int?

    var title: String { column.title }

    /// The same data set with all its training images, in the same table.
    var full: ClaimColumn { ClaimColumn(column: column.full, table: table) }
}

extension ClaimFields {
    /// A list of columns: each a column of the grid (`cifar10/10`), a table of it (`TABLE7`: its columns and its
    /// numbers), a domain (`remote_sensing`: its columns in Tables 4 to 6), or `LOW_DATA` (the columns of Tables 7
    /// and 8 with less than all images).
    mutating func columns(_ name: String, in grid: StudyGrid) throws -> [ClaimColumn] {
        try list(name).flatMap { try columns(named: $0, in: grid) }
    }

    /// The same as the numbers that claims compare: a column each for `columns`; for `means` the mean of a table's or
    /// domain's columns each. One of the two names must be there.
    mutating func series(in grid: StudyGrid) throws -> [ClaimSeries] {
        let means = try optionalList("means") ?? []
        let series = try means.map { name in
            ClaimSeries(title: "the mean of \(Self.title(name, in: grid))", columns: try columns(named: name, in: grid))
        }
        let single = try (try optionalList("columns") ?? []).flatMap { try columns(named: $0, in: grid) }
        guard !series.isEmpty || !single.isEmpty else { throw failure("lacks the list columns or means") }
        return single.map { ClaimSeries(title: $0.title, columns: [$0]) } + series
    }

    private func columns(named name: String, in grid: StudyGrid) throws -> [ClaimColumn] {
        if name == "LOW_DATA" {
            return [7, 8].flatMap { table in
                grid.columns(table: table).filter { $0.percent != .all }.map { ClaimColumn(column: $0, table: table) }
            }
        }
        if let table = StudyGrid.tableNumbers.first(where: { name == "TABLE\($0)" }) {
            return grid.columns(table: table).map { ClaimColumn(column: $0, table: table) }
        }
        if let domain = Domain.all(grid).first(where: { $0.id == name }) {
            return domain.columns.map { ClaimColumn(column: $0, table: nil) }
        }
        guard let column = GridColumn(name: name), grid.columns.contains(column) else {
            throw failure("\"\(name)\" is no column, table or domain of the grid")
        }
        return [ClaimColumn(column: column, table: nil)]
    }

    private static func title(_ name: String, in grid: StudyGrid) -> String {
        Domain.all(grid).first { $0.id == name }?.title ?? name
    }
}

/// A number of each backbone that a claim compares: of one column, or the mean of several.
struct ClaimSeries {
    let title: String
    let columns: [ClaimColumn]

    func contest(_ numbers: ClaimNumbers) -> Contest {
        Contest(
            title,
            numbers.grid.backbones.map { backbone in
                let values = columns.compactMap { numbers.value(backbone, $0) }
                return (backbone, values.count == columns.count ? Estimate.mean(values) : nil)
            })
    }
}
