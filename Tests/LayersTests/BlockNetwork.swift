import Layers

/// Small networks of the backbones' kinds of blocks, in any order.
struct BlockNetwork {
    enum Block: CaseIterable, Sendable {
        case residual, dense, wave, shuffle, attention, cosineAttention, invertedResidual, convNeXt, pooled, merged
    }

    let graph: Graph
    private let isSmooth: Bool
    /// Blocks and layers so far, for their names.
    private var count = 0
    private var parts = 0

    private init(graph: Graph, isSmooth: Bool) { (self.graph, self.isSmooth) = (graph, isSmooth) }

    private func smoothed(_ activation: Activation, residual: Bool = false) -> Activation {
        switch activation {
        case .relu, .hardswish: isSmooth ? residual ? .identity : .silu : activation
        default: activation
        }
    }

    /// - Parameters:
    ///   - dropout: of dropout and of stochastic depth.
    ///   - isSmooth: whether activations without kinks take the others' places.
    static func make(_ blocks: [Block], dropout: Float = 0.3, isSmooth: Bool = false) throws -> Graph {
        var network = BlockNetwork(
            graph: Graph(input: FeatureShape(height: 16, width: 24, channels: 3)), isSmooth: isSmooth)
        let graph = network.graph
        var x = try network.conv(graph.input, 8, kernel: 3, stride: 2, .relu)
        for block in blocks {
            network.count += 1
            x = try network.append(block, x, dropout)
        }
        x = try graph.append(GlobalAveragePool("mean"), x)
        x = try graph.append(LayerNorm("last.norm", in: graph, x.shape.channels, epsilon: 1e-5), x)
        x = try graph.append(Dropout("last.dropout", dropout), x)
        try graph.append(Linear("head", in: graph, x.shape.channels, 5), x)
        return graph
    }

    private mutating func append(_ block: Block, _ x: Value, _ dropout: Float) throws -> Value {
        switch block {
        case .residual: try residual(x)
        case .dense: try dense(x)
        case .wave: try wave(x, dropout)
        case .shuffle: try shuffle(x)
        case .attention: try attention(x, dropout, cosine: false)
        case .cosineAttention: try attention(x, dropout, cosine: true)
        case .invertedResidual: try invertedResidual(x, dropout)
        case .convNeXt: try convNeXt(x, dropout)
        case .pooled: try graph.append(MaxPool(name("pool"), kernel: 3, stride: 1, padding: 1), x)
        case .merged: try merged(x)
        }
    }

    private mutating func name(_ kind: String) -> String {
        parts += 1
        return "\(count).\(kind)\(parts)"
    }

    private mutating func conv(
        _ x: Value, _ outputs: Int, kernel: Int = 1, stride: Int = 1, groups: Int = 1, bias: Bool = false
    ) throws -> Value {
        let layer = try Convolution(
            name("conv"), in: graph, x.shape.channels, outputs, kernel: kernel, stride: stride, groups: groups,
            bias: bias, initializer: .kaimingUniform)
        return try graph.append(layer, x)
    }

    private mutating func conv(
        _ x: Value, _ outputs: Int, kernel: Int = 1, stride: Int = 1, groups: Int = 1, _ activation: Activation,
        residual: Value? = nil
    ) throws -> Value {
        let y = try conv(x, outputs, kernel: kernel, stride: stride, groups: groups)
        let norm = BatchNorm(
            name("bn"), in: graph, outputs, activation: smoothed(activation, residual: residual != nil))
        return try graph.append(norm, residual.map { [y, $0] } ?? [y])[0]
    }

    private mutating func residual(_ x: Value) throws -> Value {
        let a = try conv(x, 6, .relu)
        let b = try conv(a, 6, kernel: 3, groups: 2, .relu)
        return try conv(b, x.shape.channels, .relu, residual: x)
    }

    private mutating func dense(_ x: Value) throws -> Value {
        var width = x.shape.channels
        var features = try graph.append(Widen(name("widen"), to: width + 10), x)
        for _ in 0..<2 {
            let norm = BatchNorm(name("bn"), in: graph, width, activation: smoothed(.relu), readsSlice: true)
            let y = try conv(try conv(try graph.append(norm, features), 7, .relu), 5, kernel: 3)
            features = try graph.append(Append(name("append"), at: width), [features, y])[0]
            width += 5
        }
        let y = try graph.append(BatchNorm(name("bn"), in: graph, width, activation: smoothed(.relu)), features)
        return try conv(y, x.shape.channels)
    }

    private mutating func wave(_ x: Value, _ dropout: Float) throws -> Value {
        // Two levels halve twice; other extents pass.
        guard x.shape.height % 4 == 0, x.shape.width % 4 == 0 else { return x }
        let reduced = try conv(x, 3, bias: true)
        var bands = try graph.append(HaarTransform(name("dwt"), levels: 2, room: 4), [reduced])
        let coarse = try mixed(bands[1], 4, dropout)
        bands[0] = try graph.append(Append(name("append"), at: 12), [bands[0], coarse])[0]
        return try mixed(bands[0], x.shape.channels, dropout, residual: x)
    }

