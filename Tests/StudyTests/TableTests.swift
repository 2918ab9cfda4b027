import Foundation
import Storage
import Study
import Testing

@Suite struct TableTests {
    private func table(_ number: Int, _ place: Workplace) throws -> ResultTable {
        let grid = try Package.grid()
        let spec = try #require(TableSpec(number: number, grid: grid))
        return try ResultTable(spec, grid: grid, in: place.results, published: Package.published())
    }

    @Test func shapesAreThePapers() throws {
        let place = try Workplace()
        let specs = TableSpec.all(try Package.grid())
        #expect(specs.map(\.number) == [4, 5, 6, 7, 8])
        // Table 5 has NEU beside the paper's six columns, Table 6 the paper's averages.
        #expect(specs.map(\.columns.count) == [7, 7, 5, 6, 10])
        #expect(TableSpec(number: 3, grid: try Package.grid()) == nil)
        let four = try table(4, place)
        #expect(four.rows.map(\.backbone) == BackboneID.allCases)
        #expect(four.count == 77)
        #expect(four.missing == 77)
    }

    @Test func markdown() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9431, 9458, 9412])
        let text = try table(4, place).markdown(comments: [("program", "aggregate -- 1")])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "## Table 4. Top-1 accuracy (%) on natural images")
        #expect(lines[2] == "**Profile paper: the paper's data sets and training values.**")
        #expect(lines[4].hasPrefix("| Backbone | Stanford Dogs | Flowers-102 | CUB-200 | Stanford Cars |"))
        let row = [
            "– (82.03)", "– (90.77)", "– (75.34)", "– (90.84)", "– (75.33)", "**94.58** (94.58) 0.00", "– (79.05)",
        ]
        #expect(lines[6] == "| ResNet50 | " + row.joined(separator: " | ") + " |")
        #expect(lines.filter { $0.hasPrefix("| ") }.count == 13)
        #expect(lines.filter { $0.hasPrefix("|") }.allSatisfy { $0.filter { $0 == "|" }.count == 9 })
        #expect(text.contains("76 of 77 cells are missing (–). To run one: `make cell PROFILE=paper "))
        #expect(text.contains("ResNet50 on Tiny ImageNet at 100 %: 75.33 in Table 4, 76.30 in Table 7."))
        #expect(text.contains("program: aggregate - - 1"))
        #expect(!text.contains("fewer than three runs"))
    }

    @Test func csv() throws {
        let place = try Workplace()
        try place.aggregate(cell(.waveMix, .cifar10, .hundredth), correct: [8012, 8100, 8050], trainImages: 500)
        let csv = try table(7, place).csv(comments: [("program", "aggregate")])
        #expect(csv.columns.count == 1 + 6 * 4)
        #expect(csv.rows.count == 11)
        let row = try #require(csv.records.first { $0["backbone"] == "wavemix_192_16" })
        #expect(row["cifar10_1_reproduced"] == "81.00")
        #expect(row["cifar10_1_published"] == "80.98")
        #expect(row["cifar10_1_difference"] == "0.02")
        #expect(row["cifar10_1_place"] == "1" && row["cifar10_10_place"] == "")
        #expect(row["cifar10_10_reproduced"] == "")
        #expect(row["cifar10_10_difference"] == "")
        // Table 7 is compared with itself, not with Table 4.
        #expect(row["tiny_imagenet_100_published"] == "75.33")
        #expect(try CSVTable(text: csv.text, name: "table7.csv") == csv)
        #expect(csv.comment("heading") == "Profile paper: the paper's data sets and training values.")
    }

    @Test func latex() throws {
        let place = try Workplace(profile: "paper+image128+batch32+weights-none")
        try place.aggregate(cell(.resNet50, .dtd), correct: [1200], of: 1880)
        let text = try table(5, place).latex(comments: [("commit", "1_2")])
        #expect(text.contains("Table 5. Top-1 accuracy (\\%) on textures"))
        #expect(text.contains("Trial with image128, batch32, weights-none: not the paper's protocol."))
        #expect(text.contains("\\multicolumn{1}{c}{Texture} & \\multicolumn{2}{c}{Remote sensing}"))
        #expect(
            text.contains(
                "\\cmidrule(lr){2-2} \\cmidrule(lr){3-4} \\cmidrule(lr){5-6} \\cmidrule(lr){7-7} \\cmidrule(lr){8-8}"))
        #expect(text.contains("ResNet50 & \\textbf{63.83} (68.21) -4.38 & -- (96.90) &"))
        #expect(text.contains("& -- (\\underline{98.33}) &") && text.contains("\\resizebox{\\linewidth}{!}{%"))
        #expect(text.contains("1 cell rests on fewer than three runs"))
        #expect(
            text.contains(
                "\\texttt{make cell PROFILE=paper IMAGE\\_SIZE=128 BATCH=32 WEIGHTS=none DATASET= PERCENT= BACKBONE="))
        #expect(text.contains("\\toprule") && text.contains("\\midrule") && text.contains("\\bottomrule"))
        // Every line of the body has a cell a column, and no brace is left open.
        let rows = text.split(separator: "\n").filter { $0.hasSuffix("\\\\") && !$0.contains("multicolumn") }
        #expect(rows.count == 12)
        #expect(rows.allSatisfy { $0.filter { $0 == "&" }.count == 7 })
        #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
        #expect(text.allSatisfy { $0 != "–" && $0 != "`" })
    }

    @Test(arguments: StudyGrid.tableNumbers)
    func theSampleSaysItsNumbersAreNotThePapers(number: Int) throws {
        let place = try Workplace(profile: "sample")
        let made = try table(number, place)
        let heading = "Sample profile: miniature data generated from a seed. These numbers are not the paper's."
        #expect(made.markdown(comments: []).contains("**\(heading)**"))
        #expect(made.latex(comments: []).contains("\\textbf{\(heading)}"))
        #expect(made.csv(comments: []).comment("heading") == heading)
    }

    @Test func bestSecondAndThirdAreMarkedAndEqualsShareAPlace() throws {
        let place = try Workplace()
        // 90.00, 90.00, 89.00, 88.00: two are first, so that nobody is second and one is third.
        for (backbone, correct) in [(BackboneID.resNet50, 900), (.waveMix, 900), (.swinTiny, 890), (.denseNet161, 880)]
        {
            try place.aggregate(cell(backbone, .cifar100), correct: [correct], of: 1000)
        }
        let made = try table(4, place)
        let column = made.printed.cells.map { ($0.last?.markdown ?? "").prefix { $0 != "(" } }
        #expect(
            column == [
                "**90.00** ", "**90.00** ", "– ", "*89.00* ", "– ", "– ", "88.00 ", "– ", "– ", "– ", "– ",
            ])
        let places = made.csv(comments: []).records.map { $0["cifar100_100_place"] }
        #expect(places == ["1", "1", "", "3", "", "", "4", "", "", "", ""])
        // The paper's own: 83.88, 83.32, 83.20.
        #expect(made.printed.rows[1][7] == "90.00 (83.88) +6.12")
        #expect(made.printed.cells[1][7].latex == "\\textbf{90.00} (\\textbf{83.88}) +6.12")
        #expect(made.printed.cells[10][7].markdown == "– (<u>83.32</u>)")
        #expect(made.printed.cells[5][7].markdown == "– (*83.20*)")
    }

    @Test func publishedColumnsEqualThePapersToTheDigit() throws {
        let place = try Workplace()
        let rows = try CSVTable(path: Package.path("Paper/published/results.csv")).records
        for number in StudyGrid.tableNumbers {
            let records = try table(number, place).csv(comments: []).records
            let printed = rows.filter { $0["table"] == String(number) }
            for row in printed {
                let made = try #require(records.first { $0["backbone"] == row["backbone"] })
                let value = try #require(row["top1"].flatMap(Double.init))
                #expect(made["\(row["dataset"] ?? "")_\(row["percent"] ?? "")_published"] == Numbers.percent(value))
            }
            let filled = records.flatMap { $0.filter { $0.key.hasSuffix("_published") && !$0.value.isEmpty } }
            #expect(filled.count == printed.count)
        }
    }

    @Test func theAverageNeedsAllFourMagnifications() throws {
        let place = try Workplace()
        for (dataset, correct) in [(DatasetID.breakHis40, 990), (.breakHis100, 980), (.breakHis200, 970)] {
            try place.aggregate(cell(.waveMix, dataset), correct: [correct], of: 1000)
        }
        #expect(try table(6, place).rows[1].entries[4].reproduced == nil)
        try place.aggregate(cell(.waveMix, .breakHis400), correct: [960], of: 1000)
        let made = try table(6, place)
        #expect(made.printed.rows[1][5] == "97.50 (99.39) -1.89")
        // An average is no cell.
        #expect(made.count == 44 && made.missing == 40)
        #expect(made.csv(comments: []).columns.contains("breakhis_average_100_difference"))
    }

    @Test func neuStandsInTableFiveAndHasNoPublishedNumber() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .neu), correct: [354], of: 360)
        let made = try table(5, place)
        #expect(made.printed.columns.last == .init("NEU", group: "Surface defect"))
        #expect(made.printed.rows[0][7] == "98.33 (–)")
        #expect(made.notes.contains("NEU: the paper describes this data set and gives no result for it."))
        #expect(made.count == 77 && made.missing == 76)
    }

    @Test func missingCellsHaveATimeWhereItIsKnown() throws {
        let place = try Workplace()
        // Two runs of 5 epochs, each of 9 s for training and 9 s for the test: 90 s a run, 270 s for three.
        try place.aggregate(cell(.resNet50, .dtd), correct: [1200, 1210], of: 1880, trainImages: 1880)
        // ResNet50 lacks all seven cells of Table 4.
        let note =
            "77 of 77 cells are missing (–): about 32 min for 7 of them, by the mean run of the same backbone so far."
        #expect(try table(4, place).notes.contains { $0.hasPrefix(note) })
        let header = "backbone,dataset,percent,seconds\n"
        try AtomicFile.write(
            header + "resnet50,cifar10,100,7200\nswin_t,cifar10,100,14400\n",
            to: Path.join(place.results.path, "estimate.csv"))
        let stated = "77 of 77 cells are missing (–): about 6.0 h for 2 of them, by estimate.csv. To run one"
        #expect(try table(4, place).notes.contains { $0.hasPrefix(stated) })
    }

    @Test(arguments: [(40.0, "40 s"), (720, "12 min"), (12_600, "3.5 h"), (354_240, "4.1 days")])
    func durations(seconds: Double, text: String) { #expect(TimeEstimate.text(seconds: seconds) == text) }

    @Test func cellsWithVerdictsAndCommands() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9431, 9458, 9412])
        let grid = try Package.grid()
        let cells = try StoredCells(grid.cells, in: place.results)
        let made = try CellsTable(grid: grid, cells: cells, published: Package.published())
        #expect(made.rows.count == 319 && made.missing == 318)
        let records = made.csv(comments: []).records
        let row = try #require(records.first { $0["dataset"] == "cifar10" && $0["percent"] == "100" })
        #expect(row["tables"] == "4 7" && row["verdict"] == "agrees" && row["runs"] == "3" && row["sd"] == "0.231157")
        let other = try #require(records.first { $0["dataset"] == "neu" })
        #expect(other["verdict"] == "not run" && other["tables"] == "" && other["published"] == "")
        #expect(other["command"] == "make cell PROFILE=paper DATASET=neu PERCENT=100 BACKBONE=resnet50")
        let four = try CellsTable(grid: grid, cells: cells, published: Package.published(), number: 4)
        #expect(four.commands(missing: false).count == 77 && four.commands(missing: true).count == 76)
        let five = try CellsTable(grid: grid, cells: cells, published: Package.published(), number: 5)
        #expect(five.commands(missing: true).count == 77)
    }

    @Test func onlyCellsThatChangeMakeATableStale() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9400, 9410, 9420])
        let before = try table(4, place).inputs
        // A cell of another table, and the same cell again with other provenance.
        try place.aggregate(cell(.resNet50, .dtd), correct: [1200], of: 1880)
        let path = place.results.cellFile(of: cell(.resNet50, .cifar10))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try AtomicFile.write("# host: another\n" + text, to: path)
        #expect(try table(4, place).inputs == before)
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9400, 9410, 9421])
        #expect(try table(4, place).inputs.reasons(against: before).count == 1)
    }

    @Test func aCellFileOfAnotherCellIsRefused() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9400])
        let target = place.results.cellFile(of: cell(.waveMix, .cifar10))
        try AtomicFile.makeFolder(Path.folder(of: target))
        try FileManager.default.copyItem(
            atPath: place.results.cellFile(of: cell(.resNet50, .cifar10)), toPath: target)
        #expect(failure { _ = try table(4, place) }.location == target)
    }

    @Test func status() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9431, 9458, 9412])
        try place.evaluate(cell(.waveMix, .cifar10, .tenth), run: 1, correct: 9000)
        try place.train(cell(.waveMix, .cifar10, .tenth), run: 2, images: 5000)
        try place.train(cell(.mobileNetV3Large, .neu), run: 1, images: 1440)
        let status = try Status(of: place.results)
        #expect(
            status.entries.map(\.id) == [
                cell(.resNet50, .cifar10), cell(.waveMix, .cifar10, .tenth), cell(.mobileNetV3Large, .neu),
            ])
        #expect(status.entries.map(\.evaluated) == [[1, 2, 3], [1], []])
        #expect(status.entries.map(\.unfinished) == [[], [2], [1]])
        #expect(status.entries.map(\.best) == [94.58, 90, nil])
        let text = status.text(published: try Package.published())
        #expect(text.contains("not aggregated"))
        #expect(text.contains("not run"))
        #expect(text.contains("1 cell is done, 1 of them among the 308 that the paper publishes."))
        let empty = ResultsFolder(root: place.path, profile: try ProfileName.named("sample"))
        #expect(failure { _ = try Status(of: empty) }.what == "nothing has been run under this profile")
    }
}
