import Numerics

/// The sum behind a residual branch: y = shortcut + depth(scale * branch).
///
/// `depth` is torchvision.ops.StochasticDepth in mode "row" (Huang et al. 2016): in training a sample's
/// branch is dropped with `probability` and else divided by 1 - probability. `scale` is ConvNeXt's layer
/// scale, a learnt factor a channel (Touvron et al. 2021).
public struct ResidualSum: Layer {
    public let name: String
    /// Of dropping a sample's branch.
    public let probability: Float
    let scale: Parameter?

    /// Takes the shortcut and the branch, in this order.
    ///
    /// - Parameter scale: a parameter of C values; its gradient is overwritten.
    public init(_ name: String, probability: Float, scale: Parameter? = nil) {
        self.name = name
        self.probability = probability
        self.scale = scale
    }

    public var kind: String {
        "Add" + (scale == nil ? "" : ", layer scale") + (probability == 0 ? "" : ", StochasticDepth \(probability)")
    }

    /// The same layer with another probability.
    public func with(probability: Float) -> ResidualSum {
        ResidualSum(name, probability: probability, scale: scale)
    }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs.count == 2, inputs[0] == inputs[1], scale.map({ $0.count == inputs[0].channels }) ?? true else {
            throw LayerError("\(name) takes two equal feature maps and gets \(inputs)")
        }
        return [inputs[0]]
    }

    public func operation(_ site: Site) throws -> any Operation {
        guard site.wantsInputGradient[1] else { throw LayerError("\(name): the image is no residual branch") }
        return ResidualSumOperation(self, site)
    }
}

private final class ResidualSumOperation: Operation {
    private let layer: ResidualSum
    private let network: Network
    private let kernels: KernelSet
    private let batch: Int
    private let shape: FeatureShape
    private let probability: Float
    private let layerIndex: Int
    private let sums: ThreadSums
    let needs: Needs

    init(_ layer: ResidualSum, _ site: Site) {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        batch = site.batch
        shape = site.inputs[0]
        probability = site.phase == .training ? layer.probability : 0
        layerIndex = site.index
        var needs = Needs()
        needs.inputs = layer.scale != nil
        needs.gradientInPlace = 0
        sums = ThreadSums(width: shape.channels)
        needs.backwardScratch = layer.scale == nil ? 0 : sums.byteCount
        self.needs = needs
    }

    /// What a sample's branch is multiplied with.
    private func factor(_ step: Step, _ image: Int) -> Float {
        if probability == 0 { return 1 }
        let draw = step.random.uniform(sample: step.samples[image], draw: layerIndex << 20)
        return draw < probability ? 0 : 1 / (1 - probability)
    }

    /// Calls `body` with runs of pixels of one image: the thread, the image, the first pixel and the count.
    private func eachRun(_ body: (_ thread: Int, _ image: Int, _ pixel: Int, _ count: Int) -> Void) {
        let grain = max(1, (1 << 13) / shape.channels)
        ThreadTeam.parallel(batch * shape.pixels, grain: grain) { thread, pixels in
            var pixel = pixels.lowerBound
            while pixel < pixels.upperBound {
                let image = pixel / shape.pixels
                let count = min((image + 1) * shape.pixels, pixels.upperBound) - pixel
                body(thread, image, pixel, count)
                pixel += count
            }
        }
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (shortcut, branch, y) = (buffers.inputs[0], buffers.inputs[1], buffers.outputs[0])
        let scale = layer.scale.map(network.value)
        eachRun { _, image, pixel, count in
            let start = pixel * shape.channels
            kernels.call.scale_residual(
                branch + start, scale, factor(step, image), shortcut + start, y + start, count, shape.channels)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let branchGradient = buffers.inputGradients[1] else { return }
        let dy = buffers.outputGradients[0][0]
        // Nil where the shortcut is the image itself.
        if let shortcutGradient = buffers.inputGradients[0], shortcutGradient != dy {
            shortcutGradient.update(from: dy, count: batch * shape.count)
        }
        let (branch, scale, channels) = (buffers.inputs[1], layer.scale.map(network.value), shape.channels)
        let totals = scale == nil ? nil : sums.start(in: buffers.backwardScratch)
        eachRun { thread, image, pixel, count in
            let start = pixel * channels
            kernels.call.scale_residual_backward(
                scale == nil ? nil : branch + start, scale, factor(step, image), dy + start, branchGradient + start,
                totals.map { $0 + thread * channels }, count, channels)
        }
        guard let gradient = layer.scale.map(network.gradient), let totals else { return }
        sums.gather(totals)
        for channel in 0..<channels { gradient[channel] = Float(totals[channel]) }
    }
}
