import Foundation
import Storage
import Study
import Testing

@Suite struct TableTests {
    private func table(_ number: Int, _ place: Workplace) throws -> ResultTable {
        let spec = try #require(TableSpec.all.first { $0.number == number })
        return try ResultTable(spec, in: place.results, published: Package.published())
    }

    @Test func shapesAreThePapers() throws {
        let place = try Workplace()
        #expect(TableSpec.all.map(\.number) == [4, 5, 7])
        #expect(TableSpec.all.map(\.columns.count) == [7, 6, 6])
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
        let row = ["– (82.03)", "– (90.77)", "– (75.34)", "– (90.84)", "– (75.33)", "94.58 (94.58)", "– (79.05)"]
        #expect(lines[6] == "| ResNet50 | " + row.joined(separator: " | ") + " |")
        #expect(lines.filter { $0.hasPrefix("| ") }.count == 13)
        #expect(lines.filter { $0.hasPrefix("|") }.allSatisfy { $0.filter { $0 == "|" }.count == 9 })
        #expect(text.contains("76 of 77 cells have not been run (–). To run one: `make cell PROFILE=paper "))
        #expect(text.contains("ResNet50 on Tiny ImageNet at 100 %: 75.33 in Table 4, 76.30 in Table 7."))
        #expect(text.contains("program: aggregate - - 1"))
        #expect(!text.contains("fewer than three runs"))
    }

    @Test func csv() throws {
        let place = try Workplace()
        try place.aggregate(cell(.waveMix, .cifar10, .hundredth), correct: [8012, 8100, 8050], trainImages: 500)
        let csv = try table(7, place).csv(comments: [("program", "aggregate")])
        #expect(csv.columns.count == 1 + 6 * 3)
        #expect(csv.rows.count == 11)
        let row = try #require(csv.records.first { $0["backbone"] == "wavemix_192_16" })
        #expect(row["cifar10_1_reproduced"] == "81.00")
        #expect(row["cifar10_1_published"] == "80.98")
        #expect(row["cifar10_1_difference"] == "0.02")
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
        #expect(text.contains("\\cmidrule(lr){2-2} \\cmidrule(lr){3-4} \\cmidrule(lr){5-6} \\cmidrule(lr){7-7}"))
        #expect(text.contains("ResNet50 & 63.83 (68.21) & -- (96.90) &"))
        #expect(text.contains("1 cell rests on fewer than three runs"))
        #expect(
            text.contains(
                "\\texttt{make cell PROFILE=paper IMAGE\\_SIZE=128 BATCH=32 WEIGHTS=none DATASET= PERCENT= BACKBONE="))
        #expect(text.contains("\\toprule") && text.contains("\\midrule") && text.contains("\\bottomrule"))
        // Every line of the body has a cell a column, and no brace is left open.
        let rows = text.split(separator: "\n").filter { $0.hasSuffix("\\\\") && !$0.contains("multicolumn") }
        #expect(rows.count == 12)
        #expect(rows.allSatisfy { $0.filter { $0 == "&" }.count == 6 })
        #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
        #expect(text.allSatisfy { $0 != "–" && $0 != "`" })
    }

    @Test(arguments: [4, 5, 7])
    func theSampleSaysItsNumbersAreNotThePapers(number: Int) throws {
        let place = try Workplace(profile: "sample")
        let made = try table(number, place)
        let heading = "Sample profile: miniature data generated from a seed. These numbers are not the paper's."
        #expect(made.markdown(comments: []).contains("**\(heading)**"))
        #expect(made.latex(comments: []).contains("\\textbf{\(heading)}"))
        #expect(made.csv(comments: []).comment("heading") == heading)
    }

    @Test func aFurtherTableIsAFurtherLiteral() throws {
        let place = try Workplace()
        let spec = TableSpec(
            number: 8, title: "Less data in other domains",
            columns: [DatasetID.plantVillage, .plantCLEF, .rsna, .food101, .euroSAT].flatMap { dataset in
                [Percent.all, .tenth].map {
                    TableSpec.Column(dataset, $0, group: dataset.title, heading: "\($0.rawValue) %")
                }
            })
        try place.aggregate(cell(.swinV2Tiny, .plantCLEF, .tenth), correct: [250], of: 1135)
        let made = try ResultTable(spec, in: place.results, published: Package.published())
        #expect(made.count == 110)
        #expect(made.missing == 109)
        #expect(made.markdown(comments: []).contains("22.03 (21.47)"))
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
