import Foundation
import Storage
import Testing

@Suite struct VerifyCommandTests {
    private let aggregate = Program(name: "aggregate")

    private func places(_ place: Workplace) -> [String] {
        [
            "--profile", "sample", "--results", place.results, "--output", place.paper, "--prepared",
            place.file("prepared"),
        ]
    }

    private func verify(_ place: Workplace, _ more: String...) throws -> Program.Result {
        try aggregate.run(["verify"] + places(place) + ["--pretrained", place.file("weights")] + more)
    }

    /// One cell, all tables, cells.csv and the claims.
    private func make(_ place: Workplace) throws {
        try place.run("resnet50", percent: 10, run: 1, correct: 500)
        let cell = ["--dataset", "cifar10", "--percent", "10", "--backbone", "resnet50", "--runs", "1"]
        let common = ["--profile", "sample", "--results", place.results, "--quiet"]
        #expect(try aggregate.run(["cell"] + common + cell).code == 0)
        #expect(try aggregate.run(["tables"] + places(place) + ["--quiet"]).code == 0)
        for command in ["cells", "claims", "report"] {
            #expect(try aggregate.run([command] + common + ["--output", place.paper]).code == 0)
        }
    }

    @Test func allThatIsPrintedIsRecomputed() throws {
        let place = try Workplace()
        try make(place)
        let whole = try verify(place)
        #expect(whole.code == 0 && whole.errors.isEmpty, "\(whole.errors)")
        // Only the run, which no program here made, is unsealed.
        #expect(!whole.output.contains("stale:") && !whole.output.contains("nobody's:"), "\(whole.output)")
        #expect(try Sums(folder: place.file("Results/sample/cifar10/10/resnet50")).digests.count == 1)
        for name in [
            "tables/table1.csv", "tables/table2.md", "tables/table3.tex", "tables/table4.md", "tables/table9.csv",
            "tables/cells.csv", "claims.md", "claims.csv", "report.html",
        ] {
            let path = place.file("Paper/sample/\(name)")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            // A digit in the last line that has one and is no comment.
            var lines = text.components(separatedBy: "\n")
            let numbered = lines.indices.filter { index in
                let line = lines[index]
                return line.contains { $0.isNumber } && !line.hasPrefix("#") && !line.hasPrefix("%")
            }
            let line = try #require(numbered.last { !lines[$0].contains(": ") } ?? numbered.last)
            let digit = try #require(lines[line].lastIndex { $0.isNumber })
            lines[line].replaceSubrange(digit...digit, with: lines[line][digit] == "7" ? "8" : "7")
            try AtomicFile.write(lines.joined(separator: "\n"), to: path)
            for more in [["--quick"], []] {
                let result = try aggregate.run(
                    ["verify"] + places(place) + ["--pretrained", place.file("weights")] + more)
                #expect(result.code == 1, "\(name) \(more)")
                #expect(result.errors.contains(path), "\(name): \(result.errors)")
            }
            try AtomicFile.write(text, to: path)
        }
        #expect(try verify(place).code == 0)
    }

    @Test func whatWasSetAsideIsMadeAgain() throws {
        let place = try Workplace()
        try make(place)
        let path = place.file("Paper/sample/tables/table7.md")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try AtomicFile.write(text.replacing("50.00", with: "95.00"), to: path)
        let result = try verify(place, "--quick", "--set-aside", "--quiet")
        #expect(result.code == 0 && result.output.isEmpty)
        #expect(result.errors.contains("set aside as table7.md.damaged"))
        #expect(!Path.exists(path) && Path.exists(path + ".damaged"))
        #expect(try aggregate.run(["tables"] + places(place) + ["--quiet"]).code == 0)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        #expect(try verify(place).output.contains("set aside: \(path).damaged"))
    }

    @Test func aProfileWithoutResultsIsWhole() throws {
        let place = try Workplace()
        let result = try verify(place)
        #expect(result.code == 0 && result.output.contains("runs  files  whole"))
        #expect(!Path.exists(place.results) && !Path.exists(place.paper))
    }

    @Test func damagedWeightsAndPreparedFilesAreNoticed() throws {
        let place = try Workplace()
        for name in ["prepared/sample/cifar10.h5", "weights/resnet50.h5"] {
            try AtomicFile.write("no HDF5", to: place.file(name))
        }
        let result = try verify(place)
        #expect(result.code == 1)
        #expect(result.errors.contains("prepared/sample/cifar10.h5") && result.errors.contains("weights/resnet50.h5"))
    }
}

@Suite struct DoctorAndGraphTests {
    private let aggregate = Program(name: "aggregate")

    @Test func theDoctorNamesWhatIsThere() throws {
        let place = try Workplace()
        try place.run("resnet50", percent: 10, run: 1, correct: 500)
        try AtomicFile.write("mine", to: place.file("Results/sample/note.txt"))
        let result = try aggregate.run([
            "doctor", "--results", place.results, "--output", place.paper, "--raw", place.file("raw"),
        ])
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        for name in ["swift", "make", "gnuplot", "OpenBLAS", "oneDNN", "HDF5", "kernels", "memory", "raw data"] {
            #expect(result.output.contains(name), "\(name)")
        }
        #expect(
            result.output.contains("1 files that no rule makes") && result.output.contains("Results/sample/note.txt"))
        // Without the tools that all need.
        let bare = try aggregate.run(
            ["doctor", "--results", place.results, "--output", place.paper], environment: ["PATH": place.path])
        #expect(bare.code == 1 && bare.output.contains("gnuplot: "))
    }

    @Test func theGraphIsDrawnTwiceTheSame() throws {
        let place = try Workplace()
        let arguments = ["graph", "--profile", "sample", "--results", place.results, "--output", place.paper]
        let dot = place.file("Paper/sample/figures/graph.dot")
        #expect(try aggregate.run(arguments).code == 0)
        let first = try FileBytes.read(dot)
        #expect(try aggregate.run(arguments).code == 0)
        #expect(try FileBytes.read(dot) == first)
        // Without Graphviz it says how to get it.
        let bare = try aggregate.run(arguments, environment: ["PATH": place.path])
        #expect(bare.code == 0 && bare.errors.contains("apt-get install graphviz"))
    }
}
