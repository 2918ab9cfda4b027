import Backbones
import Foundation
import Storage
import TestSupport
import Testing

/// `fetch-prep weights`, as its users run it.
@Suite struct WeightsProgramTests {
    private let program: FetchPrepProgram

    init() throws { program = try FetchPrepProgram() }

    private var raw: String { program.file("raw") }

    /// Its published file has no known digest, so that a file of the test's own passes.
    private let unchecked = "wavemix_192_16"
    private let uncheckedFile = "wavemix_192_16_75.06.pth"

    @Test func aFileIsFetchedConvertedAndThenLeftAlone() throws {
        let file = TorchHandmade.legacy(try HandmadeWeights.tensors(unchecked))
        let server = try LoopbackServer(file: file, cut: 50_000_000, cuts: 1)
        let output = program.file("weights/\(unchecked).h5")
        func weights(_ flag: String = "--offline") throws -> FetchPrepProgram.Result {
            try program.run(
                "weights", unchecked, "--raw", raw, "--output", output, "--mirror", server.address, flag)
        }
        #expect(try weights("--why").output == "\(output): it has not been made yet\n")
        let offline = try weights()
        #expect(offline.code == 1 && server.requests.isEmpty)
        #expect(offline.errors.contains("put it as \(uncheckedFile) into \(raw)/weights"), "\(offline.errors)")

        let first = try program.run("weights", unchecked, "--raw", raw, "--output", output, "--mirror", server.address)
        #expect(first.code == 0, "\(first.errors)")
        #expect(server.requests.map(\.path) == ["/\(uncheckedFile)", "/\(uncheckedFile)"])
        #expect(server.requests.map(\.start) == [nil, 50_000_000])
        for told in [
            "27,857,608", "75.06 %", try Digest.of(file), "could not be checked before use", "licence", output,
            "\(raw)/weights/\(uncheckedFile)",
        ] {
            #expect(first.output.contains(told), "\(told) in \(first.output)")
        }
        #expect(FileManager.default.contents(atPath: Path.join(raw, "weights", uncheckedFile)) == file)
        try HandmadeWeights.expectValues(try StateDict(path: output), of: unchecked)
        #expect(try PretrainedFile(path: output).sourceDigest == Digest.of(file))

        // Quiet from now on: nothing is fetched, nothing is written.
        let bytes = try Digest.ofFile(output)
        #expect(try weights("--why").output == "\(output): up to date\n")
        let past = Date(timeIntervalSince1970: 1_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: output)
        let again = try weights("--quiet")
        #expect(again.code == 0 && again.output.isEmpty && again.errors.isEmpty)
        // The published file is not needed any more.
        try AtomicFile.remove(Path.join(raw, "weights", uncheckedFile))
        let without = try weights()
        #expect(without.code == 0 && without.output.isEmpty && without.errors.isEmpty)
        #expect(try weights("--why").output == "\(output): up to date\n")
        #expect(server.requests.count == 2)
        #expect(try Digest.ofFile(output) == bytes)
        let time = try FileManager.default.attributesOfItem(atPath: output)[.modificationDate] as? Date
        #expect(time == past)

        // Other bytes under the same name.
        var changed = try HandmadeWeights.tensors(unchecked)
        changed.swapAt(0, 1)
        try AtomicFile.write(TorchHandmade.legacy(changed), to: Path.join(raw, "weights", uncheckedFile))
        #expect(try weights("--why").output.contains("sha256 was \(try Digest.of(file)), is now "))
        #expect(try weights().code == 0)
        #expect(try Digest.ofFile(output) != bytes)
    }

    /// Something that is no checkpoint, from a server that answers everything.
    @Test func whatIsNoCheckpointIsNotKept() throws {
        let server = try LoopbackServer(file: Data("<html>Log in to the network</html>".utf8))
        for id in [unchecked, "resnet50"] {
            let result = try program.run(
                "weights", id, "--raw", raw, "--output", program.file("x.h5"), "--mirror", server.address)
            #expect(result.code == 1 && result.errors.contains("removed"), "\(result.errors)")
            #expect(try Path.files(below: raw).isEmpty && !Path.exists(program.file("x.h5")))
        }
    }

    @Test func aWrongFileIsNamedAndKept() throws {
        let path = Path.join(raw, "weights/resnet50-11ad3fa6.pth")
        try AtomicFile.write("not these", to: path)
        let result = try program.run("weights", "resnet50", "--raw", raw, "--output", program.file("x.h5"))
        #expect(result.code == 1)
        #expect(result.errors.contains("\(path): has the sha256 \(try Digest.ofFile(path))"), "\(result.errors)")
        #expect(result.errors.contains("which should begin with 11ad3fa6"))
        #expect(result.errors.contains("https://download.pytorch.org/models/resnet50-11ad3fa6.pth"))
        #expect(Path.exists(path) && !Path.exists(program.file("x.h5")))
    }

