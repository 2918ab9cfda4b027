import Numerics

/// A network runs in one of two phases; layers such as batch norm and dropout differ between them.
public enum Phase: Sendable { case training, inference }

/// A kind of layer with its configuration and its parameters: a value of the architecture, without
/// buffers.
public protocol Layer {
    /// torchvision's module name, or a name of the same kind for layers without parameters.
    var name: String { get }
    /// What it is, for summaries, such as `Conv2d 3x3`.
    var kind: String { get }
    /// Multiply-adds for one sample, as papers count them: convolutions and matrix products only.
    func multiplyAdds(_ inputs: [FeatureShape]) -> Int
    /// - Throws: `LayerError` where the layer cannot take such inputs.
    func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape]
    /// The layer bound to a batch and a phase.
    func operation(_ site: Site) throws -> any Operation
}

extension Layer {
    public func multiplyAdds(_ inputs: [FeatureShape]) -> Int { 0 }
}

/// Where an operation runs.
public struct Site {
    public let batch: Int
    public let phase: Phase
    public let inputs: [FeatureShape]
    public let outputs: [FeatureShape]
    /// Which inputs' gradients are wanted; the image's is not.
    public let wantsInputGradient: [Bool]
    public let network: Network
    public let kernels: KernelSet
    /// The position in the network, which tells layers' random numbers apart.
    public let index: Int
}

/// What an operation asks of the memory plan, in bytes.
public struct Needs {
    /// Backward reads the inputs.
    public var inputs = false
    /// Backward reads the outputs.
    public var outputs = false
    /// Written by forward for backward.
    public var saved = 0
    public var forwardScratch = 0
    public var backwardScratch = 0
    /// The input whose memory the first output takes over: forward writes only what no other layer reads.
    public var outputInPlace: Int?
    /// The input whose gradient backward leaves in the buffer of the first output's gradient.
    public var gradientInPlace: Int?
    /// The input to whose gradient backward can add, where another layer has left a summand already.
    public var addsToGradient: Int?
    /// Backward can take the first output's gradient as two summands.
    public var takesGradientPairs = false
    /// Forward is a pass over memory from inputs that backward reads anyway: where memory is short, its
    /// outputs are better made again than kept.
    public var isCheap = false

    public init() {}
}

/// The buffers of an operation; activations are NHWC and contiguous.
public struct Buffers {
    public var inputs: [UnsafeMutablePointer<Float>] = []
    public var outputs: [UnsafeMutablePointer<Float>] = []
    /// For each output the summands of its gradient: one, or two for the first output where
    /// `takesGradientPairs` is set.
    public var outputGradients: [[UnsafeMutablePointer<Float>]] = []
    /// For each input, where its gradient goes; overwritten. Nil where it is not wanted.
    public var inputGradients: [UnsafeMutablePointer<Float>?] = []
    /// The gradient of the input `addsToGradient` holds a summand that must stay in the sum.
    public var addsGradient = false
    public var saved: UnsafeMutableRawPointer
    public var forwardScratch: UnsafeMutableRawPointer
    public var backwardScratch: UnsafeMutableRawPointer
}

/// What changes from step to step.
public struct Step {
    /// The stream of dropout and stochastic depth.
    public var random: CounterRandom
    /// The samples of the batch, numbered within the training set.
    public var samples: [Int]

    public init(random: CounterRandom, samples: [Int]) {
        self.random = random
        self.samples = samples
    }
}

/// A layer bound to a batch: forward and backward over buffers that the plan provides.
///
/// Backward overwrites the gradients of the layer's parameters.
public protocol Operation: AnyObject {
    var needs: Needs { get }
    func forward(_ buffers: Buffers, _ step: Step)
    /// Makes the outputs again, bit for bit, between forward and backward; without any other effect.
    func replay(_ buffers: Buffers, _ step: Step)
    func backward(_ buffers: Buffers, _ step: Step)
}

extension Operation {
    public func replay(_ buffers: Buffers, _ step: Step) { forward(buffers, step) }
}
