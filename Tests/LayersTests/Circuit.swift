import Layers
import Numerics
import TestSupport
import Testing

/// Hands the network's input on, cut into values by channels, and keeps the gradients that come back:
/// a plan has no use for the gradient of its own input.
struct Source: Layer {
    final class Gradients { var parts: [[Float]] = [] }

    let name = "source"
    let kind = "source"
    /// Of each value.
    let channels: [Int]
    let gradients = Gradients()

    func outputShapes(_ inputs: [FeatureShape]) -> [FeatureShape] {
        channels.map { FeatureShape(height: inputs[0].height, width: inputs[0].width, channels: $0) }
    }

    func operation(_ site: Site) -> any Operation { SourceOperation(self, rows: site.batch * site.inputs[0].pixels) }
}

private final class SourceOperation: Operation {
    private let source: Source
    private let rows: Int
    let needs = Needs()

    init(_ source: Source, rows: Int) {
        self.source = source
        self.rows = rows
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        var x = buffers.inputs[0]
        for row in 0..<rows {
            for (part, channels) in source.channels.enumerated() {
                (buffers.outputs[part] + row * channels).update(from: x, count: channels)
                x += channels
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        source.gradients.parts = source.channels.enumerated().map { part, channels in
            Array(UnsafeBufferPointer(start: buffers.outputGradients[part][0], count: rows * channels))
        }
    }
}

/// Concatenates two values by channels, so that the network has one output.
struct Join: Layer {
    let name = "join"
    let kind = "join"

    func outputShapes(_ inputs: [FeatureShape]) -> [FeatureShape] {
        [
            FeatureShape(
                height: inputs[0].height, width: inputs[0].width, channels: inputs[0].channels + inputs[1].channels)
        ]
    }

    func operation(_ site: Site) -> any Operation {
        JoinOperation(site.inputs.map(\.channels), rows: site.batch * site.inputs[0].pixels)
    }
}

private final class JoinOperation: Operation {
    private let channels: [Int]
    private let rows: Int
    let needs = Needs()

    init(_ channels: [Int], rows: Int) {
        (self.channels, self.rows) = (channels, rows)
    }

    private func each(_ body: (_ part: Int, _ place: Int, _ joined: Int, _ count: Int) -> Void) {
        for row in 0..<rows {
            body(0, row * channels[0], row * (channels[0] + channels[1]), channels[0])
            body(1, row * channels[1], row * (channels[0] + channels[1]) + channels[0], channels[1])
        }
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        each { part, place, joined, count in
            (buffers.outputs[0] + joined).update(from: buffers.inputs[part] + place, count: count)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        each { part, place, joined, count in
            guard let dx = buffers.inputGradients[part] else { return }
            (dx + place).update(from: buffers.outputGradients[0][0] + joined, count: count)
        }
    }
}

/// A few layers between a source and an output, with values that tests set and read.
final class Circuit {
    let network: Network
    let plan: Plan
    private let source: Source
    private let batch: Int
    var step: Step

    /// - Parameters:
    ///   - channels: of each value that the source makes.
    ///   - build: appends the layers under test to the source's values; the last makes the output.
    init(
        batch: Int, height: Int = 1, width: Int = 1, channels: [Int], phase: Phase = .training,
        kernels: KernelSet = .current, _ build: (Graph, [Value]) throws -> Void
    ) throws {
        let graph = Graph(input: FeatureShape(height: height, width: width, channels: channels.reduce(0, +)))
        source = Source(channels: channels)
        try build(graph, try graph.append(source, [graph.input]))
        network = try Network(graph)
        plan = try Plan(network, batch: batch, phase: phase, arena: Arena(), kernels: kernels)
        self.batch = batch
        step = Step(random: CounterRandom(seed: 1, purpose: .dropout, run: 1, epoch: 1), samples: Array(0..<batch))
    }

    subscript(_ name: String) -> [Float] {
        get { values(name) { network.value($0) } }
        set {
            guard let parameter = network.graph.parameters.all.first(where: { $0.name == name }),
                parameter.count == newValue.count
            else {
                Issue.record("\(newValue.count) values for \(name)")
                return
            }
            network.value(parameter).update(from: newValue, count: newValue.count)
        }
    }

    func gradient(_ name: String) -> [Float] { values(name) { network.gradient($0) } }

    private func values(_ name: String, _ place: (Parameter) -> UnsafeMutablePointer<Float>) -> [Float] {
        guard let parameter = network.graph.parameters.all.first(where: { $0.name == name }) else {
            Issue.record("there is no parameter \(name)")
            return []
        }
        return Array(UnsafeBufferPointer(start: place(parameter), count: parameter.count))
    }

    /// Runs the network on one tensor a value of the source, each N x H x W x C.
    func forward(_ inputs: [Float]...) -> [Float] { forward(inputs) }

    func forward(_ inputs: [[Float]]) -> [Float] {
        let rows = batch * network.graph.input.shape.pixels
        var x = plan.input
        for row in 0..<rows {
            for (input, channels) in zip(inputs, source.channels) {
                for channel in 0..<channels { x[channel] = input[row * channels + channel] }
                x += channels
            }
        }
        plan.forward(step)
        return Array(UnsafeBufferPointer(start: plan.output, count: batch * network.graph.output.shape.count))
    }

    /// Runs back from the gradient of the output.
    ///
    /// - Returns: the gradient of each value of the source.
    func backward(_ gradient: [Float]) throws -> [[Float]] {
        let target = try #require(plan.outputGradient)
        target.update(from: gradient, count: gradient.count)
        plan.backward(step)
        return source.gradients.parts
    }
}