    @Test(arguments: Backbone.all.map(\.id))
    func withoutANetworkTheErrorSaysWhatToDo(id: String) throws {
        let weights = try #require(Backbone.named(id)).defaultWeights
        let result = try program.run("weights", id, "--raw", raw, "--output", program.file("x.h5"), "--offline")
        #expect(result.code == 1 && result.output.isEmpty)
        for told in [weights.address, weights.fileName, "\(raw)/weights", weights.version] {
            #expect(result.errors.contains(told), "\(told) in \(result.errors)")
        }
        // Nobody listens there.
        let unreachable = try program.run(
            "weights", id, "--raw", raw, "--output", program.file("x.h5"), "--mirror", "https://127.0.0.1:1/models")
        #expect(unreachable.code == 1)
        for told in ["https://127.0.0.1:1/models/\(weights.fileName)", "\(raw)/weights"] {
            #expect(unreachable.errors.contains(told), "\(told) in \(unreachable.errors)")
        }
    }

    @Test func anotherVersionThatIsThereIsNamed() throws {
        try AtomicFile.write("v1", to: Path.join(raw, "weights/resnet50-0676ba61.pth"))
        let result = try program.run(
            "weights", "resnet50", "--raw", raw, "--output", program.file("x.h5"), "--offline")
        #expect(result.code == 1)
        #expect(result.errors.contains("There is IMAGENET1K_V1, which is resnet50-0676ba61.pth"), "\(result.errors)")
        let first = try program.run(
            "weights", "resnet50", "--version", "IMAGENET1K_V1", "--raw", raw, "--output", program.file("x.h5"))
        #expect(first.code == 1 && first.errors.contains("which should begin with 0676ba61"), "\(first.errors)")
    }

    @Test func allGoesOnAfterAFailure() throws {
        let result = try program.run("weights", "all", "--raw", raw, "--offline", "--why")
        #expect(result.code == 0)
        #expect(result.output.split(separator: "\n").count == Backbone.all.count)
        // In a folder without converted weights, all are missing.
        let missing = try program.runElsewhere("weights", "all", "--raw", raw, "--offline")
        #expect(missing.code == 1)
        for backbone in Backbone.all { #expect(missing.errors.contains(backbone.defaultWeights.address)) }
    }

    @Test func theListHasAllVersions() throws {
        try AtomicFile.write("", to: Path.join(raw, "weights/swin_t-704ceda3.pth"))
        let list = try program.run("weights", "--list", "--raw", raw)
        #expect(list.code == 0)
        let lines = list.output.split(separator: "\n")
        #expect(lines.count == 1 + Backbone.all.reduce(0) { $0 + $1.weights.count })
        for backbone in Backbone.all {
            for weights in backbone.weights {
                let line = try #require(lines.first { $0.contains(weights.fileName) })
                let words = line.split(separator: " ").map(String.init)
                #expect(words.prefix(2) == [backbone.id, weights.version])
                #expect(words.contains("yes") == (weights.version == backbone.defaultWeights.version))
                #expect(line.contains(weights.licence))
                #expect(!line.hasPrefix("swin_t ") || line.contains(" file"))
            }
        }
        #expect(list.output.contains("80.858") && list.output.contains("25,557,032"))
        let one = try program.run("weights", "resnet50", "--list", "--raw", raw)
        #expect(one.output.split(separator: "\n").count == 3)
    }

    @Test(arguments: [
        (["resnet51"], "known ones are resnet50"), ([], "Which backbone?"),
        (["all", "--version", "V"], "one backbone"), (["all", "--output", "x.h5"], "one backbone"),
        (["resnet50", "--version", "IMAGENET1K_V3"], "IMAGENET1K_V1"),
    ])
    func wrongArguments(_ arguments: [String], _ told: String) throws {
        let result = try program.run(["weights"] + arguments)
        #expect(result.code == 64 && result.errors.contains(told), "\(result.errors)")
    }

    @Test func mirrorsNeedHTTPS() throws {
        let result = try program.run(
            "weights", "resnet50", "--raw", raw, "--output", program.file("x.h5"), "--mirror",
            "http://example.org/models")
        #expect(result.code == 1 && result.errors.contains("https only"), "\(result.errors)")
    }
}
