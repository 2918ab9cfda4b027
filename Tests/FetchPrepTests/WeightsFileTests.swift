import Backbones
import Foundation
import Layers
import Storage
import TestSupport
import Testing

/// From a published checkpoint to the file that training reads.
@Suite struct WeightsFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("weights") }

    private let id = "mobilenet_v3_large"

    private func published(_ digest: String, version: String = "IMAGENET1K_V2") -> PublishedWeights {
        PublishedWeights(
            version: version, address: "https://example.org/models/file-\(digest.prefix(8)).pth",
            digestPrefix: String(digest.prefix(8)), imageNetTop1: 75.274, licence: "BSD-3-Clause")
    }

    @Test(arguments: [true, false])
    func aCheckpointIsConverted(isLegacy: Bool) throws {
        let tensors = try HandmadeWeights.tensors(id)
        let source = folder.file("file.pth")
        try AtomicFile.write(isLegacy ? TorchHandmade.legacy(tensors) : TorchHandmade.zip(tensors), to: source)
        let weights = published(try Digest.ofFile(source))
        let digest = try weights.check(source, of: id, among: [])
        #expect(try digest == Digest.ofFile(source))

        let backbone = try #require(Backbone.named(id))
        let path = folder.file("out/\(id).h5")
        let provenance = Provenance(program: "test")
        try PretrainedFile.write(
            to: path, try StateDict(path: source), backbone, weights, sourceDigest: digest, provenance: provenance)
        try HandmadeWeights.expectValues(StateDict(path: path), of: id)
        let file = try HDF5Reader(path: path)
        for (name, value) in [
            ("backbone", id), ("version", "IMAGENET1K_V2"), ("address", weights.address), ("sha256", digest),
            ("licence", "BSD-3-Clause"), ("imagenet_top1", "75.274"), ("provenance", provenance.text),
        ] {
            #expect(try file.attribute(name) == value, "\(name)")
        }
        let made = try PretrainedFile(path: path)
        #expect(made.holds(weights, of: backbone) && made.sourceDigest == digest)
        #expect(!made.holds(published(digest, version: "IMAGENET1K_V1"), of: backbone))
        #expect(!made.holds(weights, of: try #require(Backbone.named("resnet50"))))

        // The same values give the same file.
        let bytes = try Digest.ofFile(path)
        try PretrainedFile.write(
            to: path, try StateDict(path: source), backbone, weights, sourceDigest: digest, provenance: provenance)
        #expect(try Digest.ofFile(path) == bytes)

        // Another head than the published one is not what was published.
        let other = folder.file("ten.pth")
        try AtomicFile.write(TorchHandmade.legacy(try HandmadeWeights.tensors(id, classes: 10)), to: other)
        let failure = #expect(throws: Failure.self) {
            try PretrainedFile.write(
                to: folder.file("ten.h5"), try StateDict(path: other), backbone, weights, sourceDigest: digest,
                provenance: provenance)
        }
        #expect(failure?.what == "classifier.3.weight has the shape [10, 1280], \(id) wants [1000, 1280]")
        #expect(!Path.exists(folder.file("ten.h5")))
    }

    @Test func aDamagedFileIsNotLoaded() throws {
        let source = folder.file("file.pth")
        try AtomicFile.write(TorchHandmade.legacy(try HandmadeWeights.tensors(id)), to: source)
        let path = folder.file("\(id).h5")
        let backbone = try #require(Backbone.named(id))
        try PretrainedFile.write(
            to: path, try StateDict(path: source), backbone, published("00"), sourceDigest: "00",
            provenance: Provenance(program: "test"))
        var bytes = try #require(FileManager.default.contents(atPath: path))
        bytes[bytes.count / 2] ^= 1
        try AtomicFile.write(bytes, to: path)
        let failure = #expect(throws: Failure.self) { try StateDict(path: path) }
        #expect(failure?.what == "does not hold what was written to it" && failure?.location == path)
    }

    @Test func aFileIsRecognisedByItsDigest() throws {
        let path = folder.file("file.pth")
        try AtomicFile.write("bytes", to: path)
        let digest = try Digest.ofFile(path)
        let (wanted, there) = (published("01234567"), published(digest, version: "IMAGENET1K_V1"))
        func check(_ weights: PublishedWeights, _ known: [(String, PublishedWeights)]) throws -> String {
            try weights.check(path, of: "resnet50", among: known.map { .init(backbone: $0, weights: $1) })
        }
        #expect(try check(there, [("resnet50", wanted), ("resnet50", there)]) == digest)
        let other = #expect(throws: Failure.self) {
            try check(wanted, [("resnet50", wanted), ("resnet50", there)])
        }
        #expect(other?.what == "is IMAGENET1K_V1 of resnet50, not IMAGENET1K_V2 of resnet50")
        #expect(other?.advice.contains("Rename it to file-\(digest.prefix(8)).pth") == true)
        #expect(other?.advice.contains("fetch-prep weights resnet50 --version IMAGENET1K_V1") == true)
        let foreign = #expect(throws: Failure.self) { try check(wanted, [("swin_t", there)]) }
        #expect(foreign?.what == "is IMAGENET1K_V1 of swin_t, not IMAGENET1K_V2 of resnet50")
        let unknown = #expect(throws: Failure.self) { try check(wanted, []) }
        #expect(unknown?.what == "has the sha256 \(digest), which should begin with 01234567")
        #expect(unknown?.advice.contains(wanted.address) == true && unknown?.location == path)
        // Without a published digest a file passes, unless it is known to be another one.
        let unchecked = published("")
        #expect(try check(unchecked, [("resnet50", wanted), ("resnet50", unchecked)]) == digest)
        #expect(throws: Failure.self) { try check(unchecked, [("swin_t", there)]) }
    }

    // MARK: Names and buffers of published files

    private func load(_ tensors: [TorchHandmade.Tensor], _ id: String) throws -> StateDict {
        let path = folder.file("\(UUID().uuidString).pth")
        try AtomicFile.write(TorchHandmade.zip(tensors), to: path)
        let state = try StateDict(path: path)
        let graph = try #require(Backbone.named(id)).graph(height: 224, width: 224, classes: 10, size: .miniature)
        let network = try Network(graph)
        try network.load(state, backbone: id)
        for parameter in graph.parameters.all {
            let values = Array(UnsafeBufferPointer(start: network.value(parameter), count: parameter.count))
            #expect(values == state.entries[parameter.name]?.values, "\(parameter.name)")
        }
        return state
    }

    private func miniature(_ id: String) throws -> [TorchHandmade.Tensor] {
        try HandmadeWeights.tensors(id, classes: 10, size: .miniature)
    }

    @Test(arguments: Backbone.all.map(\.id))
    func namesOfDataParallelAreKnown(id: String) throws {
        let tensors = try miniature(id).map { tensor in
            var tensor = tensor
            tensor.name = "module." + tensor.name
            return tensor
        }
        try HandmadeWeights.expectValues(try load(tensors, id), of: id, size: .miniature, classes: 10)
        // One name without the prefix: then it is no prefix.
        var mixed = tensors
        mixed[0].name.removeFirst("module.".count)
        #expect(throws: Failure.self) { try load(mixed, id) }
    }

    /// `denselayer1.norm.1.weight`, as torchvision's published DenseNets have it.
    @Test func oldNamesOfDenseNetAreKnown() throws {
        let id = "densenet161"
        var renamed = 0
        let tensors = try miniature(id).filter { !$0.name.hasSuffix("num_batches_tracked") }.map { tensor in
            var tensor = tensor
            guard tensor.name.contains(".denselayer") else { return tensor }
            for kind in ["norm", "conv"] {
                for number in 1...2 {
                    tensor.name = tensor.name.replacing(".\(kind)\(number).", with: ".\(kind).\(number).")
                }
            }
            renamed += 1
            return tensor
        }
        // Two convolutions, and four values of each of two norms, in eight layers.
        #expect(renamed == 80)
        #expect(tensors.contains { $0.name == "features.denseblock1.denselayer1.norm.1.running_var" })
        try HandmadeWeights.expectValues(try load(tensors, id), of: id, size: .miniature, classes: 10)
    }

    @Test func aNameThatComesTwiceIsRefused() throws {
        let one = TorchHandmade.Tensor("a.denselayer1.norm.1.weight", [1], [Float(1)])
        let two = TorchHandmade.Tensor("a.denselayer1.norm1.weight", [1], [Float(2)])
        let failure = #expect(throws: Failure.self) { try load([one, two], "densenet161") }
        #expect(failure?.what == "holds a parameter under two names")
    }

    @Test(arguments: ["swin_t", "swin_v2_t"])
    func buffersThatFollowFromTheArchitectureAreCompared(id: String) throws {
        let tensors = try miniature(id)
        let places = tensors.indices.filter { tensors[$0].name.hasSuffix("relative_position_index") }
        #expect(!places.isEmpty)
        try HandmadeWeights.expectValues(try load(tensors, id), of: id, size: .miniature, classes: 10)
        // They may be missing, and a mask may be there.
        var fewer = tensors
        for place in places.reversed() { fewer.remove(at: place) }
        fewer.append(TorchHandmade.Tensor("features.1.1.attn_mask", [1, 2, 2], [Float](repeating: -100, count: 4)))
        _ = try load(fewer, id)
        // But not wrong.
        let name = tensors[places[0]].name
        let graph = try #require(Backbone.named(id)).graph(height: 224, width: 224, classes: 10, size: .miniature)
        let buffer = try #require(graph.derived.first { $0.name == name })
        var values = buffer.values.map { Int64($0) }
        values[3] += 1
        var wrong = tensors
        wrong[places[0]] = TorchHandmade.Tensor(name, buffer.shape, values)
        let failure = #expect(throws: Failure.self) { try load(wrong, id) }
        #expect(failure?.what == "\(name) is not that of \(id)")
    }
}
