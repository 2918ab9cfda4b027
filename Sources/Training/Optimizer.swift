import Foundation
import Layers
import Numerics

/// An optimizer over a network's flat buffers.
public protocol Optimizer: AnyObject {
    /// One update of all parameters from their gradients.
    func step()
    /// The steps taken so far.
    var steps: Int { get set }
    /// The state behind the parameters, by name, each as long as the parameters' buffer.
    var state: [(name: String, values: FlatBuffer)] { get }
}

/// The smallest number of parameters that pays for a second thread.
private let threadGrain = 1 << 15

/// torch.optim.AdamW (Loshchilov and Hutter 2019), amsgrad off.
public final class AdamW: Optimizer {
    private let network: Network
    private let kernels: KernelSet
    private let learningRate, beta1, beta2, epsilon, weightDecay: Double
    private let first, second: FlatBuffer
    public var steps = 0

    public init(
        _ network: Network, learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0.01, kernels: KernelSet = .current
    ) throws {
        self.network = network
        self.kernels = kernels
        (self.learningRate, self.beta1, self.beta2) = (learningRate, beta1, beta2)
        (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
        first = try FlatBuffer(count: network.values.count)
        second = try FlatBuffer(count: network.values.count)
    }

    public var state: [(name: String, values: FlatBuffer)] { [("exp_avg", first), ("exp_avg_sq", second)] }

    public func step() {
        steps += 1
        let size = learningRate / (1 - pow(beta1, Double(steps)))
        let root = (1 - pow(beta2, Double(steps))).squareRoot()
        let (values, gradients) = (network.values.base, network.gradients.base)
        ThreadTeam.parallel(network.values.count, grain: threadGrain) { piece in
            let start = piece.lowerBound
            kernels.call.adamw(
                values + start, gradients + start, first.base + start, second.base + start, piece.count,
                Float(1 - learningRate * weightDecay), Float(1 - beta1), Float(beta2), Float(1 - beta2), Float(epsilon),
                Float(size), Float(root))
        }
    }
}

/// torch.optim.SGD with momentum, dampening 0, no weight decay.
public final class SGD: Optimizer {
    private let network: Network
    private let kernels: KernelSet
    private let learningRate, momentum: Double
    private let buffer: FlatBuffer
    public var steps = 0

    public init(
        _ network: Network, learningRate: Double, momentum: Double = 0.9, kernels: KernelSet = .current
    ) throws {
        self.network = network
        self.kernels = kernels
        (self.learningRate, self.momentum) = (learningRate, momentum)
        buffer = try FlatBuffer(count: network.values.count)
    }

    public var state: [(name: String, values: FlatBuffer)] { [("momentum_buffer", buffer)] }

    public func step() {
        let isFirst: Int32 = steps == 0 ? 1 : 0
        steps += 1
        let (values, gradients) = (network.values.base, network.gradients.base)
        ThreadTeam.parallel(network.values.count, grain: threadGrain) { piece in
            let start = piece.lowerBound
            kernels.call.sgd(
                values + start, gradients + start, buffer.base + start, piece.count, Float(learningRate),
                Float(momentum), isFirst)
        }
    }
}
