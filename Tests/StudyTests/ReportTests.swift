import Foundation
import Storage
import Study
import Testing

/// The report page, as text: what a browser makes of it is Scripts/check-report's to say.
@Suite struct ReportTests {
    /// What the tests read of the page's data.
    private struct Page: Decodable {
        struct Backbone: Decodable {
            let id: String
            let parameters: Double?
            let imagesPerSecond: Double?
        }

        struct Column: Decodable {
            let name: String
            let trainImages: Int?
        }

        struct Table: Decodable {
            struct Column: Decodable {
                let cells: [String]
                let published: [Double?]
            }

            let number: Int
            let columns: [Column]
        }

        struct Cell: Decodable {
            struct Reproduced: Decodable {
                struct Record: Decodable { let file: String, made: [Int], inputs: [Int] }
                struct Run: Decodable {
                    let top1: Double?
                    let training, evaluation: Record?
                }

                let best: Double
                let verdict: String
                let runs: [Run]
            }

            struct Printed: Decodable { let table: Int, top1: Double }

            let backbone, column, command: String
            let published: Double?
            let printed: [Printed]
            let reproduced: Reproduced?
        }

        struct Claim: Decodable { let id: String }
        struct Figure: Decodable { let title: String, svg: String }

        let profile, heading: String
        let backbones: [Backbone]
        let columns: [Column]
        let tables: [Table]
        let cells: [Cell]
        let facts: [[String]]
        let claims: [Claim]
        let figures: [Figure]
        let made: [[String]]
    }

    private let provenance = Provenance(program: "aggregate", extra: [("remark", "</script><b>&\u{2028}")])

    private func report(_ place: Workplace, templates: String = Package.path("Paper/templates")) throws -> Report {
        let grid = try Package.grid()
        let cells = try StoredCells(grid.cells, in: place.results)
        let claims = try ClaimReport(
            Claims(path: Package.path("Data/claims.toml"), grid: grid), grid: grid, cells: cells,
            published: Package.paper(), leastMargin: 0.1)
        return try Report(
            grid: grid, cells: cells, published: Package.paper(), claims: claims,
            figures: Path.join(place.path, "figures"), template: PageTemplate(folder: templates))
    }

    private func data(_ html: String) throws -> Page {
        let start = try #require(html.range(of: "<script type=\"application/json\" id=\"data\">"))
        let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
        return try JSONDecoder().decode(Page.self, from: Data(html[start.upperBound..<end.lowerBound].utf8))
    }

