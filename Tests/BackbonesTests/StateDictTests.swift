import Backbones
import Layers
import Storage
import TestSupport
import Testing

/// Checkpoints: written, loaded, and refused.
@Suite struct StateDictTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("state-dict") }

    private static let backbone = "shufflenet_v2_x2_0"

    private func network(classes: Int, run: Int) throws -> Network {
        let network = try Network(
            try #require(Backbone.named(Self.backbone)).graph(height: 32, width: 32, classes: classes))
        network.initialize(seed: 1, run: run)
        return network
    }

    /// Writes a checkpoint, changed on the way.
    private func checkpoint(
        _ network: Network, _ change: (inout [(name: String, shape: [Int], values: [Float])]) -> Void = { _ in }
    ) throws -> String {
        let path = folder.file("checkpoint.h5")
        var entries = network.graph.parameters.all.map { parameter in
            (
                name: parameter.name, shape: parameter.shape,
                values: Array(UnsafeBufferPointer(start: network.value(parameter), count: parameter.count))
            )
        }
        change(&entries)
        try HDF5Writer.write(to: path) { file in
            for entry in entries { try file.write("parameters/\(entry.name)", entry.values, shape: entry.shape) }
        }
        return path
    }

    private func refusal(_ path: String, head: String? = nil) -> Failure? {
        #expect(throws: Failure.self) {
            let network = try network(classes: 10, run: 2)
            let before = Array(network.values.values)
            do {
                try network.load(try StateDict(path: path), backbone: Self.backbone, keepingHead: head)
            } catch {
                // Nothing is taken over from a file that does not fit.
                #expect(Array(network.values.values) == before)
                throw error
            }
        }
    }

    @Test func everythingIsWrittenAndLoaded() throws {
        let (first, second) = (try network(classes: 10, run: 1), try network(classes: 10, run: 2))
        for (index, value) in Hashed.uniform("statistics", first.statistics.count).enumerated() {
            // The gaps between parameters stay zero.
            if first.statistics.values[index] != 0 { first.statistics.values[index] = 2 + value }
        }
        let path = folder.file("network.h5")
        try HDF5Writer.write(to: path) { try first.write(to: $0) }
        #expect(Array(first.values.values) != Array(second.values.values))
        try second.load(try StateDict(path: path), backbone: Self.backbone)
        #expect(Array(first.values.values) == Array(second.values.values))
        for parameter in first.graph.parameters.all where parameter.role == .statistic {
            let (a, b) = (first.value(parameter), second.value(parameter))
            #expect((0..<parameter.count).allSatisfy { a[$0] == b[$0] }, "\(parameter.name)")
        }
    }

    @Test func theHeadIsKept() throws {
        // Pretrained with 1,000 classes, fine-tuned with 10.
        let path = try checkpoint(try network(classes: 1000, run: 1))
        let (target, source) = (try network(classes: 10, run: 2), try network(classes: 10, run: 1))
        let head = Array(UnsafeBufferPointer(start: target.value(try parameter(target, "fc.weight")), count: 20_480))
        try target.load(try StateDict(path: path), backbone: Self.backbone, keepingHead: "fc")
        for name in ["conv1.0.weight", "stage4.3.branch2.5.weight", "conv5.1.bias"] {
            let (a, b) = (try parameter(target, name), try parameter(source, name))
            #expect((0..<a.count).allSatisfy { target.value(a)[$0] == source.value(b)[$0] }, "\(name)")
        }
        let kept = target.value(try parameter(target, "fc.weight"))
        #expect((0..<20_480).allSatisfy { kept[$0] == head[$0] })
        // A file without a head will do as well.
        let headless = try checkpoint(source) { $0.removeAll { $0.name.hasPrefix("fc.") } }
        try target.load(try StateDict(path: headless), backbone: Self.backbone, keepingHead: "fc")
        #expect(refusal(headless)?.what == "lacks the parameter fc.weight")
    }

    private func parameter(_ network: Network, _ name: String) throws -> Parameter {
        try #require(network.graph.parameters.all.first { $0.name == name })
    }

    @Test func anotherHeadIsMisshapen() throws {
        let path = try checkpoint(try network(classes: 7, run: 1))
        let failure = refusal(path)
        #expect(failure?.what == "fc.weight has the shape [7, 2048], shufflenet_v2_x2_0 wants [10, 2048]")
        #expect(failure?.location == path)
        #expect(failure?.advice.contains(Self.backbone) == true)
    }

    @Test(arguments: ["stage2.1.branch2.3.weight", "stage3.0.branch1.1.running_var", "fc.bias"])
    func aMissingParameterIsNamed(name: String) throws {
        let path = try checkpoint(try network(classes: 10, run: 1)) { $0.removeAll { $0.name == name } }
        #expect(refusal(path)?.what == "lacks the parameter \(name)")
    }

    @Test func aSurplusParameterIsNamed() throws {
        let path = try checkpoint(try network(classes: 10, run: 1)) { $0.append(("stage5.0.weight", [2], [1, 2])) }
        #expect(refusal(path)?.what == "holds stage5.0.weight, which shufflenet_v2_x2_0 does not have")
        #expect(refusal(path, head: "fc")?.what == "holds stage5.0.weight, which shufflenet_v2_x2_0 does not have")
    }

    @Test func aMisshapenParameterIsNamed() throws {
        let path = try checkpoint(try network(classes: 10, run: 1)) { entries in
            for index in entries.indices where entries[index].name == "conv5.0.weight" {
                // As many values, in another shape.
                entries[index].shape = [976, 2048, 1, 1]
            }
        }
        #expect(
            refusal(path, head: "fc")?.what
                == "conv5.0.weight has the shape [976, 2048, 1, 1], shufflenet_v2_x2_0 wants [2048, 976, 1, 1]")
    }

    @Test func anotherBackbonesCheckpointIsRefused() throws {
        let other = try Network(
            try #require(Backbone.named("mobilenet_v3_large")).graph(height: 32, width: 32, classes: 10))
        let path = try checkpoint(other)
        #expect(refusal(path, head: "fc")?.what == "lacks the parameter conv1.0.weight")
    }

    @Test func otherFilesAreRefused() throws {
        #expect(refusal(folder.file("missing.pth"))?.what == "there is no such file of weights")
        let path = folder.file("other.h5")
        try HDF5Writer.write(to: path) { try $0.write("values", [Float(1)]) }
        #expect(refusal(path)?.what.contains("no checkpoint of this project") == true)
        // A torch file with other tensors.
        let torch = Path.join(Fixtures.folder, "torch/good/zip.pth")
        #expect(refusal(torch, head: "fc")?.what.hasPrefix("lacks the parameter") == true)
        let code = Path.join(Fixtures.folder, "torch/bad/code_reduce_zip.pth")
        #expect(refusal(code)?.location.hasPrefix(code) == true)
    }
}
