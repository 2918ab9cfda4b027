import Foundation
import Numerics

/// The bias that windowed attention adds for the relative position of two tokens: a value for each head and
/// each of the (2W - 1)^2 offsets within a window of W x W tokens.
///
/// It leaves `<name>.relative_position_index` among the graph's derived values, as torchvision does.
public struct PositionBias {
    enum Kind {
        /// A learnt table, offsets x heads (Liu et al. 2021, equation 4).
        case table(Parameter)
        /// A network of the log-spaced offsets: 16 * sigmoid(MLP) (Liu et al. 2022, section 3.3).
        case network(weight1: Parameter, bias1: Parameter, weight2: Parameter)
    }

    let kind: Kind
    let window: Int
    let heads: Int

    static let hidden = 512

    /// Swin's: declares `<name>.relative_position_bias_table`.
    public static func table(_ name: String, in graph: Graph, window: Int, heads: Int) -> PositionBias {
        let offsets = (2 * window - 1) * (2 * window - 1)
        let table = graph.declare(
            "\(name).relative_position_bias_table", [offsets, heads], .normal(deviation: 0.02))
        let bias = PositionBias(kind: .table(table), window: window, heads: heads)
        graph.derive("\(name).relative_position_index", [bias.index.count], bias.index.map { Float($0) })
        return bias
    }

    /// Swin V2's: declares `<name>.cpb_mlp.0.weight`, `.0.bias` and `.2.weight`.
    public static func network(_ name: String, in graph: Graph, window: Int, heads: Int) -> PositionBias {
        let normal = Initializer.normal(deviation: 0.02)
        let bias = PositionBias(
            kind: .network(
                weight1: graph.declare("\(name).cpb_mlp.0.weight", [hidden, 2], normal),
                bias1: graph.declare("\(name).cpb_mlp.0.bias", [hidden], .constant(0)),
                weight2: graph.declare("\(name).cpb_mlp.2.weight", [heads, hidden], normal)),
            window: window, heads: heads)
        let extent = 2 * window - 1
        graph.derive("\(name).relative_coords_table", [1, extent, extent, 2], bias.coordinates)
        graph.derive("\(name).relative_position_index", [bias.index.count], bias.index.map { Float($0) })
        return bias
    }

    var tokens: Int { window * window }
    var offsets: Int { (2 * window - 1) * (2 * window - 1) }

    /// For each pair of tokens the number of their offset.
    var index: [Int] {
        (0..<(tokens * tokens)).map { pair in
            let (from, to) = (pair / tokens, pair % tokens)
            let row = from / window - to / window + window - 1
            return row * (2 * window - 1) + from % window - to % window + window - 1
        }
    }

    /// Of each offset its row and column, spaced logarithmically: sign(x) log2(|x| + 1) / 3 of x in [-8, 8].
    var coordinates: [Float] {
        func spaced(_ offset: Int) -> Float {
            let x = Float(offset - (window - 1)) / Float(window - 1) * 8
            return (x < 0 ? -1 : x > 0 ? 1 : 0) * log2(abs(x) + 1) / 3
        }
        let extent = 2 * window - 1
        return (0..<offsets).flatMap { [spaced($0 / extent), spaced($0 % extent)] }
    }
}

/// Computes a position bias and its gradients, in memory of the caller's.
final class PositionBiasOperation {
    private let bias: PositionBias
    private let network: Network
    private let kernels: KernelSet
    private let blas: BLAS
    private let index: [Int]
    private let coordinates: [Float]

    init(_ bias: PositionBias, _ site: Site) throws {
        self.bias = bias
        network = site.network
        kernels = site.kernels
        blas = try BLAS.shared()
        index = bias.index
        if case .network = bias.kind { coordinates = bias.coordinates } else { coordinates = [] }
    }

    /// Floats of the bias itself, heads x tokens x tokens.
    var count: Int { bias.heads * index.count }

