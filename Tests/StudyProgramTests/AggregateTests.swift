import Foundation
import Storage
import Testing

@Suite struct AggregateTests {
    private let aggregate = Program(name: "aggregate")

    private func cell(_ place: Workplace, runs: Int, _ more: [String] = []) throws -> Program.Result {
        try aggregate.run(
            [
                "cell", "--profile", "sample", "--dataset", "cifar10", "--percent", "10", "--backbone", "resnet50",
                "--runs", String(runs), "--results", place.results,
            ] + more)
    }

    @Test func aCellIsMadeOnceAndExplained() throws {
        let place = try Workplace()
        for run in 1...3 { try place.run("resnet50", percent: 10, run: run, correct: 500 + run) }
        let path = place.file("Results/sample/cifar10/10/resnet50/cell.csv")

        let why = try cell(place, runs: 3, ["--why"])
        #expect(why.code == 0)
        #expect(why.output == "\(path): it has not been made yet\n")
        #expect(!Path.exists(path))

        let made = try cell(place, runs: 3)
        #expect(made.code == 0)
        #expect(made.output.contains("Sample profile: miniature data"))
        #expect(made.output.contains("50.30"))
        #expect(made.output.contains("not comparable"))
        let first = try String(contentsOfFile: path, encoding: .utf8)
        #expect(first.contains("# program: aggregate"))
        #expect(first.contains("# input run2 evaluation: "))

        // Another speed and a later time change nothing; the file keeps its bytes and gets a new time.
        try place.run("resnet50", percent: 10, run: 2, correct: 502, speed: "99")
        let old = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
        #expect(try cell(place, runs: 3, ["--why"]).output == "\(path): up to date\n")
        let again = try cell(place, runs: 3, ["--quiet"])
        #expect(again.code == 0)
        #expect(again.output.isEmpty)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == first)
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        #expect(try #require(date) > old)

        try place.run("resnet50", percent: 10, run: 2, correct: 600)
        #expect(try cell(place, runs: 3, ["--why"]).output.contains("run2 evaluation was "))
        #expect(try cell(place, runs: 3).output.contains("60.00"))

        let inputs = try aggregate.run(["why", path])
        #expect(inputs.output.contains("profile = sample"))
        #expect(inputs.output.contains("train_images = 60"))
    }

    @Test func aMissingRunFailsAndLeavesNoFile() throws {
        let place = try Workplace()
        try place.run("resnet50", percent: 10, run: 1, correct: 500)
        let result = try cell(place, runs: 2)
        #expect(result.code == 1)
        #expect(result.errors.contains("run2/evaluation.csv: run 2 of 2 has not been evaluated"))
        #expect(result.errors.contains("make cell PROFILE=sample DATASET=cifar10 PERCENT=10 BACKBONE=resnet50 RUNS=2"))
        #expect(!Path.exists(place.file("Results/sample/cifar10/10/resnet50/cell.csv")))
    }

