import Layers
import Numerics
import Storage
import TestSupport
import Testing

/// What ConvNeXt and Swin are made of, against PyTorch and torchvision's own modules in double precision.
@Suite struct GoldenTransformerTests: GoldenSuite {
    let file: HDF5Reader

    init() throws { file = try Fixtures.golden("layers") }

    @Test func theFileHoldsTheseCases() throws {
        #expect(try file.names(in: "layer_norm") == Self.norms.sorted())
        let both = ["v1", "v2"]
        #expect(
            try file.names(in: "window_attention") == both.flatMap { v in Self.windows.map { "\(v)_\($0)" } }.sorted())
        #expect(
            try file.names(in: "patch_merging") == both.flatMap { v in Self.mergers.map { "\(v)_\($0)" } }.sorted())
    }

    static let norms = ["96", "odd", "large_mean"]

    @Test(arguments: KernelSet.supported, norms)
    func layerNorm(kernels: KernelSet, name: String) throws {
        let c = "layer_norm/\(name)"
        let s = try file.integers("\(c)/settings")
        let constants = try file.doubles("\(c)/constants")
        let (pixels, channels) = (s[0] * s[1] * s[2], s[3])
        let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [channels], kernels: kernels) {
            graph, x in
            try graph.append(LayerNorm("norm", in: graph, channels, epsilon: Float(constants[0])), x)
        }
        circuit["norm.weight"] = Hashed.uniform("\(c)/weight", channels, scale: 3)
        circuit["norm.bias"] = Hashed.uniform("\(c)/bias", channels)
        let means = Hashed.uniform("\(c)/mean", pixels)
        var x = Hashed.uniform("\(c)/input", pixels * channels)
        for index in x.indices { x[index] += Float(constants[1]) * means[index / channels] }
        try expect(circuit.forward(x), "\(c)/output")
        let dx = try circuit.backward(Hashed.uniform("\(c)/output_grad", pixels * channels))
        try expect(dx[0], "\(c)/input_grad")
        try expect(circuit.gradient("norm.weight"), "\(c)/weight_grad")
        try expect(circuit.gradient("norm.bias"), "\(c)/bias_grad")
    }

    @Test(arguments: KernelSet.supported)
    func layerScale(kernels: KernelSet) throws {
        let c = "layer_scale"
        let s = try file.integers("\(c)/settings")
        let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [s[3], s[3]], kernels: kernels) {
            graph, x in
            let scale = graph.declare("layer_scale", [s[3], 1, 1], .constant(1))
            try graph.append(ResidualSum("sum", probability: 0, scale: scale), x)
        }
        circuit["layer_scale"] = Hashed.uniform("\(c)/layer_scale", s[3])
        func values(_ name: String) -> [Float] { activation("\(c)/\(name)", s[0], s[1], s[2], s[3]) }
        try expect(circuit.forward(values("residual"), values("input")), "\(c)/output")
        let dx = try circuit.backward(values("output_grad"))
        try expect(dx[0], "\(c)/residual_grad", within: 0)
        try expect(dx[1], "\(c)/input_grad")
        try expect(circuit.gradient("layer_scale"), "\(c)/layer_scale_grad")
    }

    static let windows = ["plain", "shifted", "padded", "odd", "wide", "tiny", "narrow"]

    /// torchvision's ShiftedWindowAttention and ShiftedWindowAttentionV2.
    @Test(arguments: KernelSet.supported, windows)
    func windowAttention(kernels: KernelSet, name: String) throws {
        for cosine in [false, true] {
            // Logits up to a hundred, where the scale is at its limit, cost some bits.
            let tolerance = cosine ? 2e-5 : tolerance
            let c = "window_attention/\(cosine ? "v2" : "v1")_\(name)"
            let s = try file.integers("\(c)/settings")
            let (channels, window, heads) = (s[3], s[4], s[6])
            let circuit = try Circuit(
                batch: s[0], height: s[1], width: s[2], channels: [channels], kernels: kernels
            ) { graph, x in
                let rows = Linear(
                    "qkv", in: graph, channels, 3 * channels,
                    unusedBias: cosine ? channels..<(2 * channels) : 0..<0, addsToBiasGradient: true)
                let attention = try WindowAttention(
                    "attn", window: window, shift: s[5], queriesKeysValues: rows,
                    bias: cosine
                        ? .network("attn", in: graph, window: window, heads: heads)
                        : .table("attn", in: graph, window: window, heads: heads),
                    logitScale: cosine ? graph.declare("logit_scale", [heads, 1, 1], .constant(2)) : nil)
                let y = try graph.append(attention, try graph.append(rows, x[0]))
                try graph.append(Linear("proj", in: graph, channels, channels), y)
            }
            let parameters = circuit.network.graph.parameters.all
            for parameter in parameters {
                let name = torchName(parameter)
                circuit[parameter.name] =
                    name == "logit_scale"
                    ? (0..<heads).map { 1.5 + 1.75 * Float($0) }
                    : Hashed.parameter("\(c).\(name)", parameter.shape, smooth: true)
            }
            let count = s[0] * s[1] * s[2] * channels
            try expect(circuit.forward(Hashed.uniform("\(c)/input", count)), "\(c)/output", within: tolerance)
            let dx = try circuit.backward(Hashed.uniform("\(c)/output_grad", count))
            try expect(dx[0], "\(c)/input_grad", within: tolerance)
            for parameter in parameters {
                let gradient = "\(c)/\(torchName(parameter).replacing(".", with: "_"))_grad"
                try expect(circuit.gradient(parameter.name), gradient, within: tolerance)
            }
        }
    }

    /// torchvision's name within the attention's module.
    private func torchName(_ parameter: Parameter) -> String { parameter.name.replacing("attn.", with: "") }

    static let mergers = ["2x7x5x6", "1x6x4x9"]

    /// torchvision's PatchMerging and PatchMergingV2, which differ in the norm's place.
    @Test(arguments: KernelSet.supported, mergers)
    func patchMerging(kernels: KernelSet, name: String) throws {
        for version in [1, 2] {
            let c = "patch_merging/v\(version)_\(name)"
            let s = try file.integers("\(c)/settings")
            let channels = s[3]
            let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [channels], kernels: kernels) {
                graph, x in
                let norm = LayerNorm("norm", in: graph, (version == 1 ? 4 : 2) * channels, epsilon: 1e-5)
                let reduction = Linear("reduction", in: graph, 4 * channels, 2 * channels, bias: false)
                let patches = try graph.append(PatchGathering("patches"), x[0])
                let layers: [any Layer] = version == 1 ? [norm, reduction] : [reduction, norm]
                try graph.append(layers[1], try graph.append(layers[0], patches))
            }
            for parameter in circuit.network.graph.parameters.all {
                circuit[parameter.name] = Hashed.parameter("\(c).\(parameter.name)", parameter.shape, smooth: true)
            }
            try expect(circuit.forward(Hashed.uniform("\(c)/input", s.reduce(1, *))), "\(c)/output")
            let output = circuit.network.graph.output.shape
            let dx = try circuit.backward(Hashed.uniform("\(c)/output_grad", s[0] * output.count))
            try expect(dx[0], "\(c)/input_grad")
            for parameter in circuit.network.graph.parameters.all {
                let gradient = "\(c)/\(parameter.name.replacing(".", with: "_"))_grad"
                try expect(circuit.gradient(parameter.name), gradient)
            }
        }
    }
}
