import Layers

/// Convolution, batch norm and activation, as torchvision's Conv2dNormActivation names them.
struct ConvolutionNorm {
    var epsilon: Float = 1e-5
    var momentum: Float = 0.1
    var initializer: Initializer = .kaimingNormalFanOut

    /// Appends `<name>.0`, the convolution, and `<name>.1`, the norm, with `residual` in its sum.
    func append(
        _ name: String, _ x: Value, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
        _ activation: Activation, residual: Value? = nil, to graph: Graph
    ) throws -> Value {
        try append(
            "\(name).0", "\(name).1", x, outputs, kernel: kernel, stride: stride, groups: groups, activation,
            residual: residual, to: graph)
    }

    /// The same with both names given.
    func append(
        _ convolution: String, _ norm: String, _ x: Value, _ outputs: Int, kernel: Int, stride: Int = 1,
        groups: Int = 1, _ activation: Activation, residual: Value? = nil, to graph: Graph
    ) throws -> Value {
        let y = try graph.append(
            try Convolution(
                convolution, in: graph, x.shape.channels, outputs, kernel: kernel, stride: stride, groups: groups,
                initializer: initializer), x)
        let norm = BatchNorm(norm, in: graph, outputs, epsilon: epsilon, momentum: momentum, activation: activation)
        return try graph.append(norm, [y] + (residual.map { [$0] } ?? []))[0]
    }
}

/// Numbers the modules of a sequence: `<name>.0`, `<name>.1`, ...
struct Numbering {
    let name: String
    private var position = 0

    init(_ name: String) { self.name = name }

    mutating func next() -> String {
        defer { position += 1 }
        return "\(name).\(position)"
    }
}

/// The nearest multiple of 8 that is not below 90 % of the value (torchvision's `_make_divisible`).
func divisible(_ value: Int) -> Int {
    let rounded = max(8, (value + 4) / 8 * 8)
    return 10 * rounded < 9 * value ? rounded + 8 : rounded
}
