import Foundation
import Storage
import TestSupport
import Testing

/// Verification of what the programs really write: the smallest cell there is.
@Suite(.serialized)
struct VerifyTests {
    private let folder = "Results/sample+epochs1/cifar10/1/shufflenet_v2_x2_0"

    private func make(_ tree: MakeTree, _ target: String) throws -> MakeTree.Result {
        try tree.make(target, "DATASET=cifar10", "PERCENT=1", "BACKBONE=shufflenet_v2_x2_0", "RUNS=1", "MAX_EPOCHS=1")
    }

    /// Runs a program, or a tool, in the tree.
    private func run(_ tree: MakeTree, in folder: String = "", _ arguments: String...) throws -> MakeTree.Result {
        let process = Process()
        let built = Path.join(Path.folder(of: CommandLine.arguments.first ?? ""), arguments[0])
        process.executableURL = URL(fileURLWithPath: Path.exists(built) ? built : "/usr/bin/env")
        process.arguments = Path.exists(built) ? Array(arguments.dropFirst()) : arguments
        process.currentDirectoryURL = URL(fileURLWithPath: tree.file(folder))
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return .init(code: process.terminationStatus, output: text)
    }

    private func verify(_ tree: MakeTree, _ more: String...) throws -> MakeTree.Result {
        try more.isEmpty
            ? run(tree, "aggregate", "verify", "--profile", "sample+epochs1")
            : run(tree, "aggregate", "verify", "--profile", "sample+epochs1", "--quick", "--set-aside", "--quiet")
    }

    private func flip(_ path: String, at share: Double) throws {
        var bytes = try FileBytes.read(path)
        bytes[Int(share * Double(bytes.count - 1))] ^= 4
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test func aFlippedBitInACheckpointLeadsToRetraining() throws {
        let tree = try MakeTree()
        #expect(try make(tree, "cell").code == 0)
        let whole = try verify(tree)
        #expect(whole.code == 0, "\(whole.output)")
        for word in ["damaged:", "stale:", "unsealed:", "nobody's:"] {
            #expect(!whole.output.contains(word), "\(whole.output)")
        }
        let run = "\(folder)/run1"
        let checked = try self.run(tree, in: run, "sha256sum", "--strict", "-c", "SHA256SUMS")
        #expect(checked.code == 0 && checked.output.split(separator: "\n").count == 4)

        let checkpoint = tree.file("\(run)/checkpoint.h5")
        let digest = try Digest.ofFile(checkpoint)
        try flip(checkpoint, at: 0.7)
        // It is never evaluated, not even when it is asked for.
        let evaluated = try self.run(
            tree, "evaluate", "--profile", "sample+epochs1", "--dataset", "cifar10", "--percent", "1", "--backbone",
            "shufflenet_v2_x2_0", "--prepared", "Data/prepared/sample/cifar10.h5")
        #expect(evaluated.code == 1 && evaluated.output.contains("does not hold what was written to it"))
        #expect(try verify(tree).code == 1)
        #expect(try verify(tree, "quick").code == 0)
        #expect(!Path.exists(checkpoint) && !Path.exists(tree.file("\(run)/evaluation.csv")))
        let again = try make(tree, "cell")
        #expect(again.code == 0 && again.output.contains("  epoch"), "\(again.output)")
        #expect(try Digest.ofFile(checkpoint) == digest)
        #expect(try verify(tree).code == 0)
    }

    @Test func everyKindOfFileIsNoticedAndRemade() throws {
        let tree = try MakeTree()
        #expect(try make(tree, "cell").code == 0)
        for name in [
            "run1/history.csv", "run1/predictions.h5", "run1/evaluation.csv", "run1/SHA256SUMS", "cell.csv",
        ] {
            let path = tree.file("\(folder)/\(name)")
            // In a list of digests that of the checkpoint, which the evaluation bears witness to.
            try flip(path, at: name.hasSuffix("SHA256SUMS") ? 0.05 : 0.6)
            let found = try verify(tree)
            #expect(found.code == 1, "\(name): \(found.output)")
            #expect(try verify(tree, "quick").code == 0)
            #expect(!Path.exists(path) && Path.exists(path + ".damaged"), "\(name)")
            #expect(try make(tree, "cell").code == 0)
            let after = try verify(tree)
            #expect(Path.exists(path) && after.code == 0 && !after.output.contains("unsealed:"), "\(after.output)")
        }
        // Data: the content is read whole.
        let prepared = tree.file("Data/prepared/sample/cifar10.h5")
        try flip(prepared, at: 0.5)
        #expect(try verify(tree).output.contains("cifar10.h5"))
        #expect(try verify(tree, "quick").code == 0)
        #expect(!Path.exists(prepared))
        let made = try make(tree, "cell")
        #expect(made.code == 0 && !made.output.contains("  epoch"), "\(made.output)")
        // Another value of the protocol is no damage.
        try tree.setValue("adamw_patience", "9", in: "Data/protocol/sample.toml")
        let stale = try verify(tree)
        #expect(stale.code == 0 && stale.output.contains("adamw_patience was 5, is now 9"), "\(stale.output)")
    }
}
