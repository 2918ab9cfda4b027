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
        let arguments = ["tables", "--profile", "sample", "--results", place.results, "--output", place.paper]
        let made = try aggregate.run(arguments)
        #expect(made.code == 0)
        #expect(made.output.contains("table7.md (.csv, .tex): 1 of 66 cells"))
        for number in [4, 5, 7] {
            for ending in ["csv", "md", "tex"] {
                let path = place.file("Paper/sample/tables/table\(number).\(ending)")
                #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Sample profile: miniature data"))
            }
        }
        let markdown = try String(contentsOfFile: place.file("Paper/sample/tables/table7.md"), encoding: .utf8)
        #expect(markdown.contains("50.00 (86.50)"))
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
        (["table", "--number", "6", "--profile", "sample"], ["4, 5, 7"]),
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
