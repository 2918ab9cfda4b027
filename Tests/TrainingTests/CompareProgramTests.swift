import Foundation
import Storage
import TestSupport
import Testing

/// From a prepared data set to the best of a few miniatures and to predictions of own images, by the programs.
@Suite(.serialized) struct CompareProgramTests {
    private static let backbones = ["shufflenet_v2_x2_0", "mobilenet_v3_large", "resnet50"]

    private struct Result {
        let code: Int32
        let output: String
    }

    private func start(_ program: String, _ arguments: [String], in folder: String) throws -> Result {
        let path = Path.join(Path.folder(of: CommandLine.arguments.first ?? ""), program)
        try #require(Path.exists(path), "the program is not built beside the tests: \(path)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(code: process.terminationStatus, output: text)
    }

    private func select(
        _ study: TinyStudy, budget: String, profile: String = "tiny", backbones: [String] = backbones
    ) throws -> Result {
        try start(
            "compare",
            [
                "select", "--profile", profile, "--dataset", "cifar10", "--budget", budget, "--backbones",
                backbones.joined(separator: ","), "--prepared", study.prepared, "--protocols", study.protocols,
                "--threads", "1", "--scripts", Path.join(Fixtures.root, "Scripts/plots"),
            ], in: study.path)
    }

    private func tiny(_ values: [String: String] = [:]) throws -> TinyStudy {
        var all = ["backbone_size": "\"miniature\"", "max_epochs": "3"]
        all.merge(values) { _, new in new }
        return try TinyStudy(all)
    }

    @Test func aBudgetEndsWithOneModelAndSaysWhatWasDropped() throws {
        let study = try tiny()
        let found = try select(study, budget: "1m", profile: "tiny+selection-validation")
        #expect(found.code == 0, "\(found.output)")
        #expect(found.output.contains("evaluate --checkpoint"), "\(found.output)")
        let folder = study.results("Results/tiny+selection-validation/cifar10/100")
        let table = try CSVTable(path: Path.join(folder, "comparison.csv"))
        #expect(table.rows.count == 3)
        let outcomes = table.records.compactMap { $0["outcome"] }
        #expect(outcomes.first == "wins" && outcomes.dropFirst().allSatisfy { $0 == "dropped" }, "\(outcomes)")
        // Who was dropped has its chance beside it; who won trained to the end, which is three epochs off.
        #expect(table.records.dropFirst().allSatisfy { $0["p_best"].flatMap(Double.init) != nil })
        #expect(table.records.first?["finished"] == "1" && table.records.first?["epochs"] == "3")
        #expect(table.comment("chosen_by") == "held-out training images")
        #expect(try CSVTable(path: Path.join(folder, "logme.csv")).rows.count == 3)
        let text = try String(contentsOfFile: Path.join(folder, "comparison.md"), encoding: .utf8)
        #expect(text.contains("Rank correlation (Spearman) of LogME with the accuracies of the first rung"))
        #expect(text.contains("On the 30 test images, which chose nothing"))
        let spent = try #require(table.comment("spent_seconds").flatMap(Double.init))
        #expect(spent < 66, "\(spent) s")

        // The same call does nothing again; the best model is another name of the run's own checkpoint.
        let history = try CSVTable(path: Path.join(folder, "selection.csv"))
        let again = try select(study, budget: "1m", profile: "tiny+selection-validation")
        #expect(again.code == 0 && !again.output.contains("epoch 1 "), "\(again.output)")
        #expect(try CSVTable(path: Path.join(folder, "selection.csv")).rows == history.rows)
        let winner = try #require(table.records.first?["backbone"])
        let own = Path.join(folder, "\(winner)/run1/checkpoint.h5")
        #expect(try Digest.ofFile(own) == Digest.ofFile(Path.join(folder, "best.h5")))
    }

