import CKernels
import Numerics

/// torchvision.ops.SqueezeExcitation: y = x * gate(fc2(activation(fc1(mean(x))))), a gate a channel.
public struct SqueezeExcitation: Layer {
    public let name: String
    let weight1: Parameter, bias1: Parameter, weight2: Parameter, bias2: Parameter
    let channels: Int, squeezed: Int
    let activation: Activation
    let gate: Activation

    /// Declares `<name>.fc1` and `<name>.fc2`, 1x1 convolutions with bias.
    ///
    /// - Parameter zeroBias: whether the biases start at zero; else as Conv2d's do by default.
    public init(
        _ name: String, in graph: Graph, _ channels: Int, squeezed: Int, activation: Activation = .relu,
        gate: Activation, initializer: Initializer, zeroBias: Bool = true
    ) {
        self.name = name
        (self.channels, self.squeezed, self.activation, self.gate) = (channels, squeezed, activation, gate)
        func bias(_ fanIn: Int) -> Initializer { zeroBias ? .constant(0) : .uniform(fanIn: fanIn) }
        weight1 = graph.declare("\(name).fc1.weight", [squeezed, channels, 1, 1], initializer)
        bias1 = graph.declare("\(name).fc1.bias", [squeezed], bias(channels))
        weight2 = graph.declare("\(name).fc2.weight", [channels, squeezed, 1, 1], initializer)
        bias2 = graph.declare("\(name).fc2.bias", [channels], bias(squeezed))
    }

    public var kind: String { "SqueezeExcitation \(squeezed)" }

    public func multiplyAdds(_ inputs: [FeatureShape]) -> Int { weight1.count + weight2.count }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs[0].channels == channels else {
            throw LayerError("\(name) takes \(channels) channels and gets \(inputs[0].channels)")
        }
        return inputs
    }

    public func operation(_ site: Site) throws -> any Operation { try SqueezeExcitationOperation(self, site) }
}

private final class SqueezeExcitationOperation: Operation {
    private let layer: SqueezeExcitation
    private let network: Network
    private let kernels: KernelSet
    private let blas: BLAS
    private let batch: Int
    private let shape: FeatureShape
    let needs: Needs

    init(_ layer: SqueezeExcitation, _ site: Site) throws {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        blas = try BLAS.shared()
        batch = site.batch
        shape = site.inputs[0]
        var needs = Needs()
        needs.inputs = true
        // The pooled input, the hidden layer and its argument, the gate and its argument.
        needs.saved = batch * (3 * layer.channels + 2 * layer.squeezed) * MemoryLayout<Float>.stride
        needs.backwardScratch = batch * (2 * layer.channels + layer.squeezed) * MemoryLayout<Float>.stride
        needs.gradientInPlace = 0
        needs.isCheap = true
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y, shape) = (buffers.inputs[0], buffers.outputs[0], shape)
        let saved = Saved(buffers.saved, batch, layer)
        ThreadTeam.parallel(batch) { images in
            for image in images {
                kernels.call.mean_rows(
                    x + image * shape.count, saved.pooled + image * shape.channels, shape.pixels, shape.channels)
            }
        }
        blas.multiply(
            saved.pooled, network.value(layer.weight1), transposeB: true, into: saved.hiddenArgument, m: batch,
            n: layer.squeezed, k: layer.channels)
        kernels.call.add_rows(network.value(layer.bias1), saved.hiddenArgument, batch, layer.squeezed)
        kernels.call.activate(saved.hiddenArgument, saved.hidden, batch * layer.squeezed, layer.activation.code)
        blas.multiply(
            saved.hidden, network.value(layer.weight2), transposeB: true, into: saved.argument, m: batch,
            n: layer.channels, k: layer.squeezed)
        kernels.call.add_rows(network.value(layer.bias2), saved.argument, batch, layer.channels)
        kernels.call.activate(saved.argument, saved.gate, batch * layer.channels, layer.gate.code)
        ThreadTeam.parallel(batch) { images in
            for image in images {
                kernels.call.scale_rows(
                    x + image * shape.count, saved.gate + image * shape.channels, y + image * shape.count,
                    shape.pixels, shape.channels)
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let (x, dy, shape) = (buffers.inputs[0], buffers.outputGradients[0][0], shape)
        let saved = Saved(buffers.saved, batch, layer)
        let dgate = buffers.backwardScratch.assumingMemoryBound(to: Float.self)
        let dpooled = dgate + batch * layer.channels
        let dhidden = dpooled + batch * layer.channels
        ThreadTeam.parallel(batch) { images in
            for image in images {
                kernels.call.dot_rows(
                    x + image * shape.count, dy + image * shape.count, dgate + image * shape.channels, shape.pixels,
                    shape.channels)
            }
        }
        kernels.call.activate_backward(saved.argument, dgate, dgate, batch * layer.channels, layer.gate.code)
        blas.multiply(
            dgate, transposeA: true, saved.hidden, into: network.gradient(layer.weight2), m: layer.channels,
            n: layer.squeezed, k: batch)
        kernels.call.sum_rows(dgate, network.gradient(layer.bias2), batch, layer.channels)
        blas.multiply(
            dgate, network.value(layer.weight2), into: dhidden, m: batch, n: layer.squeezed, k: layer.channels)
        kernels.call.activate_backward(
            saved.hiddenArgument, dhidden, dhidden, batch * layer.squeezed, layer.activation.code)
        blas.multiply(
            dhidden, transposeA: true, saved.pooled, into: network.gradient(layer.weight1), m: layer.squeezed,
            n: layer.channels, k: batch)
        kernels.call.sum_rows(dhidden, network.gradient(layer.bias1), batch, layer.squeezed)
        guard let dx = buffers.inputGradients[0] else { return }
        blas.multiply(
            dhidden, network.value(layer.weight1), into: dpooled, m: batch, n: layer.channels, k: layer.squeezed)
        let share = 1 / Float(shape.pixels)
        for index in 0..<(batch * layer.channels) { dpooled[index] *= share }
        ThreadTeam.parallel(batch) { images in
            for image in images {
                let (pixels, features) = (image * shape.count, image * shape.channels)
                kernels.call.scale_add_rows(
                    dy + pixels, saved.gate + features, dpooled + features, dx + pixels, shape.pixels, shape.channels)
            }
        }
    }

    private struct Saved {
        let pooled, argument, gate, hidden, hiddenArgument: UnsafeMutablePointer<Float>

        init(_ memory: UnsafeMutableRawPointer, _ batch: Int, _ layer: SqueezeExcitation) {
            pooled = memory.assumingMemoryBound(to: Float.self)
            argument = pooled + batch * layer.channels
            gate = argument + batch * layer.channels
            hidden = gate + batch * layer.channels
            hiddenArgument = hidden + batch * layer.squeezed
        }
    }
}
