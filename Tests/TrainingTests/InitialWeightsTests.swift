import Backbones
import Layers
import Storage
import TestSupport
import Testing
import Training

/// What `imagenet` means to a training.
@Suite struct InitialWeightsTests {
    private let folder: TemporaryFolder
    private let id = "mobilenet_v3_large"

    init() throws { folder = try TemporaryFolder("initial-weights") }

    private func backbone() throws -> Backbone { try #require(Backbone.named(id)) }

    /// Writes a file as `fetch-prep weights` does, of random values.
    private func convert(_ weights: PublishedWeights, digest: String) throws -> String {
        let network = try Network(try backbone().graph(height: 32, width: 32, classes: 1000))
        network.initialize(seed: 1, run: 1)
        let values = folder.file("values.h5")
        try HDF5Writer.write(to: values) { try network.write(to: $0) }
        let path = folder.file("\(id).h5")
        try PretrainedFile.write(
            to: path, try StateDict(path: values), try backbone(), weights, sourceDigest: digest,
            provenance: Provenance(program: "test"))
        return path
    }

    private func failure() throws -> Failure? {
        let backbone = try backbone()
        return #expect(throws: Failure.self) {
            try InitialWeights("imagenet", backbone: backbone, pretrained: folder.path)
        }
    }

    @Test func theStudysVersionIsTaken() throws {
        let weights = try backbone().defaultWeights
        let digest = weights.digestPrefix + String(repeating: "0", count: 56)
        let path = try convert(weights, digest: digest)
        let initial = try InitialWeights("imagenet", backbone: try backbone(), pretrained: folder.path)
        // A result records the published file, wherever and whenever that was converted.
        #expect(initial.input == digest)
        guard case .file(path, digest) = initial else {
            Issue.record("\(initial)")
            return
        }
        // As a file of one's own it is known by its own digest.
        let own = try InitialWeights(path, backbone: try backbone(), pretrained: "none")
        #expect(try own.input == Digest.ofFile(path))
    }

    @Test func missingWeightsComeWithWhatToDo() throws {
        let failure = try failure()
        #expect(failure?.location == folder.file("\(id).h5"))
        #expect(failure?.what == "the ImageNet weights of \(id) are missing")
        for told in [
            "fetch-prep weights \(id)", "https://download.pytorch.org/models/mobilenet_v3_large-5c1a4163.pth",
            "Data/raw/weights", "WEIGHTS=none",
        ] {
            #expect(failure?.advice.contains(told) == true, "\(told)")
        }
        #expect(try InitialWeights("none", backbone: try backbone(), pretrained: folder.path).input == "none")
    }

    @Test func otherVersionsAreNotTaken() throws {
        let other = try #require(try backbone().weights.first { $0.version == "IMAGENET1K_V1" })
        _ = try convert(other, digest: other.digestPrefix)
        #expect(try failure()?.what.hasPrefix("holds IMAGENET1K_V1 of \(id), not IMAGENET1K_V2 of \(id)") == true)
        // The right version by its name, made of another file.
        _ = try convert(try backbone().defaultWeights, digest: other.digestPrefix)
        #expect(try failure()?.advice == "Make it again: fetch-prep weights \(id).")
    }

    @Test func otherFilesAreNotTaken() throws {
        try HDF5Writer.write(to: folder.file("\(id).h5")) { try $0.write("parameters/x", [Float(1)]) }
        #expect(try failure()?.what.contains("was not made by fetch-prep weights") == true)
    }
}