    @Test func aBudgetThatIsTooSmallKeepsTheBestEstimate() throws {
        let study = try tiny(["max_epochs": "2000", "adamw_patience": "1000", "sgd_patience": "1000"])
        let clock = ContinuousClock()
        let start = clock.now
        let found = try select(study, budget: "3s")
        #expect(found.code == 0, "\(found.output)")
        // Two thousand epochs take minutes. The slack is a busy machine's.
        #expect(clock.now - start < .seconds(30))
        let folder = study.results("Results/tiny/cifar10/100")
        #expect(Path.exists(Path.join(folder, "best.h5")))
        let table = try CSVTable(path: Path.join(folder, "comparison.csv"))
        #expect(table.records.first?["outcome"] == "wins" && table.records.first?["finished"] == "0")
        #expect(found.output.contains("The test images chose"))
    }

    @Test func finishedCellsAreRankedAndOwnImagesClassified() throws {
        let study = try tiny(["max_epochs": "2"])
        let common = ["--profile", "tiny", "--dataset", "cifar10"]
        let place = ["--prepared", study.prepared, "--threads", "1"]
        let nothing = try start("compare", ["rank"] + common, in: study.path)
        #expect(nothing.code != 0 && nothing.output.contains("make cell"), "\(nothing.output)")
        for backbone in Self.backbones {
            let cell = common + ["--backbone", backbone]
            let steps = [
                ("train", cell + place + ["--protocols", study.protocols]), ("evaluate", cell + place),
                (
                    "aggregate",
                    ["cell"] + cell + [
                        "--runs", "1", "--published", Path.join(Fixtures.root, "Paper/published"), "--study",
                        Path.join(Fixtures.root, "Data/study.toml"),
                    ]
                ),
            ]
            for (program, arguments) in steps {
                let result = try start(program, arguments, in: study.path)
                try #require(result.code == 0, "\(program): \(result.output)")
            }
        }
        let logme = try start(
            "compare",
            ["logme"] + common + place + [
                "--protocols", study.protocols, "--backbones", Self.backbones.joined(separator: ","),
            ],
            in: study.path)
        #expect(logme.code == 0, "\(logme.output)")
        let rank = ["rank"] + common + ["--scripts", Path.join(Fixtures.root, "Scripts/plots")]
        let ranked = try start("compare", rank, in: study.path)
        #expect(ranked.code == 0 && ranked.output.contains("is first with"), "\(ranked.output)")
        #expect(ranked.output.contains("Not done"))
        let folder = study.results("Results/tiny/cifar10/100")
        let table = try CSVTable(path: Path.join(folder, "comparison.csv"))
        let tops = table.records.compactMap { $0["best"].flatMap(Double.init) }
        #expect(tops.count == 3 && tops == tops.sorted(by: >))
        #expect(table.records.allSatisfy { ($0["parameters"].flatMap { Int($0) } ?? 0) > 1000 })
        let text = try String(contentsOfFile: Path.join(folder, "comparison.md"), encoding: .utf8)
        #expect(text.contains("McNemar") && text.contains("Rank correlation (Spearman) of LogME"))
        let written = try Digest.ofFile(Path.join(folder, "comparison.md"))
        #expect(try start("compare", rank, in: study.path).code == 0)
        #expect(try Digest.ofFile(Path.join(folder, "comparison.md")) == written)

        try classify(study, checkpoint: Path.join(folder, "best.h5"))
    }

