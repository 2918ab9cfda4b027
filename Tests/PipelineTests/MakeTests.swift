import Foundation
import Storage
import TestSupport
import Testing

/// The Makefile on the smallest cell there is: from the sample's raw files to a row of a table.
@Suite(.serialized)
struct MakeTests {
    private let cell = ["DATASET=cifar10", "PERCENT=1", "BACKBONE=shufflenet_v2_x2_0", "RUNS=1", "MAX_EPOCHS=2"]
    private let folder = "Results/sample+epochs2/cifar10/1/shufflenet_v2_x2_0"

    private func make(_ tree: MakeTree, _ targets: String...) throws -> MakeTree.Result {
        try tree.make(targets.joined(separator: " "), cell[0], cell[1], cell[2], cell[3], cell[4])
    }

    @Test func aCellIsMadeOnceAndAgainOnlyWhenAValueChanges() throws {
        let tree = try MakeTree()
        let first = try make(tree, "cell")
        #expect(first.code == 0, "\(first.output)")
        #expect(first.output.contains("not the paper's"))
        #expect(first.output.contains("shufflenet_v2_x2_0"))
        for name in [
            "run1/history.csv", "run1/checkpoint.h5", "run1/evaluation.csv", "run1/predictions.h5", "cell.csv",
        ] {
            #expect(Path.exists(tree.file("\(folder)/\(name)")), "\(name) is missing")
        }
        let history = try CSVTable(path: tree.file("\(folder)/run1/history.csv"))
        #expect(history.rows.count == 2)
        #expect(try CSVTable(path: tree.file("\(folder)/run1/evaluation.csv")).records.first?["images"] == "200")

        // Nothing to do: the same files, quickly, and nothing is trained.
        let made = try tree.modified("\(folder)/run1/checkpoint.h5")
        let again = try make(tree, "cell")
        #expect(again.code == 0)
        #expect(!again.output.contains("  epoch"))
        #expect(try tree.modified("\(folder)/run1/checkpoint.h5") == made)

        // Newer programs and newer files with the same content make nothing stale.
        for name in ["built", "Data/prepared/sample/cifar10.h5", "Data/protocol/sample.toml", "Data/sample.toml"] {
            #expect(utimes(tree.file(name), nil) == 0)
        }
        let digest = try Digest.ofFile(tree.file("\(folder)/run1/checkpoint.h5"))
        let touched = try make(tree, "cell")
        #expect(touched.code == 0)
        #expect(!touched.output.contains("  epoch"), "\(touched.output)")
        #expect(try Digest.ofFile(tree.file("\(folder)/run1/checkpoint.h5")) == digest)
        #expect(try make(tree, "why").output.contains("checkpoint.h5: up to date"))

        // A value of another phase of the protocol, and why says so before.
        try tree.setValue("adamw_patience", "9", in: "Data/protocol/sample.toml")
        let why = try make(tree, "why")
        #expect(why.output.contains("adamw_patience was 5, is now 9"), "\(why.output)")
        let changed = try make(tree, "cell")
        #expect(changed.output.contains("  epoch"))
        let recorded = Inputs.recorded(in: tree.file("\(folder)/run1/checkpoint.h5"))
        #expect(recorded?["adamw_patience"] == "9")
        #expect(try make(tree, "why").output.contains("checkpoint.h5: up to date"))
    }

    /// A study of two backbones and three columns, and what is made again after each kind of change: counted.
    @Test func aChangeMakesAgainWhatDependsOnIt() throws {
        let tree = try MakeTree()
        try AtomicFile.write(
            """
            BACKBONES := resnet50 shufflenet_v2_x2_0
            TABLE4 := cifar10/1
            TABLE5 := dtd/100
            TABLE6 := dtd/100
            TABLE7 := cifar10/1
            TABLE8 := cifar10/1
            NEU := neu/100

            """, to: tree.file("Data/grid.mk"))
        func tables() throws -> [String: UInt64] {
            let made = try tree.make("tables", "RUNS=2", "MAX_EPOCHS=1", "WEIGHTS=none", "JOBS=2")
            #expect(made.code == 0, "\(made.output)")
            return try tree.identities("Results", "Paper/sample+epochs1+weights-none")
        }
        func changed(_ before: [String: UInt64], _ after: [String: UInt64]) -> [String] {
            after.filter { before[$0.key] != $0.value }.keys.sorted()
        }
        let first = try tables()
        let results = first.keys.filter { $0.hasPrefix("Results/") }
        #expect(
            results.count { $0.hasSuffix("/checkpoint.h5") } == 12 && results.count { $0.hasSuffix("/cell.csv") } == 6)
        #expect(first.keys.count { $0.contains("/tables/table") } == 27)

