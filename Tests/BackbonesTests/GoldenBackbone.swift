import Backbones
import Foundation
import Layers
import Numerics
import Storage
import TestSupport
import Testing

/// A backbone with hashed weights, beside what PyTorch computes with it in double precision.
struct GoldenBackbone {
    /// In the order of the paper's tables.
    static let ids = [
        "resnet50", "wavemix_192_16", "convnext_tiny", "swin_t", "swin_v2_t", "efficientnet_v2_s", "densenet161",
        "mobilenet_v3_large", "regnet_y_3_2gf", "resnext50_32x4d", "shufflenet_v2_x2_0",
    ]
    /// Of the training cases, and of everything that miniatures do.
    static let classes = 10
    /// Whether the numbers of the full-size networks are checked too; that takes minutes.
    static let checksFullSize = ProcessInfo.processInfo.environment["WHICH_BACKBONE_FULL"] == "1"

    let backbone: Backbone
    let size: Backbone.Size
    /// Some networks have no kinks, and other hashed weights.
    private let isSmooth: Bool
    private let file: HDF5Reader
    private let prefix: String

    init(_ id: String, _ size: Backbone.Size) throws {
        backbone = try #require(Backbone.named(id))
        self.size = size
        file = try Fixtures.golden(size == .full ? id : "miniatures")
        prefix = size == .full ? "" : "\(id)/"
        isSmooth = try file.integers("\(prefix)smooth") == [1]
    }

    func contains(_ name: String) -> Bool { file.contains(prefix + name) }
    func names(in group: String) throws -> [String] { try file.names(in: prefix + group) }
    func floats(_ name: String) throws -> [Float] { try file.floats(prefix + name) }
    func doubles(_ name: String) throws -> [Double] { try file.doubles(prefix + name) }
    func double(_ name: String) throws -> Double { try file.double(prefix + name) }
    func integers(_ name: String) throws -> [Int] { try file.integers(prefix + name) }
    func count(_ name: String) throws -> Int { Int(try #require(try file.read(prefix + name, as: Int64.self).first)) }
    func string(_ name: String) throws -> String { try file.string(prefix + name) }
    func strings(_ name: String) throws -> [String] { try file.readStrings(prefix + name) }

    func graph(height: Int, width: Int, classes: Int) throws -> Graph {
        try backbone.graph(height: height, width: width, classes: classes, size: size)
    }

    /// The network without dropout and stochastic depth, with hashed values.
    func network(height: Int, width: Int, classes: Int) throws -> Network {
        let network = try Network(try graph(height: height, width: width, classes: classes).withoutDropout())
        for parameter in network.graph.parameters.all {
            let values = UnsafeMutableBufferPointer(start: network.value(parameter), count: parameter.count)
            Hashed.fill(values, parameter.name, parameter.shape, smooth: isSmooth)
        }
        return network
    }

    /// In evaluation mode.
    func logits(count: Int, height: Int, width: Int, classes: Int) throws -> [Float] {
        let network = try network(height: height, width: width, classes: classes)
        let plan = try Plan(network, batch: count, phase: .inference, arena: Arena())
        let images = Hashed.images("images", count: count, height: height, width: width)
        plan.input.update(from: images, count: images.count)
        plan.forward(GoldenTraining.step(count))
        return Array(UnsafeBufferPointer(start: plan.output, count: count * classes))
    }
}

/// A golden training case: a network bound to the case's batch.
struct GoldenTraining {
    let network: Network
    let plan: Plan
    /// Of the last step.
    private(set) var logits: [Float] = []
    private let batch: Int, height: Int, width: Int

    /// - Parameter part: `train` or `steps`.
    init(_ golden: GoldenBackbone, _ part: String) throws {
        let shape = try golden.integers("\(part)/shape")
        (batch, height, width) = (shape[0], shape[1], shape[2])
        network = try golden.network(height: height, width: width, classes: GoldenBackbone.classes)
        plan = try Plan(network, batch: batch, phase: .training, arena: Arena())
    }

    static func step(_ batch: Int) -> Step {
        Step(random: CounterRandom(seed: 1, purpose: .dropout), samples: Array(0..<batch))
    }

    /// One step forward and back; the loss.
    mutating func run(_ images: String) -> Double {
        let pixels = Hashed.images(images, count: batch, height: height, width: width)
        plan.input.update(from: pixels, count: pixels.count)
        let step = Self.step(batch)
        plan.forward(step)
        logits = Array(UnsafeBufferPointer(start: plan.output, count: batch * GoldenBackbone.classes))
        let loss = CrossEntropy.loss(
            plan.output, labels: Hashed.labels(batch, classes: GoldenBackbone.classes), classes: GoldenBackbone.classes,
            gradient: plan.outputGradient)
        plan.backward(step)
        return loss
    }
}
