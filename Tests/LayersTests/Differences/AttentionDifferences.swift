import Layers
import TestSupport
import Testing

/// Shifted-window attention with the linear layer in front, whose bias padding has.
@Suite struct AttentionDifferences {
    struct Case: Sendable {
        let height: Int, width: Int, window: Int, shift: Int, heads: Int, dimension: Int
    }

    static let maps = [
        // Whole windows; then padding on one side and on both.
        Case(height: 4, width: 6, window: 2, shift: 0, heads: 2, dimension: 3),
        Case(height: 4, width: 6, window: 2, shift: 1, heads: 1, dimension: 8),
        Case(height: 5, width: 6, window: 3, shift: 1, heads: 2, dimension: 4),
        Case(height: 4, width: 7, window: 3, shift: 0, heads: 1, dimension: 9),
        Case(height: 5, width: 7, window: 4, shift: 2, heads: 3, dimension: 1),
        Case(height: 7, width: 4, window: 3, shift: 1, heads: 1, dimension: 17),
        Case(height: 6, width: 5, window: 4, shift: 2, heads: 1, dimension: 16),
        // One window in one direction or in both, which then does not shift; smaller than a window.
        Case(height: 3, width: 7, window: 3, shift: 1, heads: 2, dimension: 7),
        Case(height: 5, width: 2, window: 2, shift: 1, heads: 2, dimension: 5),
        Case(height: 4, width: 4, window: 4, shift: 2, heads: 2, dimension: 2),
        Case(height: 2, width: 3, window: 4, shift: 2, heads: 1, dimension: 15),
        Case(height: 1, width: 5, window: 3, shift: 1, heads: 1, dimension: 33),
    ]

    @Test(arguments: maps) func version1(map: Case) throws { try Differences.check(Self.test(map, cosine: false)) }
    @Test(arguments: maps) func version2(map: Case) throws { try Differences.check(Self.test(map, cosine: true)) }

    /// Logit scales around the limit of log 100 = 4.605, above which they have no gradient.
    private static let logitScales: [Float] = [0.7, 4.7, 4.5]

    private static func test(_ map: Case, cosine: Bool) -> LayerCase {
        let (window, heads) = (map.window, map.heads)
        let channels = heads * map.dimension
        // As networks have them: 16 * sigmoid of large numbers has no gradient.
        let weight2 = Hashed.uniform("\(map)/weight2", heads * 512, scale: 0.1)
        return LayerCase(
            testDescription: "\(map), \(cosine ? "cosine" : "dot product")", height: map.height, width: map.width,
            channels: [channels],
            parameters: cosine
                ? ["attn.logit_scale": Array(logitScales.prefix(heads)), "attn.cpb_mlp.2.weight": weight2] : [:],
            // Logits up to a hundred have as many times the rounding of numbers around one.
            conditioning: cosine ? 5 : 1
        ) { graph, x in
            let rows = Linear(
                "qkv", in: graph, channels, 3 * channels, unusedBias: cosine ? channels..<(2 * channels) : 0..<0,
                addsToBiasGradient: true)
            let bias =
                cosine
                ? PositionBias.network("attn", in: graph, window: window, heads: heads)
                : PositionBias.table("attn", in: graph, window: window, heads: heads)
            let attention = try WindowAttention(
                "attn", window: window, shift: map.shift, queriesKeysValues: rows, bias: bias,
                logitScale: cosine ? graph.declare("attn.logit_scale", [heads, 1, 1], .constant(2)) : nil)
            try graph.append(attention, try graph.append(rows, x[0]))
        } naive: { x, parameters in
            let position =
                cosine
                ? NaivePositionBias.network(
                    parameters["attn.cpb_mlp.0.weight"], parameters["attn.cpb_mlp.0.bias"],
                    parameters["attn.cpb_mlp.2.weight"], window: window, heads: heads)
                : NaivePositionBias.table(
                    parameters["attn.relative_position_bias_table"], window: window, heads: heads)
            return NaiveAttention(window: window, shift: map.shift, heads: heads)(
                x[0], weight: parameters["qkv.weight"], bias: parameters["qkv.bias"], position: position,
                logitScale: cosine ? parameters["attn.logit_scale"] : nil)
        }
    }
}