        #expect(changed(first, try tables()) == [])
        // Programs that were built again.
        #expect(utimes(tree.file("built"), nil) == 0)
        #expect(changed(first, try tables()) == [])

        // Other content of one data set, whose test images now are all of one class: its four runs and two cells, and
        // the tables that they stand in.
        let batch = tree.file("Data/sample/raw/cifar10/cifar-10-batches-bin/test_batch.bin")
        var bytes = try #require(FileManager.default.contents(atPath: batch))
        for record in stride(from: 0, to: bytes.count, by: 3073) { bytes[record] = 0 }
        try AtomicFile.write(bytes, to: batch)
        let second = try tables()
        let again = changed(first, second)
        #expect(again.count { $0.hasPrefix("Results/") } == 4 * 4 + 2, "\(again)")
        #expect(again.filter { $0.hasPrefix("Results/") }.allSatisfy { $0.contains("/cifar10/") }, "\(again)")
        let numbers = Set(
            again.filter { $0.contains("/tables/table") }.compactMap { $0.split(separator: ".").first?.last })
        // Table 1 ranks by what the others hold; Table 3 is made from the prepared files.
        #expect(
            numbers.isSubset(of: ["1", "3", "4", "7", "8"]) && numbers.isSuperset(of: ["4", "7", "8"]), "\(again)")

        // The tolerance: nothing that was trained or evaluated.
        try tree.setValue("points", "0.5", in: "Data/study.toml")
        let third = try tables()
        #expect(changed(second, third).allSatisfy { $0.hasSuffix("/cell.csv") || $0.hasPrefix("Paper/") })
        #expect(changed(second, third).count { $0.hasPrefix("Results/") } <= 4)

        // A cell that is gone.
        try FileManager.default.removeItem(
            atPath: tree.file("Results/sample+epochs1+weights-none/dtd/100/resnet50"))
        let fourth = changed(third, try tables()).filter { $0.hasPrefix("Results/") }
        #expect(fourth.count == 2 * 4 + 1 && fourth.allSatisfy { $0.contains("/dtd/100/resnet50/") }, "\(fourth)")
    }

    @Test func missingRunsAndFilesAreMade() throws {
        let tree = try MakeTree()
        let short = ["DATASET=cifar10", "PERCENT=1", "BACKBONE=shufflenet_v2_x2_0", "MAX_EPOCHS=1"]
        func cell(_ runs: Int) throws -> MakeTree.Result {
            try tree.make("cell", short[0], short[1], short[2], short[3], "RUNS=\(runs)")
        }
        let folder = "Results/sample+epochs1/cifar10/1/shufflenet_v2_x2_0"
        #expect(try cell(1).code == 0)
        let first = try tree.modified("\(folder)/run1/checkpoint.h5")
        // More runs of the same cell: the first stays.
        let more = try cell(2)
        #expect(more.code == 0, "\(more.output)")
        #expect(try tree.modified("\(folder)/run1/checkpoint.h5") == first)
        #expect(try CSVTable(path: tree.file("\(folder)/cell.csv")).records.first?["runs"] == "2")
        // A file that is gone is made again, and nothing that it does not need.
        try AtomicFile.remove(tree.file("\(folder)/run2/evaluation.csv"))
        let again = try cell(2)
        #expect(again.code == 0 && !again.output.contains("  epoch"), "\(again.output)")
        #expect(Path.exists(tree.file("\(folder)/run2/evaluation.csv")))
        try AtomicFile.remove(tree.file("\(folder)/run2/checkpoint.h5"))
        #expect(try cell(2).output.contains("shufflenet_v2_x2_0 cifar10 1 run 2\n  epoch"))
    }

    @Test func otherRawFilesAreNoticed() throws {
        let tree = try MakeTree()
        #expect(try make(tree, "prepare").code == 0)
        // Older than the prepared file, in a folder whose name holds a space.
        let batch = tree.file("Data/sample/raw/cifar10/cifar-10-batches-bin/data_batch_1.bin")
        var bytes = try #require(FileManager.default.contents(atPath: batch))
        bytes[100] ^= 1
        try AtomicFile.write(bytes, to: batch)
        try AtomicFile.write("", to: tree.file("Data/sample/raw/cifar10/a b/c"))
        let past = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
        #expect(utimes(batch, past) == 0)
        let before = try Digest.ofFile(tree.file("Data/prepared/sample/cifar10.h5"))
        let made = try tree.make("Data/prepared/sample/cifar10.h5")
        #expect(made.code == 0, "\(made.output)")
        #expect(try Digest.ofFile(tree.file("Data/prepared/sample/cifar10.h5")) != before)
    }

    @Test func tablesOfARealProfileStartNoTraining() throws {
        let tree = try MakeTree()
        for target in ["tables", "figures"] {
            let result = try tree.make(target, "PROFILE=paper")
            #expect(result.code == 0, "\(result.output)")
            #expect(!Path.exists(tree.file("Results")) && !Path.exists(tree.file("Data/prepared")))
        }
        #expect(Path.exists(tree.file("Paper/paper/tables/table4.tex")))
        #expect(Path.exists(tree.file("Paper/paper/figures/figure1.svg")))
    }

    @Test func aProfileOfWeightsNeedsTheirFile() throws {
        let tree = try MakeTree()
        let result = try tree.make("why", "FILE=Results/sample+weights-deadbeef/cifar10/1/resnet50/cell.csv")
        #expect(result.code != 0 || result.output.contains("not been made"))
        _ = try make(tree, "prepare")
        let asked = try tree.make("why", "FILE=Results/sample+weights-deadbeef/cifar10/1/resnet50/cell.csv")
        #expect(asked.code != 0 && asked.output.contains("no file is given"), "\(asked.output)")
    }

    @Test func trialsDoNotMixWithTheProfile() throws {
        let tree = try MakeTree()
        #expect(try tree.make("-n", "cell", "BATCH=8", "SEED=3").output.contains("sample+batch8+seed3"))
        #expect(try tree.make("-n", "cell", "WEIGHTS=synthetic").output.contains("--profile 'sample'"))
        #expect(try tree.make("-n", "cell", "WEIGHTS=none").output.contains("--profile 'sample+weights-none'"))
        #expect(try tree.make("-n", "cell", "SELECTION=validation").output.contains("'sample+selection-validation'"))
        #expect(try tree.make("-n", "cell", "RAW=/data", "WEIGHTS=none").output.contains("'paper+weights-none'"))
        #expect(try tree.make("-n", "cell", "RAW=/data", "WEIGHTS=imagenet").output.contains("--profile 'paper'"))
    }

    @Test(
        "arguments that nothing fits are refused before any work",
        arguments: [
            ("BACKBONE=resnet51", "resnet50"), ("DATASET=cifar11", "cifar10"), ("PERCENT=7", "100"),
            ("IMAGE_SIZE=wide", "IMAGE_SIZE=128"), ("PROFILE=mine", "mine.toml"),
            ("IMAGE_SIZE=0", "image_size"), ("BATCH=0", "batch"), ("WEIGHTS=imagenet", "miniatures"),
        ])
    func wrongArguments(_ variable: String, _ told: String) throws {
        let tree = try MakeTree()
        let result = try tree.make("cell", variable)
        #expect(result.code != 0)
        #expect(result.output.contains(told), "\(result.output)")
        #expect(!Path.exists(tree.file("Results")))
        #expect(!Path.exists(tree.file("Data/prepared")))
    }

    @Test func missingRawFilesAreExplained() throws {
        let tree = try MakeTree()
        let result = try tree.make("cell", "RAW=\(tree.path)/nowhere", "DATASET=neu", "WEIGHTS=none")
        #expect(result.code != 0)
        #expect(result.output.contains("faculty.neu.edu.cn"), "\(result.output)")
        #expect(result.output.contains("\(tree.path)/nowhere/neu"), "\(result.output)")
    }

    @Test func missingWeightsAreExplained() throws {
        let tree = try MakeTree()
        let result = try tree.make("cell", "PROFILE=paper", "DATASET=neu", "OFFLINE=1")
        #expect(result.code != 0)
        #expect(result.output.contains("https://download.pytorch.org/models/resnet50-11ad3fa6.pth"))
        #expect(result.output.contains("put it as resnet50-11ad3fa6.pth into Data/raw/weights"), "\(result.output)")
        // Before anything else is made.
        #expect(!Path.exists(tree.file("Results")) && !Path.exists(tree.file("Data/prepared")))
        let weights = try tree.make("weights", "BACKBONE=densenet161", "RAW=\(tree.path)/raw", "OFFLINE=1")
        #expect(weights.code != 0)
        #expect(weights.output.contains("put it as densenet161-8d451a50.pth into \(tree.path)/raw/weights"))
        let why = try tree.make("why", "FILE=Data/weights/resnet50.h5")
        #expect(why.code == 0 && why.output == "Data/weights/resnet50.h5: it has not been made yet\n")
    }
}