    /// Floats of scratch for the network's layers: hidden layer, its gradient, logits, their gradient.
    var scratch: Int { 2 * bias.offsets * (PositionBias.hidden + bias.heads) }

    func forward(into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>) {
        let (heads, pairs) = (bias.heads, index.count)
        let table: UnsafeMutablePointer<Float>
        switch bias.kind {
        case .table(let parameter): table = network.value(parameter)
        case .network:
            let memory = Memory(scratch, bias)
            runNetwork(memory)
            // The logits' place takes the bias; backward makes them again.
            for place in 0..<(bias.offsets * heads) {
                memory.logits[place] = 16 / (1 + expf(-memory.logits[place]))
            }
            table = memory.logits
        }
        for head in 0..<heads {
            for pair in 0..<pairs { result[head * pairs + pair] = table[index[pair] * heads + head] }
        }
    }

    /// From the gradient of the bias the parameters' gradients.
    func backward(_ gradient: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>) {
        switch bias.kind {
        case .table(let parameter): collect(gradient, into: network.gradient(parameter))
        case .network(let weight1, let bias1, let weight2):
            let memory = Memory(scratch, bias)
            let (heads, hidden) = (bias.heads, PositionBias.hidden)
            runNetwork(memory)
            collect(gradient, into: memory.logitGradients)
            for place in 0..<(bias.offsets * heads) {
                let sigmoid = 1 / (1 + expf(-memory.logits[place]))
                memory.logitGradients[place] *= 16 * sigmoid * (1 - sigmoid)
            }
            blas.multiply(
                memory.logitGradients, transposeA: true, memory.hidden, into: network.gradient(weight2), m: heads,
                n: hidden, k: bias.offsets)
            blas.multiply(
                memory.logitGradients, network.value(weight2), into: memory.hiddenGradients, m: bias.offsets,
                n: hidden, k: heads)
            kernels.call.activate_backward(
                memory.hidden, memory.hiddenGradients, memory.hiddenGradients, bias.offsets * hidden,
                Activation.relu.code)
            blas.multiply(
                memory.hiddenGradients, transposeA: true, coordinates, into: network.gradient(weight1), m: hidden,
                n: 2, k: bias.offsets)
            kernels.call.sum_rows(memory.hiddenGradients, network.gradient(bias1), bias.offsets, hidden)
        }
    }

    /// The hidden layer and the logits, offsets x heads.
    private func runNetwork(_ memory: Memory) {
        guard case .network(let weight1, let bias1, let weight2) = bias.kind else { return }
        let (heads, hidden, offsets) = (bias.heads, PositionBias.hidden, bias.offsets)
        blas.multiply(
            coordinates, network.value(weight1), transposeB: true, into: memory.hidden, m: offsets, n: hidden, k: 2)
        kernels.call.add_rows(network.value(bias1), memory.hidden, offsets, hidden)
        kernels.call.activate(memory.hidden, memory.hidden, offsets * hidden, Activation.relu.code)
        blas.multiply(
            memory.hidden, network.value(weight2), transposeB: true, into: memory.logits, m: offsets, n: heads,
            k: hidden)
    }

    /// Adds up the gradients of the pairs at each offset.
    private func collect(_ gradient: UnsafePointer<Float>, into table: UnsafeMutablePointer<Float>) {
        let (heads, pairs) = (bias.heads, index.count)
        table.update(repeating: 0, count: bias.offsets * heads)
        for head in 0..<heads {
            for pair in 0..<pairs { table[index[pair] * heads + head] += gradient[head * pairs + pair] }
        }
    }

    private struct Memory {
        let hidden, hiddenGradients, logits, logitGradients: UnsafeMutablePointer<Float>

        init(_ scratch: UnsafeMutablePointer<Float>, _ bias: PositionBias) {
            hidden = scratch
            hiddenGradients = hidden + bias.offsets * PositionBias.hidden
            logits = hiddenGradients + bias.offsets * PositionBias.hidden
            logitGradients = logits + bias.offsets * bias.heads
        }
    }
}
