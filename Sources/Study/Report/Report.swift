import Storage

/// The report page: tables, claims, figures, provenance and the recommender, in one file that loads nothing.
public struct Report: Sendable {
    public let profile: ProfileName
    /// Cells of the grid, and those without a result.
    public let count, missing: Int
    public let inputs: Inputs
    private let data: ReportData
    private let template: PageTemplate

    /// - Parameters:
    ///   - claims: held against the same cells.
    ///   - figures: the folder whose SVG files are shown.
    /// - Throws: `Failure` that names the file that cannot be read or is not what its place says.
    public init(
        grid: StudyGrid, cells: StoredCells, published: PublishedPaper, claims: ClaimReport, figures: String,
        template: PageTemplate
    ) throws {
        profile = cells.results.profile
        self.template = template
        var pool = FactPool()
        let ids = grid.cells
        let found = try ids.map { try ReportCell($0, cells: cells, published: published.results, pool: &pool) }
        let speeds = ReportSpeeds(found, results: cells.results)
        let absent = ids.filter { cells[$0] == nil }
        let time =
            absent.isEmpty
            ? nil : try TimeEstimate(of: absent, grid: grid, in: cells.results)?.text(missing: absent.count)
        (count, missing) = (ids.count, absent.count)
        data = ReportData(
            profile: profile.name, heading: profile.heading, comparable: profile.isPaper,
            backbones: grid.backbones.map { id in
                let row = published.backbones[id]
                return .init(
                    id: id.rawValue, title: id.title, parameters: row?.parameters, imageNet: row?.top1,
                    imagesPerSecond: speeds.values[id])
            },
            columns: grid.columns.map { Self.column($0, grid: grid, cells: cells, published: published.results) },
            tables: TableSpec.all(grid).map { ReportTable($0, published: published.results) }, cells: found,
            facts: pool.pairs, claims: claims.rows.map(Self.claim),
            claimSummary: Accuracies.Source.allCases.map(claims.summary), figures: try ReportFigure.all(in: figures),
            speedNote: speeds.note, missingTime: time)
        inputs = try Self.inputs(data, ids: ids, claims: claims, template: template)
    }

    /// The page, with who made it.
    public func html(_ provenance: Provenance) throws -> String {
        var data = data
        data.made = provenance.entries.map { [$0.key, $0.value] }
        return template.fill(
            title: "which-backbone: report, profile \(profile.name)", data: try EmbeddedJSON.text(data))
    }

    /// The table beside the page: it records the inputs, and which bytes it vouches for.
    public func record(
        of page: String, name: String, comments: [(key: String, value: String)]
    ) throws -> CSVTable {
        CSVTable(
            comments: [("heading", profile.heading)] + comments + inputs.comments,
            columns: ["file", "bytes", "sha256"], rows: [[name, String(page.utf8.count), try Digest.of(page)]])
    }

    private static func column(
        _ column: GridColumn, grid: StudyGrid, cells: StoredCells, published: PublishedResults
    ) -> ReportData.Column {
        let ids = grid.backbones.map(column.cell)
        let images = ids.compactMap(published.trainImages) + ids.compactMap { cells[$0]?.cell.trainImages }
        return .init(
            name: column.name, title: column.title, dataset: column.dataset.title, domain: column.dataset.domain,
            percent: column.percent.rawValue, trainImages: images.first, tables: grid.tables(with: column))
    }

    private static func claim(
        _ row: (claim: Claim, published: Finding, reproduced: Finding)
    ) -> ReportData.Claim {
        func finding(_ finding: Finding) -> ReportData.Claim.Finding {
            .init(truth: finding.truth.rawValue, numbers: finding.numbers)
        }
        return .init(
            id: row.claim.id, section: row.claim.section, claim: row.claim.claim, reading: row.claim.reading,
            published: finding(row.published), reproduced: finding(row.reproduced))
    }

    /// Of a cell also its provenance counts, because the page shows it.
    private static func inputs(
        _ data: ReportData, ids: [CellID], claims: ClaimReport, template: PageTemplate
    ) throws -> Inputs {
        var inputs = claims.inputs
        for (id, cell) in zip(ids, data.cells) where cell.reproduced != nil {
            inputs["cell \(id.name)"] = try Digest.of(try EmbeddedJSON.text(cell.resolved(data.facts)))
        }
        for figure in data.figures { inputs["figure \(Path.name(of: figure.file))"] = try Digest.of(figure.svg) }
        for (name, digest) in template.digests { inputs["template \(name)"] = digest }
        for backbone in data.backbones {
            inputs["speed \(backbone.id)"] = backbone.imagesPerSecond.map(Numbers.exact)
        }
        inputs["speeds"] = data.speedNote
        inputs["missing time"] = data.missingTime
        return inputs
    }
}

extension ReportCell {
    /// The cell's numbers and the facts themselves: places in a list change with its neighbours.
    fileprivate func resolved(_ facts: [[String]]) -> [[String]] {
        guard let reproduced else { return [] }
        let records = [reproduced.record] + reproduced.runs.flatMap { [$0.training, $0.evaluation] }
        let numbers = [
            reproduced.best, reproduced.mean, reproduced.sd, reproduced.low, reproduced.high, reproduced.difference,
        ].map { $0.map(Numbers.exact) ?? "" }
        return [numbers + [reproduced.verdict], reproduced.runs.map { $0.top1.map(Numbers.exact) ?? "" }]
            + records.compactMap { $0 }.flatMap { record in
                [[record.file]] + (record.made + record.inputs).map { facts[$0] }
            }
    }
}