    @Test func publishedNumbersAreAllThereWithoutAnyRun() throws {
        let report = try report(try Workplace())
        let page = try data(report.html(provenance))
        #expect(report.count == page.cells.count && report.missing == report.count)
        #expect(page.tables.map(\.number) == [4, 5, 6, 7, 8])
        // Every number that the paper's tables print, and no other.
        let published = try Package.published()
        let printed = page.cells.flatMap(\.printed).map(\.top1)
        let averages = published.rows.filter { $0.cell == nil }.map(\.top1)
        #expect(printed.count + averages.count == published.rows.count)
        #expect((printed + averages).sorted() == published.rows.map(\.top1).sorted())
        #expect(page.tables.flatMap(\.columns).flatMap(\.published).compactMap { $0 }.count == published.rows.count)
        let swapped = try #require(
            page.cells.first { $0.backbone == "resnet50" && $0.column == "tiny_imagenet/100" })
        #expect(swapped.printed.map(\.top1) == [75.33, 76.30] && swapped.published == 75.33)
        #expect(page.cells.allSatisfy { $0.reproduced == nil && $0.command.hasPrefix("make cell PROFILE=paper ") })
        #expect(page.columns.first { $0.name == "cifar10/1" }?.trainImages == 500)
        #expect(page.backbones.first { $0.id == "mobilenet_v3_large" }?.imagesPerSecond == nil)
        #expect(page.claims.count > 40)
    }

    @Test func aCellShowsItsRunsAndWhatTheyWereMadeFrom() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .cifar10)
        try place.aggregate(id, correct: [9400, 9500], trainImages: 50_000)
        let page = try data(try report(place).html(provenance))
        let found = try #require(page.cells.first { $0.backbone == "resnet50" && $0.column == "cifar10/100" })
        let reproduced = try #require(found.reproduced)
        #expect(reproduced.best == 95 && reproduced.runs.map(\.top1) == [94, 95])
        let record = try #require(reproduced.runs[0].evaluation)
        #expect(record.file.hasSuffix("run1/evaluation.csv"))
        #expect(record.made.map { page.facts[$0] } == [["host", "one"]])
        #expect(reproduced.runs[1].training != nil)
        #expect(Set(page.facts).count == page.facts.count)
        #expect(page.backbones.first { $0.id == "resnet50" }?.imagesPerSecond == 31.5)
    }

    @Test func nothingInTheDataEndsItsElement() throws {
        let place = try Workplace(profile: "sample")
        let id = cell(.waveMix, .neu, .all)
        let comment = "</script><!--<script>alert(1)</script>&"
        try place.evaluate(id, run: 1, correct: 10, of: 20, comment: comment)
        try place.cellFile(id, runs: 1).table(profile: place.results.profile, comments: []).write(
            to: place.results.cellFile(of: id))
        let html = try report(place).html(provenance)
        // The two elements that the template has.
        #expect(html.components(separatedBy: "</script").count == 3)
        #expect(!html.contains("<!--<script") && !html.contains("\u{2028}"))
        let page = try data(html)
        #expect(page.facts.contains { $0 == ["host", comment] })
        #expect(page.made.contains(["remark", "</script><b>&\u{2028}"]))
        #expect(page.heading.contains("not the paper's"))
    }

    @Test func thePageIsMadeAgainForWhatItShows() throws {
        let place = try Workplace()
        let id = cell(.swinTiny, .euroSAT)
        try place.aggregate(id, correct: [9400])
        let before = try report(place).inputs
        #expect(try report(place).inputs == before)
        // Another host, the same number.
        try place.evaluate(id, run: 1, correct: 9400, comment: "two")
        #expect(
            try report(place).inputs.reasons(against: before).map { $0.prefix(25) } == ["cell swin_t eurosat 100 w"])
        try place.evaluate(id, run: 1, correct: 9400)
        #expect(try report(place).inputs == before)
        _ = try place.write("<svg xmlns='http://www.w3.org/2000/svg'/>", to: "figures/one.svg")
        #expect(try report(place).inputs.reasons(against: before).count == 1)
        let shown = try data(try report(place).html(provenance)).figures
        #expect(shown.map(\.title) == ["one.svg"])
        let figure = try #require(shown.first)
        let svg = try #require(Data(base64Encoded: figure.svg))
        #expect(String(decoding: svg, as: UTF8.self).hasPrefix("<svg "))
    }

    @Test func theRecordVouchesForThePage() throws {
        let place = try Workplace()
        let report = try report(place)
        let html = try report.html(provenance)
        let path = Path.join(place.path, "report.csv")
        try report.record(of: html, name: "report.html", comments: []).write(to: path)
        #expect(Inputs.recorded(in: path) == report.inputs)
        #expect(try CSVTable(path: path).records[0]["sha256"] == Digest.of(html))
    }
}

@Suite struct PageTemplateTests {
    private func folder(_ place: Workplace, page: String, style: String = "a{}", script: String = "1") throws -> String
    {
        _ = try place.write(page, to: "t/report.html")
        _ = try place.write(style, to: "t/report.css")
        _ = try place.write(script, to: "t/report.js")
        return Path.join(place.path, "t")
    }

    private let page = "<title>{{title}}</title>{{style}}|{{data}}|{{script}}"

    @Test func whatIsPutInIsNotFilledAgain() throws {
        let place = try Workplace()
        let template = try PageTemplate(folder: try folder(place, page: page, style: "{{data}}", script: "{{title}}"))
        #expect(
            template.fill(title: "a<b>&{{style}}", data: "{{script}}")
                == "<title>a&lt;b&gt;&amp;{{style}}</title>{{data}}|{{script}}|{{title}}")
    }

    @Test func templatesThatCannotBeAPageAreRefused() throws {
        let place = try Workplace()
        for slot in PageTemplate.Slot.allCases.map(\.rawValue) {
            for other in ["", slot + slot] {
                let folder = try folder(place, page: page.replacing(slot, with: other))
                #expect(failure { _ = try PageTemplate(folder: folder) }.what == "must hold \(slot) once")
            }
        }
        let ending = try folder(place, page: page, script: "'</SCRIPT>'")
        #expect(failure { _ = try PageTemplate(folder: ending) }.location.hasSuffix("report.js"))
        #expect(failure { _ = try PageTemplate(folder: place.path) }.what == "cannot read the template")
    }

    /// The numbers of the study stand in the data alone.
    @Test func theTemplatesHoldNoResults() throws {
        let files = try ["report.html", "report.css", "report.js"].map {
            try String(contentsOfFile: Package.path("Paper/templates/\($0)"), encoding: .utf8)
        }
        #expect(!files.contains { $0.contains(#/\b\d\d\.\d\d\b/#) })
        for name in BackboneID.allCases.flatMap({ [$0.title, $0.rawValue] }) {
            #expect(!files.contains { $0.contains(name) }, "\(name)")
        }
    }
}