    @Test func tablesAreMadeWithAllTheirFormats() throws {
        let place = try Workplace()
        try place.run("resnet50", percent: 10, run: 1, correct: 500)
        #expect(try cell(place, runs: 1).code == 0)
        let arguments = [
            "tables", "--profile", "sample", "--results", place.results, "--output", place.paper, "--prepared",
            place.file("prepared"),
        ]
        let made = try aggregate.run(arguments)
        #expect(made.code == 0)
        #expect(made.output.contains("table7.md (.csv, .tex): 1 of 66 cells"))
        for number in [1, 4, 5, 6, 7, 8] {
            for ending in ["csv", "md", "tex"] {
                let path = place.file("Paper/sample/tables/table\(number).\(ending)")
                #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Sample profile: miniature data"))
            }
        }
        let markdown = try String(contentsOfFile: place.file("Paper/sample/tables/table7.md"), encoding: .utf8)
        #expect(markdown.contains("**50.00** (86.50) -36.50"))
        #expect(
            try aggregate.run(arguments + ["--why"]).output.split(separator: "\n").allSatisfy {
                $0.hasSuffix(": up to date")
            })
        let why = try aggregate.run(["why", place.file("Paper/sample/tables/table7.md")])
        #expect(why.output.contains("cell resnet50 cifar10 10 = "))
        let status = try aggregate.run(["status", "--profile", "sample", "--results", place.results])
        #expect(status.code == 0)
        #expect(status.output.contains("1 cell is done"))
    }

    @Test func claimsAreHeldAgainstTheTables() throws {
        let place = try Workplace()
        let arguments = ["claims", "--profile", "sample", "--results", place.results, "--output", place.paper]
        let stem = place.file("Paper/sample/claims")
        #expect(try aggregate.run(arguments + ["--why"]).output.contains("\(stem).csv: it has not been made yet"))
        let made = try aggregate.run(arguments)
        #expect(made.code == 0, "\(made.errors)")
        #expect(made.output.contains("Published numbers: 49 hold, 14 fail, 1 undecided."))
        let csv = try CSVTable(path: stem + ".csv")
        #expect(csv.records.first { $0["id"] == "table1-remote-sensing" }?["published"] == "fails")
        #expect(csv.comment("program")?.hasPrefix("aggregate ") == true)
        #expect(try String(contentsOfFile: stem + ".md", encoding: .utf8).contains("Sample profile: miniature data"))
        #expect(
            try aggregate.run(arguments + ["--why"]).output == "\(stem).md: up to date\n\(stem).csv: up to date\n")
        try place.run("resnet50", percent: 10, run: 1, correct: 500)
        #expect(try cell(place, runs: 1).code == 0)
        let why = try aggregate.run(arguments + ["--why"])
        #expect(why.output.contains("claims.csv: cell resnet50 cifar10 10 was not set, is now "))
    }

    @Test func cellsAreListedWithTheirCommands() throws {
        let place = try Workplace()
        try place.run("resnet50", percent: 10, run: 1, correct: 500)
        #expect(try cell(place, runs: 1).code == 0)
        let arguments = ["cells", "--profile", "sample", "--results", place.results]
        let missing = try aggregate.run(arguments + ["--number", "7", "--commands", "--missing"])
        let lines = missing.output.split(separator: "\n")
        #expect(lines.count == 65)
        #expect(lines.first == "make cell PROFILE=sample DATASET=cifar10 PERCENT=100 BACKBONE=resnet50")
        let made = try aggregate.run(arguments + ["--output", place.paper])
        #expect(made.output.hasSuffix("cells.csv: 1 of 319 cells\n"))
        #expect(try CSVTable(path: place.file("Paper/sample/tables/cells.csv")).rows.count == 319)
        #expect(try aggregate.run(arguments + ["--number", "9", "--commands"]).code == 64)
        #expect(try aggregate.run(arguments + ["--missing"]).code == 64)
    }

    @Test func statusGoesByTable() throws {
        let place = try Workplace()
        let arguments = ["status", "--profile", "sample", "--results", place.results, "--output", place.paper]
        let empty = try aggregate.run(arguments)
        #expect(empty.code == 0, "\(empty.errors)")
        #expect(empty.output.contains("all         0      0           0      319"))
        try place.run("resnet50", percent: 10, run: 1, correct: 500)
        #expect(try cell(place, runs: 1).code == 0)
        let table = [
            "table", "--number", "7", "--profile", "sample", "--results", place.results, "--output", place.paper,
        ]
        #expect(try aggregate.run(table).code == 0)
        #expect(try aggregate.run(arguments).output.contains("Table 7     1      0           0       65  up to date"))
        try place.run("resnet50", percent: 10, run: 1, correct: 501)
        let stale = try aggregate.run(arguments).output
        #expect(stale.contains("Table 7     0      1           0       65  up to date"))
        #expect(stale.contains("stale: resnet50 cifar10 10: run1 evaluation was "))
        #expect(try cell(place, runs: 1).code == 0)
        #expect(try aggregate.run(arguments).output.contains("Table 7     1      0           0       65  stale"))
    }

    /// Arguments, and what the message must list.
    @Test(arguments: [
        (["cell", "--profile", "sample", "--dataset", "mnist", "--backbone", "resnet50"], ["cifar10", "rsna"]),
        (
            ["cell", "--profile", "sample", "--dataset", "neu", "--backbone", "vgg"],
            ["resnet50", "shufflenet_v2_x2_0"]
        ),
        (
            ["cell", "--profile", "sample", "--dataset", "neu", "--backbone", "resnet50", "--percent", "50"],
            ["100", "10", "1"]
        ),
        (["cell", "--profile", "../x", "--dataset", "neu", "--backbone", "resnet50"], ["../x"]),
        (
            ["cell", "--profile", "sample", "--dataset", "neu", "--backbone", "resnet50", "--runs", "0"],
            ["must be at least 1"]
        ),
        (["table", "--number", "10", "--profile", "sample"], ["1, 2, 3, 4, 5, 6, 7, 8, 9"]),
        (["nonsense"], ["nonsense"]),
    ])
    func wrongArguments(arguments: [String], listed: [String]) throws {
        let result = try aggregate.run(arguments)
        #expect(result.code == 64)
        for text in listed { #expect(result.errors.contains(text), "\(text) in: \(result.errors)") }
    }

    @Test func listsAndHelp() throws {
        #expect(try aggregate.run(["datasets"]).output.split(separator: "\n").count == 21)
        #expect(try aggregate.run(["backbones"]).output.split(separator: "\n").count == 12)
        #expect(try aggregate.run(["--help"]).output.contains("aggregate cell --profile paper"))
        #expect(try aggregate.run(["--version"]).output.hasPrefix("aggregate "))
        #expect(try aggregate.run(["why", "nowhere.csv"]).code == 1)
    }
}
