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
        #expect(why.output.contains("adamw_patience was 8, is now 9"), "\(why.output)")
        let changed = try make(tree, "cell")
        #expect(changed.output.contains("  epoch"))
        let recorded = Inputs.recorded(in: tree.file("\(folder)/run1/checkpoint.h5"))
        #expect(recorded?["adamw_patience"] == "9")
        #expect(try make(tree, "why").output.contains("checkpoint.h5: up to date"))
    }

    @Test func trialsDoNotMixWithTheProfile() throws {
        let tree = try MakeTree()
        #expect(try tree.make("-n", "cell", "BATCH=8", "SEED=3").output.contains("sample+batch8+seed3"))
        #expect(try tree.make("-n", "cell", "WEIGHTS=none").output.contains("--profile 'sample'"))
        #expect(try tree.make("-n", "cell", "RAW=/data", "WEIGHTS=none").output.contains("'paper+weights-none'"))
        #expect(try tree.make("-n", "cell", "RAW=/data", "WEIGHTS=imagenet").output.contains("--profile 'paper'"))
    }

    @Test(
        "arguments that nothing fits are refused before any work",
        arguments: [
            ("BACKBONE=resnet51", "resnet50"), ("DATASET=cifar11", "cifar10"), ("PERCENT=7", "100"),
            ("IMAGE_SIZE=wide", "IMAGE_SIZE=128"), ("PROFILE=mine", "mine.toml"),
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
        let result = try tree.make("cell", "PROFILE=paper", "DATASET=neu")
        #expect(result.code != 0)
        #expect(result.output.contains("https://download.pytorch.org/models/resnet50-11ad3fa6.pth"))
        #expect(result.output.contains("Data/raw/weights"))
    }
}