    private mutating func mixed(_ x: Value, _ outputs: Int, _ dropout: Float, residual: Value? = nil) throws -> Value {
        var y = try graph.append(ActivationLayer(name("gelu"), .gelu), try conv(x, 9, bias: true))
        y = try graph.append(Dropout(name("dropout"), dropout), y)
        y = try graph.append(
            TransposedConvolution(name("up"), in: graph, 9, outputs, kernel: 4, stride: 2, padding: 1), y)
        let norm = BatchNorm(name("bn"), in: graph, outputs)
        return try graph.append(norm, residual.map { [y, $0] } ?? [y])[0]
    }

    private mutating func shuffle(_ x: Value) throws -> Value {
        let left = try conv(x, x.shape.channels / 2, .relu)
        let right = try conv(x, x.shape.channels / 2, kernel: 3, .silu)
        let halves = try graph.append(ChannelShuffle(name("shuffle"), splits: true), [left, right])
        let other = try conv(halves[1], halves[1].shape.channels, .hardswish)
        return try graph.append(ChannelShuffle(name("shuffle"), splits: false), [halves[0], other])[0]
    }

    private mutating func attention(_ x: Value, _ dropout: Float, cosine: Bool) throws -> Value {
        let channels = x.shape.channels
        let attended = try graph.append(
            ResidualSum(name("sum"), probability: dropout), [x, try heads(x, cosine: cosine)])[0]
        let norm = LayerNorm(name("norm"), in: graph, channels, epsilon: 1e-5)
        var y = cosine ? attended : try graph.append(norm, attended)
        y = try graph.append(Linear(name("fc"), in: graph, channels, 11), y)
        y = try graph.append(ActivationLayer(name("gelu"), .gelu), y)
        y = try graph.append(Linear(name("fc"), in: graph, 11, channels), y)
        if cosine { y = try graph.append(norm, y) }
        return try graph.append(ResidualSum(name("sum"), probability: dropout), [attended, y])[0]
    }

    private mutating func heads(_ x: Value, cosine: Bool) throws -> Value {
        let (channels, attn) = (x.shape.channels, name("attn"))
        let norm = LayerNorm(name("norm"), in: graph, channels, epsilon: 1e-5)
        let rows = Linear(
            name("qkv"), in: graph, channels, 3 * channels,
            unusedBias: cosine ? channels..<(2 * channels) : 0..<0, addsToBiasGradient: true)
        let core = try WindowAttention(
            attn, window: 3, shift: 1, queriesKeysValues: rows,
            bias: cosine
                ? .network(attn, in: graph, window: 3, heads: 2) : .table(attn, in: graph, window: 3, heads: 2),
            logitScale: cosine ? graph.declare("\(attn).logit_scale", [2, 1, 1], .constant(2)) : nil)
        var y = cosine ? x : try graph.append(norm, x)
        y = try graph.append(core, try graph.append(rows, y))
        y = try graph.append(Linear(name("proj"), in: graph, channels, channels), y)
        return cosine ? try graph.append(norm, y) : y
    }

    private mutating func invertedResidual(_ x: Value, _ dropout: Float) throws -> Value {
        var y = try conv(x, 13, .silu)
        y = try conv(y, 13, kernel: 5, groups: 13, .silu)
        y = try graph.append(
            SqueezeExcitation(
                name("se"), in: graph, 13, squeezed: 3, activation: .silu, gate: .sigmoid,
                initializer: .kaimingUniform), y)
        y = try conv(y, x.shape.channels, .identity)
        return try graph.append(ResidualSum(name("sum"), probability: dropout), [x, y])[0]
    }

    private mutating func convNeXt(_ x: Value, _ dropout: Float) throws -> Value {
        let channels = x.shape.channels
        let scale = graph.declare(name("scale"), [channels, 1, 1], .constant(0.5))
        var y = try conv(x, channels, kernel: 7, groups: channels, bias: true)
        y = try graph.append(LayerNorm(name("norm"), in: graph, channels, epsilon: 1e-6), y)
        y = try graph.append(Linear(name("fc"), in: graph, channels, 17), y)
        y = try graph.append(ActivationLayer(name("gelu"), .gelu), y)
        y = try graph.append(Linear(name("fc"), in: graph, 17, channels), y)
        return try graph.append(ResidualSum(name("sum"), probability: dropout, scale: scale), [x, y])[0]
    }

    /// Halves the extents, as Swin does and as DenseNet does, and adds both.
    private mutating func merged(_ x: Value) throws -> Value {
        guard x.shape.height >= 4, x.shape.height % 2 == 0, x.shape.width % 2 == 0 else { return x }
        let channels = x.shape.channels
        let patches = try graph.append(PatchGathering(name("patches")), x)
        let left = try graph.append(Linear(name("reduction"), in: graph, 4 * channels, channels, bias: false), patches)
        let right = try graph.append(AveragePool(name("pool"), kernel: 2), x)
        return try graph.append(ResidualSum(name("sum"), probability: 0), [right, left])[0]
    }
}
