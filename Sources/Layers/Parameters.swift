import Numerics

/// How a parameter starts, as torch.nn.init and the modules' `reset_parameters` define it.
public enum Initializer: Sendable, Equatable {
    /// `kaiming_normal_(mode="fan_out", nonlinearity="relu")`: normal, standard deviation sqrt(2 / fan_out).
    case kaimingNormalFanOut
    /// `kaiming_normal_()`: normal, standard deviation sqrt(2 / fan_in).
    case kaimingNormalFanIn
    /// The default of Conv2d and Linear, `kaiming_uniform_(a=sqrt(5))`: uniform within 1 / sqrt(fan_in).
    case kaimingUniform
    /// The default of their biases: uniform within 1 / sqrt(fan_in), for the fan-in given.
    case uniform(fanIn: Int)
    /// `normal_(0, deviation)`; `trunc_normal_` too, whose bounds of -2 and 2 are a hundred deviations
    /// away where these networks use it.
    case normal(deviation: Float)
    /// `uniform_(-bound, bound)`.
    case uniformWithin(Float)
    case constant(Float)
}

/// One entry of a state dict.
public struct Parameter: Sendable {
    /// What a value is for.
    public enum Role: Sendable { case trained, statistic }

    /// torchvision's name, such as `layer1.0.conv1.weight`.
    public let name: String
    /// torch's extents, such as O x I x H x W.
    public let shape: [Int]
    public let role: Role
    public let initializer: Initializer
    /// Where the values start in the flat buffer of their role.
    public let offset: Int

    public var count: Int { shape.reduce(1, *) }

    /// torch.nn.init's fan-in: the inputs of one output.
    var fanIn: Int { shape.dropFirst().reduce(1, *) }
    /// torch.nn.init's fan-out: outputs times the receptive field.
    var fanOut: Int { shape[0] * shape.dropFirst(2).reduce(1, *) }
}

/// The parameters of a network, in the order of their declaration.
public struct ParameterList: Sendable {
    public private(set) var all: [Parameter] = []
    /// Floats in the flat buffer of trained parameters, and of statistics.
    public private(set) var trainedCount = 0, statisticCount = 0

    public init() {}

    public mutating func declare(
        _ name: String, _ shape: [Int], _ initializer: Initializer, role: Parameter.Role = .trained
    ) -> Parameter {
        let offset = role == .trained ? trainedCount : statisticCount
        let parameter = Parameter(name: name, shape: shape, role: role, initializer: initializer, offset: offset)
        all.append(parameter)
        // Each parameter starts on a cache line; the gaps hold zeros and stay zero.
        let end = (offset + parameter.count + 15) / 16 * 16
        if role == .trained { trainedCount = end } else { statisticCount = end }
        return parameter
    }

    /// The number of trained values, as papers count parameters.
    public var parameterCount: Int { all.filter { $0.role == .trained }.reduce(0) { $0 + $1.count } }
}
