import Layers
import Numerics
import TestSupport
import Testing

/// Layers with enough work that the whole team takes part: its size changes rounding only.
@Suite struct TeamTests {
    @Test(arguments: [2, 3], [false, true])
    func largeLayersAgreeOnEveryTeam(threads: Int, cosine: Bool) throws {
        let (expected, result) = (try run(1, cosine: cosine), try run(threads, cosine: cosine))
        for (result, expected) in zip(result, expected) { #expect(Deviation.relative(result, expected) < 2e-6) }
    }

    private func run(_ threads: Int, cosine: Bool) throws -> [[Float]] {
        try withThreads(threads) {
            let circuit = try Circuit(batch: 3, height: 28, width: 24, channels: [24]) { graph, x in
                try build(graph, x[0], cosine: cosine)
            }
            circuit.network.initialize(seed: 1, run: 1)
            let y = circuit.forward(Hashed.uniform("x", 3 * 28 * 24 * 24))
            let dx = try circuit.backward(Hashed.uniform("dy", y.count))
            return [y, dx[0], Array(circuit.network.gradients.values), Array(circuit.network.statistics.values)]
        }
    }

    private func build(_ graph: Graph, _ x: Value, cosine: Bool) throws {
        var y = try graph.append(LayerNorm("norm", in: graph, 24, epsilon: 1e-5), x)
        y = try graph.append(
            ResidualSum("sum", probability: 0.2, scale: graph.declare("scale", [24], .constant(0.5))), [x, y])[0]
        let rows = Linear(
            "qkv", in: graph, 24, 72, unusedBias: cosine ? 24..<48 : 0..<0, addsToBiasGradient: true)
        let attention = try WindowAttention(
            "attn", window: 5, shift: 2, queriesKeysValues: rows,
            bias: cosine
                ? .network("attn", in: graph, window: 5, heads: 3) : .table("attn", in: graph, window: 5, heads: 3),
            logitScale: cosine ? graph.declare("attn.logit_scale", [3, 1, 1], .constant(2)) : nil)
        y = try graph.append(attention, try graph.append(rows, y))
        y = try graph.append(ActivationLayer("gelu", .gelu), y)
        // A dense block's layer over wavelet bands.
        var bands = try graph.append(HaarTransform("dwt", levels: 2, room: 6), [y])
        let up = TransposedConvolution("up", in: graph, 96, 6, kernel: 4, stride: 2, padding: 1)
        bands[0] = try graph.append(Append("append", at: 96), [bands[0], try graph.append(up, bands[1])])[0]
        var wide = try graph.append(Widen("wide", to: 112), bands[0])
        let norm = BatchNorm("bn", in: graph, 102, activation: .silu, readsSlice: true)
        let more = try graph.append(Linear("fc", in: graph, 102, 10), try graph.append(norm, wide))
        wide = try graph.append(Append("more", at: 102), [wide, more])[0]
        y = try graph.append(
            SqueezeExcitation(
                "se", in: graph, 112, squeezed: 9, activation: .silu, gate: .sigmoid, initializer: .kaimingUniform),
            wide)
        let patches = try graph.append(PatchGathering("patches"), y)
        let pooled = try graph.append(AveragePool("pool", kernel: 2), y)
        try graph.append(Join(), [patches, pooled])
    }
}
