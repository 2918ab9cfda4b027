import Foundation
import Storage
import Testing

@Suite struct EstimateCommandTests {
    private let benchmark = Program(name: "benchmark")

    private func estimate(_ place: Workplace, _ more: [String] = []) throws -> Program.Result {
        try benchmark.run(
            [
                "estimate", "--profile", "sample", "--results", place.results, "--prepared", place.file("none"),
                "--seconds", "0.5", "--threads", "1",
            ] + more)
    }

    /// Miniatures, so that it takes seconds: what is predicted hangs together, and the tables take it up.
    @Test func speedsBecomeATable() throws {
        let place = try Workplace()
        let made = try estimate(place, ["--quiet", "--runs", "2", "--watts", "40"])
        #expect(made.code == 0 && made.errors.isEmpty, "\(made.errors)")
        #expect(made.output.contains("These numbers are not the paper's.") && made.output.contains("\nTable 7 "))
        #expect(made.output.contains("if the machine draws 40 W all the time"))
        let table = try CSVTable(path: place.file("Results/sample/estimate.csv"))
        let cells = table.records.filter { $0["dataset"] != "synthetic_imagenet" }
        #expect(cells.count == 319 && cells.allSatisfy { $0["done"] == "0" && $0["runs"] == "2" })
        #expect(table.comment("speed resnet50")?.hasPrefix("training ") == true)
        let row = try #require(
            cells.first { $0["backbone"] == "resnet50" && $0["dataset"] == "cifar10" && $0["percent"] == "10" })
        func number(_ column: String) throws -> Double { try #require(row[column].flatMap { Double($0) }) }
        // 500 training and 200 test images in the catalogue; the profile allows eight epochs.
        #expect(try number("train_images") == 50 && number("test_images") == 200 && number("epochs") == 8)
        #expect(row["epochs_from"] == "max_epochs")
        let epoch = try 50 / number("train_images_per_second") + 200 / number("inference_images_per_second")
        let wanted = try 2 * (8 * epoch + 200 / number("inference_images_per_second"))
        #expect(abs(try number("seconds") - wanted) <= 0.06)
        let noted = try Program(name: "aggregate").run([
            "table", "--number", "7", "--profile", "sample", "--results", place.results, "--output", place.paper,
        ])
        #expect(noted.output.contains("by estimate.csv"))
    }

    @Test func whatARunShowedCountsMoreThanTheLimit() throws {
        let place = try Workplace()
        try place.run("resnet50", percent: 10, run: 1, correct: 501)
        #expect(try estimate(place, ["--quiet"]).code == 0)
        let rows = try CSVTable(path: place.file("Results/sample/estimate.csv")).records
        let known = rows.filter { $0["epochs_from"] == "history" }
        #expect(known.count == 1 && known.first?["epochs"] == "2.00" && known.first?["backbone"] == "resnet50")
    }

    @Test func numbersThatMakeNoSenseAreRefused() throws {
        let place = try Workplace()
        #expect(try estimate(place, ["--runs", "0"]).code == 64)
        #expect(try estimate(place, ["--watts", "0"]).code == 64)
        let help = try benchmark.run(["estimate", "--help"])
        #expect(help.code == 0 && help.output.contains("benchmark estimate --profile paper"))
    }
}
