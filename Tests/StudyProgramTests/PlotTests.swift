import Foundation
import Storage
import Study
import Testing

@Suite struct PlotTests {
    private let plot = Program(name: "plot")

    private func place() throws -> Workplace {
        let place = try Workplace()
        for percent in [1, 10, 100] {
            for backbone in ["resnet50", "shufflenet_v2_x2_0"] {
                try place.run(backbone, percent: percent, run: 1, correct: 300 + percent)
                let made = try Program(name: "aggregate").run([
                    "cell", "--profile", "sample", "--dataset", "cifar10", "--percent", String(percent), "--backbone",
                    backbone, "--runs", "1", "--results", place.results, "--quiet",
                ])
                #expect(made.code == 0)
            }
        }
        return place
    }

    @Test(.enabled(if: (try? Gnuplot.find()) != nil, "gnuplot is not installed"))
    func figure1IsDrawnOnceAndLeadsToItsData() throws {
        let place = try place()
        let arguments = ["figure1", "--profile", "sample", "--results", place.results, "--output", place.paper]
        let made = try plot.run(arguments)
        #expect(made.code == 0)
        #expect(made.errors.isEmpty)
        let stem = place.file("Paper/sample/figures/figure1")
        #expect(made.output == "\(stem).svg\n\(stem).png\n")
        let data = try CSVTable(path: stem + ".csv")
        #expect(data.rows.count == 15)
        #expect(data.comment("gnuplot")?.hasPrefix("gnuplot ") == true)
        #expect(Inputs.recorded(in: stem + ".csv")?["script training-images.gp"]?.count == 64)
        let png = try Data(contentsOf: URL(fileURLWithPath: stem + ".png"))
        // Up to date: not even gnuplot is needed.
        let again = try plot.run(arguments, environment: ["PATH": place.path])
        #expect(again.code == 0)
        let why = try plot.run(arguments + ["--why"])
        #expect(why.output.split(separator: "\n").map { $0.hasSuffix(": up to date") } == [true, true, true])
        // Drawn again from nothing: the same bytes.
        for ending in ["svg", "png", "csv"] { try AtomicFile.remove("\(stem).\(ending)") }
        #expect(try plot.run(arguments).code == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: stem + ".png")) == png)
    }

    @Test(.enabled(if: (try? Gnuplot.find()) != nil, "gnuplot is not installed"))
    func curvesAreDrawn() throws {
        let place = try place()
        let made = try plot.run([
            "curves", "--profile", "sample", "--dataset", "cifar10", "--percent", "10", "--backbone", "resnet50",
            "--run", "1", "--results", place.results, "--output", place.paper, "--quiet",
        ])
        #expect(made.code == 0)
        #expect(made.output.isEmpty)
        for ending in ["svg", "png", "csv"] {
            #expect(Path.exists(place.file("Paper/sample/figures/curves-cifar10-10-resnet50-run1.\(ending)")))
        }
    }

    @Test(.enabled(if: (try? Gnuplot.find()) != nil, "gnuplot is not installed"))
    func theOtherFiguresAreDrawnOnce() throws {
        let place = try place()
        try AtomicFile.write(
            """
            backbone,mode,batch,size,threads,images_per_second
            resnet50,train,16,256,2,5.05
            mobilenet_v3_large,train,16,256,2,46.07

            """, to: place.file("Results/benchmark/throughput.csv"))
        let figures = [
            (["figure", "--number", "1"], "figure1"), (["figure", "--number", "2"], "figure2"),
            (["figure2"], "figure2"), (["pareto"], "pareto"), (["pareto", "--against", "speed"], "pareto-speed"),
            (["transfer"], "transfer"),
        ]
        for (command, name) in figures {
            let arguments = command + ["--profile", "sample", "--results", place.results, "--output", place.paper]
            let made = try plot.run(arguments)
            #expect(made.code == 0, "\(name): \(made.errors)")
            #expect(made.errors.isEmpty == (name != "pareto-speed"), "\(name): \(made.errors)")
            #expect(made.output.hasSuffix("Paper/sample/figures/\(name).png\n"))
            let why = try plot.run(arguments + ["--why"])
            #expect(why.output.split(separator: "\n").map { $0.hasSuffix(": up to date") } == [true, true, true])
        }
        // The sample trains on CIFAR-10: its two backbones and no third have no rank correlation.
        let transfer = try CSVTable(path: place.file("Paper/sample/figures/transfer.csv")).records
        #expect(transfer.first { $0["title"] == "CIFAR-10" }?["reproduced_backbones"] == "2")
        #expect(transfer.allSatisfy { $0["reproduced"] == "" })
    }

    @Test func withoutMeasuredSpeedsTheErrorNamesTheRemedy() throws {
        let place = try Workplace()
        let result = try plot.run([
            "pareto", "--against", "speed", "--profile", "sample", "--results", place.results, "--output", place.paper,
        ])
        #expect(result.code == 1)
        #expect(result.errors.contains("the speeds have not been measured") && result.errors.contains("make bench"))
    }

    @Test func withoutGnuplotTheErrorNamesTheRemedyAndNoFileIsMade() throws {
        let place = try place()
        let result = try plot.run(
            ["figure1", "--profile", "sample", "--results", place.results, "--output", place.paper],
            environment: ["PATH": place.path])
        #expect(result.code == 1)
        #expect(result.errors.contains("gnuplot is not installed"))
        #expect(result.errors.contains("make deps"))
        #expect(!Path.exists(place.paper))
    }

    @Test(arguments: [
        (["curves", "--profile", "sample", "--dataset", "x", "--backbone", "resnet50"], "cifar10"),
        (["curves", "--profile", "sample", "--dataset", "neu", "--backbone", "x"], "mobilenet_v3_large"),
        (["curves", "--profile", "sample", "--dataset", "neu", "--backbone", "resnet50", "--run", "0"], "at least 1"),
        (["figure1"], "--profile"),
        (["figure", "--number", "3", "--profile", "sample"], "number"),
        (["pareto", "--against", "weight", "--profile", "sample"], "parameters"),
    ])
    func wrongArguments(arguments: [String], listed: String) throws {
        let result = try plot.run(arguments)
        #expect(result.code == 64)
        #expect(result.errors.contains(listed))
    }
}
