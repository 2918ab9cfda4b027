import Layers
import Testing

/// A layer that gets what it cannot take says which it is, and what is wrong.
@Suite struct UnfitInputTests {
    private let graph = Graph(input: FeatureShape(height: 4, width: 2, channels: 6))

    private func message(_ inputs: [Value]? = nil, _ layer: () throws -> any Layer) -> String {
        let error = #expect(throws: LayerError.self) { try graph.append(try layer(), inputs ?? [graph.input]) }
        return error?.description ?? ""
    }

    @Test func norms() {
        #expect(message { LayerNorm("norm9", in: graph, 7, epsilon: 1) } == "norm9 takes 7 channels and gets 6")
        // A slice may be narrower than the map, not wider, and a whole norm is neither.
        #expect(message { BatchNorm("bn9", in: graph, 7, readsSlice: true) } == "bn9 takes 7 channels and gets [4x2x6]")
        #expect(message { BatchNorm("bn8", in: graph, 5) } == "bn8 takes 5 channels and gets [4x2x6]")
    }

    @Test func sums() throws {
        let scale = graph.declare("scale", [5], .constant(1))
        let mean = try graph.append(GlobalAveragePool("mean"), graph.input)
        let equal = [graph.input, graph.input]
        #expect(
            message([graph.input, mean]) { ResidualSum("sum9", probability: 0) }
                == "sum9 takes two equal feature maps and gets [4x2x6, 1x1x6]")
        #expect(
            message { ResidualSum("sum8", probability: 0) } == "sum8 takes two equal feature maps and gets [4x2x6]")
        #expect(
            message(equal) { ResidualSum("sum7", probability: 0, scale: scale) }.hasPrefix("sum7 takes"))
    }

    @Test func windows() {
        #expect(
            message { AveragePool("pool9", kernel: 3) } == "pool9: a 3x3 window does not fit an input of 4x2x6")
        #expect(message { HaarTransform("dwt9", levels: 2, room: 0) } == "dwt9: 4x2 cannot be halved 2 times")
    }

    @Test func convolutions() {
        #expect(
            message { TransposedConvolution("up9", in: graph, 7, 2, kernel: 4, stride: 2, padding: 1) }
                == "up9 takes 7 channels and gets 6")
        #expect(message { Linear("fc9", in: graph, 7, 2) } == "fc9 takes 7 features and gets 6")
    }

    @Test func concatenations() throws {
        let narrow = try graph.append(Linear("fc", in: graph, 6, 2), graph.input)
        let mean = try graph.append(GlobalAveragePool("mean"), narrow)
        #expect(message { Widen("wide9", to: 5) } == "wide9: 6 channels do not fit into 5")
        #expect(
            message([graph.input, narrow]) { Append("append9", at: 5) }
                == "append9: [4x2x6, 4x2x2] do not fit, from channel 5")
        #expect(
            message([graph.input, mean]) { Append("append8", at: 0) }
                == "append8: [4x2x6, 1x1x2] do not fit, from channel 0")
        #expect(message { Append("append7", at: 0) }.hasPrefix("append7: [4x2x6] do not fit"))
    }

    @Test func attention() {
        func attention(bias: Bool = true, adds: Bool = true, rows: Int = 6, heads: Int) throws -> any Layer {
            try WindowAttention(
                "attn9", window: 2, shift: 0,
                queriesKeysValues: Linear("qkv", in: graph, 6, rows, bias: bias, addsToBiasGradient: adds),
                bias: .table("attn9", in: graph, window: 2, heads: heads))
        }
        let needsBias = "attn9: the layer in front needs a bias, and must add to its gradient"
        #expect(message { try attention(bias: false, heads: 2) } == needsBias)
        #expect(message { try attention(adds: false, heads: 2) } == needsBias)
        #expect(message { try attention(heads: 4) } == "attn9: 6 channels are not 4 heads of q, k and v")
        #expect(message { try attention(rows: 9, heads: 1) } == "attn9: 6 channels are not 1 heads of q, k and v")
    }
}
