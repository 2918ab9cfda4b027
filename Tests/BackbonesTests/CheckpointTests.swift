import Backbones
import Foundation
import Layers
import Numerics
import Storage
import TestSupport
import Testing

/// Where Scripts/reference/checkpoints.py left its files.
private let checkpoints = ProcessInfo.processInfo.environment["WHICH_BACKBONE_CHECKPOINTS"]

/// Full-size files that torch.save wrote of torchvision's and wavemix's models: they load, and the logits are
/// the models'. The folder is too large to be tracked.
@Suite(
    .serialized,
    .enabled(
        if: checkpoints != nil,
        "WHICH_BACKBONE_CHECKPOINTS names a folder that Scripts/reference/checkpoints.py made."))
struct CheckpointTests {
    /// Every file of the folder, in both of torch's formats, with old and with prefixed keys.
    @Test(arguments: GoldenBackbone.ids)
    func filesGiveTheModelsLogits(id: String) throws {
        let folder = try #require(checkpoints)
        let golden = try HDF5Reader(path: Path.join(folder, "golden_checkpoints.h5"))
        let (files, owners) = (try golden.readStrings("files"), try golden.readStrings("backbones"))
        let own = zip(files, owners).filter { $1 == id }.map(\.0)
        #expect(Set(own).isSuperset(of: ["\(id).zip.pth", "\(id).legacy.pth"]))
        let shape = try golden.integers("shape")
        let expected = try golden.floats("logits/\(id)")
        let images = Hashed.images("images", count: shape[0], height: shape[1], width: shape[2])
        let graph = try #require(Backbone.named(id)).graph(height: shape[1], width: shape[2], classes: 1000)
        for file in own {
            let network = try Network(graph)
            try network.load(try StateDict(path: Path.join(folder, file)), backbone: id)
            let plan = try Plan(network, batch: shape[0], phase: .inference, arena: Arena())
            plan.input.update(from: images, count: images.count)
            plan.forward(GoldenTraining.step(shape[0]))
            let logits = Array(UnsafeBufferPointer(start: plan.output, count: expected.count))
            let deviation = Deviation.relative(logits, expected)
            if ProcessInfo.processInfo.environment["WHICH_BACKBONE_REPORT"] != nil { print("\(file): \(deviation)") }
            #expect(deviation < 1e-4, "\(file)")
        }
    }
}
