import Foundation
import Storage
import Study

/// All that is made below Paper/<profile>, as it would be made now.
struct PaperProducts: Sendable {
    let tables: TableMaker
    /// Data/claims.toml, Data/study.toml, Paper/templates, Scripts/plots.
    let claims, study, templates, scripts: String
    /// The folder Paper/<profile>.
    let folder: String

    private static let images = ["svg", "png"]

    var all: [PaperProduct] {
        TableOptions.numbers.map(table) + [cells, claimsTable] + PaperFigure.allCases.map(figure)
            + [pareto(bySpeed: false), pareto(bySpeed: true), transfer] + curves
    }

    var report: VerificationUnit? {
        ReportCheck.unit(stem: Path.join(folder, "report")) {
            let grid = try StudyGrid(path: tables.grid)
            let cells = try StoredCells(grid.cells, in: tables.results)
            let published = try PublishedPaper(folder: tables.published)
            return try Report(
                grid: grid, cells: cells, published: published, claims: try claimReport(grid, cells, published),
                figures: Path.join(folder, "figures"), template: PageTemplate(folder: templates)
            ).inputs
        }
    }

    private func table(_ number: Int) -> PaperProduct {
        PaperProduct(stem: Path.join(folder, "tables", "table\(number)"), endings: ["csv", "md", "tex"]) {
            guard let table = try tables.table(number) else { throw Failure("there is no table \(number)") }
            return PaperProduct.Content(table)
        }
    }

    private var cells: PaperProduct {
        PaperProduct(stem: Path.join(folder, "tables", "cells"), endings: ["csv"]) {
            let grid = try StudyGrid(path: tables.grid)
            let table = try CellsTable(
                grid: grid, cells: StoredCells(grid.cells, in: tables.results),
                published: PublishedResults(folder: tables.published), number: nil)
            return .init(inputs: table.inputs) { ["csv": table.csv(comments: $0).text] }
        }
    }

    private var claimsTable: PaperProduct {
        PaperProduct(stem: Path.join(folder, "claims"), endings: ["csv", "md"]) {
            let grid = try StudyGrid(path: tables.grid)
            let report = try claimReport(
                grid, StoredCells(grid.cells, in: tables.results), PublishedPaper(folder: tables.published))
            return .init(inputs: report.inputs) {
                ["csv": report.csv(comments: $0).text, "md": report.markdown(comments: $0)]
            }
        }
    }

    private func claimReport(
        _ grid: StudyGrid, _ cells: StoredCells, _ published: PublishedPaper
    ) throws -> ClaimReport {
        try ClaimReport(claims: claims, study: study, grid: grid, cells: cells, published: published)
    }

    private typealias Table = @Sendable (_ comments: [(key: String, value: String)], _ inputs: Inputs) -> CSVTable

    private func figure(
        _ name: String, script: String,
        _ make: @escaping @Sendable () throws -> (title: String, inputs: Inputs, table: Table)
    ) -> PaperProduct {
        let stem = Path.join(folder, "figures", name)
        return PaperProduct(stem: stem, endings: ["csv"] + Self.images) {
            let (title, inputs, table) = try make()
            let files = FigureFiles(
                stem: stem, script: Path.join(scripts, script), title: title, heading: tables.results.profile.heading)
            let all = try files.withScripts(inputs)
            return .init(inputs: all) { ["csv": table($0, all).text] }
        }
    }

    private func figure(_ number: PaperFigure) -> PaperProduct {
        figure(number.name, script: "training-images.gp") {
            let figure = try TrainingImagesFigure(
                number, in: tables.results, published: PublishedResults(folder: tables.published))
            return (number.title, figure.inputs, { figure.table(comments: $0, inputs: $1) })
        }
    }

    private func pareto(bySpeed: Bool) -> PaperProduct {
        figure(bySpeed ? "pareto-speed" : "pareto", script: "pareto.gp") {
            let speeds = Path.join(tables.results.root, "benchmark/throughput.csv")
            let axis: ParetoFigure.Axis = bySpeed ? .speed(try MeasuredSpeeds(path: speeds)) : .parameters
            let grid = try StudyGrid(path: tables.grid)
            let figure = try ParetoFigure(
                against: axis, grid: grid, cells: StoredCells(grid.cells, in: tables.results),
                published: PublishedPaper(folder: tables.published))
            return (figure.title, figure.inputs, { figure.table(comments: $0, inputs: $1) })
        }
    }

    private var transfer: PaperProduct {
        figure(TransferFigure.name, script: "transfer.gp") {
            let grid = try StudyGrid(path: tables.grid)
            let figure = try TransferFigure(
                grid: grid, cells: StoredCells(grid.cells, in: tables.results),
                published: PublishedPaper(folder: tables.published), leastMargin: ClaimMargin.read(path: study))
            return (TransferFigure.title, figure.inputs, { figure.table(comments: $0, inputs: $1) })
        }
    }

    /// The training curves that have been drawn.
    private var curves: [PaperProduct] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Path.join(folder, "figures"))) ?? []
        return Set(names.compactMap { $0.hasSuffix(".csv") ? String($0.dropLast(4)) : nil }).sorted().compactMap {
            name in
            guard let (cell, run) = Self.curve(name) else { return nil }
            return figure(name, script: "curves.gp") {
                let curves = try TrainingCurves(cell, run: run, in: tables.results)
                return (curves.title, curves.inputs, { curves.table(comments: $0, inputs: $1) })
            }
        }
    }

    /// The run of `curves-<data set>-<percent>-<backbone>-run<k>`; the id of own data may hold a `-`.
    private static func curve(_ name: String) -> (CellID, Int)? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 5, parts[0] == "curves", parts[parts.count - 1].hasPrefix("run"),
            let run = Int(parts[parts.count - 1].dropFirst(3)), run >= 1,
            let backbone = BackboneID(rawValue: parts[parts.count - 2]),
            let column = GridColumn(
                name: parts[1..<(parts.count - 3)].joined(separator: "-") + "/" + parts[parts.count - 3])
        else { return nil }
        return (column.cell(backbone), run)
    }
}