    /// The fixtures' images, of all formats and with one that is none.
    private func classify(_ study: TinyStudy, checkpoint: String) throws {
        let images = study.results("images")
        try AtomicFile.makeFolder(Path.join(images, "deeper"))
        for (name, target) in [
            ("grey.jpg", "a.jpg"), ("grey.png", "b.png"), ("grey_8bit.bmp", "deeper/c.bmp"), ("bigtiff.tif", "d.tif"),
            ("grey.dcm", "e.dcm"),
        ] {
            try FileManager.default.copyItem(
                atPath: Path.join(Fixtures.folder, "images", name), toPath: Path.join(images, target))
        }
        try AtomicFile.write("no image", to: Path.join(images, "broken.jpg"))
        try AtomicFile.write("notes", to: Path.join(images, "notes.txt"))
        let base = ["--checkpoint", checkpoint, "--images"]
        let found = try start("evaluate", base + [images, "--output", "all.csv"], in: study.path)
        #expect(found.code == 0, "\(found.output)")
        #expect(found.output.contains("broken.jpg") && found.output.contains("1 could not be read"), "\(found.output)")
        #expect(found.output.contains("1 other file"))
        let table = try CSVTable(path: study.results("all.csv"))
        #expect(table.rows.count == 5 && table.columns.prefix(3) == ["path", "predicted", "probability"])
        #expect(table.columns.count == 13 && table.columns[3] == "p_class0")
        for record in table.records {
            let probabilities = (0..<10).compactMap { record["p_class\($0)"].flatMap(Double.init) }
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
            let largest = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
            #expect(record["predicted"] == "class\(largest)")
            #expect(record["probability"].flatMap(Double.init) == probabilities.max())
        }
        let top = try start(
            "evaluate", base + [Path.join(images, "a.jpg"), "--top", "3", "--output", "one.csv", "--quiet"],
            in: study.path)
        #expect(top.code == 0 && top.output.isEmpty, "\(top.output)")
        let one = try CSVTable(path: study.results("one.csv"))
        #expect(one.rows.count == 1 && one.columns.count == 7)
        #expect(one.rows[0][1] == table.rows[0][1] && one.rows[0][2] == table.rows[0][2])
        for arguments in [
            ["--checkpoint", "nowhere.h5", "--images", images], base + [Path.join(images, "broken.jpg")],
            base + ["nowhere"],
        ] {
            let refused = try start("evaluate", arguments, in: study.path)
            #expect(refused.code != 0 && !refused.output.isEmpty, "\(refused.output)")
        }
    }

    /// The probabilities of a data set's own test images are those of its predictions.
    @Test func predictionsAreThoseOfTheTest() throws {
        let study = try tiny(["max_epochs": "1"])
        let common = ["--profile", "tiny", "--dataset", "cifar10", "--backbone", Self.backbones[0]]
        let place = ["--prepared", study.prepared, "--threads", "1"]
        for (program, arguments) in [
            ("train", common + place + ["--protocols", study.protocols]), ("evaluate", common + place),
        ] { #expect(try start(program, arguments, in: study.path).code == 0) }
        let run = study.results("Results/tiny/cifar10/100/\(Self.backbones[0])/run1")
        let file = try HDF5Reader(path: Path.join(run, "predictions.h5"))
        let logits = try file.floats("logits")
        let dataset = try study.setup().dataset
        let images = study.results("test-images")
        try AtomicFile.makeFolder(images)
        for index in 0..<4 {
            let image = try dataset.test.image(at: index)
            try AtomicFile.write(Self.bmp(image.pixels, side: image.width), to: Path.join(images, "\(index).bmp"))
        }
        let made = try start(
            "evaluate", ["--checkpoint", Path.join(run, "checkpoint.h5"), "--images", images], in: study.path)
        #expect(made.code == 0, "\(made.output)")
        let table = try CSVTable(path: study.results("predictions.csv"))
        try #require(table.rows.count == 4)
        for index in 0..<4 {
            let own = logits[(index * 10)..<(index * 10 + 10)].map(Double.init)
            let powers = own.map { exp($0 - (own.max() ?? 0)) }
            let expected = powers.map { $0 / powers.reduce(0, +) }
            for (text, value) in zip(table.rows[index].dropFirst(3), expected) {
                #expect(abs((Double(text) ?? -1) - value) < 1e-4, "image \(index): \(text), not \(value)")
            }
        }
    }

    /// A square image as 24-bit BMP, whose rows are a multiple of four bytes.
    private static func bmp(_ pixels: [UInt8], side: Int) -> Data {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
        let header: [UInt8] = Array("BM".utf8) + word(54 + pixels.count) + word(0) + word(54)
        let format = word(40) + word(side) + word(side) + [1, 0, 24, 0] + word(0) + word(pixels.count)
        var bytes = header + format + [UInt8](repeating: 0, count: 16)
        for row in (0..<side).reversed() {
            for column in 0..<side {
                for channel in [2, 1, 0] { bytes.append(pixels[(row * side + column) * 3 + channel]) }
            }
        }
        return Data(bytes)
    }
}
