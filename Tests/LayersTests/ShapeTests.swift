import Layers
import Testing

/// Extents and operations, counted by hand.
@Suite struct ShapeTests {
    private func shape(_ height: Int, _ width: Int, _ channels: Int) -> FeatureShape {
        FeatureShape(height: height, width: width, channels: channels)
    }

    @Test func haarTransform() throws {
        let layer = HaarTransform("dwt", levels: 3, room: 2)
        // Only the coarsest level has no room behind its four bands.
        #expect(try layer.outputShapes([shape(8, 16, 5)]) == [shape(4, 8, 22), shape(2, 4, 22), shape(1, 2, 20)])
        #expect(layer.multiplyAdds([shape(8, 16, 5)]) == 0)
    }

    @Test func pooling() throws {
        #expect(try AveragePool("pool", kernel: 2).outputShapes([shape(5, 4, 3)]) == [shape(2, 2, 3)])
        #expect(PatchGathering("patches").outputShapes([shape(5, 4, 3)]) == [shape(3, 2, 12)])
    }

    @Test func concatenation() throws {
        #expect(try Widen("wide", to: 9).outputShapes([shape(5, 4, 3)]) == [shape(5, 4, 9)])
        #expect(try Append("append", at: 3).outputShapes([shape(5, 4, 9), shape(5, 4, 6)]) == [shape(5, 4, 9)])
    }

    @Test func transposedConvolution() throws {
        let graph = Graph(input: shape(3, 5, 9))
        let up = TransposedConvolution("up", in: graph, 9, 4, kernel: 4, stride: 2, padding: 1)
        #expect(try graph.append(up, graph.input).shape == shape(6, 10, 4))
        #expect(graph.parameters.all.map(\.shape) == [[9, 4, 4, 4], [4]])
        // Every input meets every tap of every output channel.
        #expect(up.multiplyAdds([graph.input.shape]) == 3 * 5 * 9 * 4 * 16)
        let exact = TransposedConvolution("exact", in: graph, 9, 4, kernel: 3, stride: 2, padding: 1)
        #expect(try exact.outputShapes([shape(3, 5, 9)]) == [shape(5, 9, 4)])
    }

    @Test func normsAndSums() throws {
        let graph = Graph(input: shape(3, 5, 9))
        let norm = LayerNorm("norm", in: graph, 9, epsilon: 1e-5)
        #expect(try norm.outputShapes([shape(3, 5, 9)]) == [shape(3, 5, 9)] && norm.multiplyAdds([shape(3, 5, 9)]) == 0)
        let slice = BatchNorm("bn", in: graph, 4, readsSlice: true)
        #expect(try slice.outputShapes([shape(3, 5, 9)]) == [shape(3, 5, 4)])
        let sum = ResidualSum("sum", probability: 0.1)
        #expect(try sum.outputShapes([shape(3, 5, 9), shape(3, 5, 9)]) == [shape(3, 5, 9)])
    }

    @Test func attention() throws {
        let graph = Graph(input: shape(5, 7, 6))
        let rows = Linear("qkv", in: graph, 6, 18, addsToBiasGradient: true)
        #expect(rows.multiplyAdds([graph.input.shape]) == 35 * 6 * 18)
        let y = try graph.append(rows, graph.input)
        let attention = try WindowAttention(
            "attn", window: 4, shift: 2, queriesKeysValues: rows,
            bias: .table("attn", in: graph, window: 4, heads: 2))
        #expect(try graph.append(attention, y).shape == shape(5, 7, 6))
        // Four windows of 16 tokens, padding among them: scores of 16 x 16 pairs, then sums over 16 values.
        #expect(attention.multiplyAdds([y.shape]) == 4 * (16 * 16 * 6 + 16 * 16 * 6))
    }

    /// What Swin and Swin V2 keep in their state dicts, for a window of 2 x 2.
    @Test func positionBias() throws {
        let graph = Graph(input: shape(4, 4, 6))
        _ = PositionBias.table("a", in: graph, window: 2, heads: 3)
        _ = PositionBias.network("b", in: graph, window: 2, heads: 3)
        #expect(
            graph.parameters.all.map(\.name) == [
                "a.relative_position_bias_table", "b.cpb_mlp.0.weight", "b.cpb_mlp.0.bias", "b.cpb_mlp.2.weight",
            ])
        #expect(graph.parameters.all.map(\.shape) == [[9, 3], [512, 2], [512], [3, 512]])
        #expect(
            graph.derived.map(\.name) == [
                "a.relative_position_index", "b.relative_coords_table", "b.relative_position_index",
            ])
        #expect(graph.derived.map(\.shape) == [[16], [1, 3, 3, 2], [16]])
        // Offsets of token i from token j: rows and columns of -1, 0 and 1, numbered row by row.
        let index: [Float] = [4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4]
        #expect(graph.derived[0].values == index && graph.derived[2].values == index)
        // sign(x) log2(|x| + 1) / 3 of -8, 0 and 8: log2(9) / 3.
        let far: Float = 1.056_641_7
        let expected: [Float] = [
            -far, -far, -far, 0, -far, far, 0, -far, 0, 0, 0, far, far, -far, far, 0, far, far,
        ]
        for (value, expected) in zip(graph.derived[1].values, expected) { #expect(abs(value - expected) < 1e-6) }
    }
}
