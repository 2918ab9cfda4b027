import Layers
import TestSupport
import Testing

/// A layer, or a few that belong together, with what they make by definition.
struct LayerCase: Sendable, CustomTestStringConvertible {
    /// Says what it is, and gives the inputs their numbers.
    let testDescription: String
    var batch = 2
    var height = 1
    var width = 1
    /// Of each input.
    let channels: [Int]
    /// Inputs are uniform in [-scale, scale).
    var scale: Float = 1
    /// Parameters are uniform in [-1, 1), but for these.
    var parameters: [String: [Float]] = [:]
    /// Whether inference computes the same.
    var isTheSameInInference = true
    /// How much more than others it enlarges rounding.
    var conditioning = 1.0
    let build: @Sendable (Graph, [Value]) throws -> Void
    let naive: @Sendable ([Tensor], Parameters) -> Tensor

    /// Parameters by their names.
    struct Parameters: Sendable {
        var values: [String: [Double]] = [:]

        subscript(name: String) -> [Double] {
            guard let value = values[name] else { preconditionFailure("there is no parameter \(name)") }
            return value
        }
    }

    /// The same with two readers of the output: its gradient comes in two summands.
    func readTwice() -> LayerCase {
        LayerCase(
            testDescription: "\(testDescription), read twice", batch: batch, height: height, width: width,
            channels: channels, scale: scale, parameters: parameters, isTheSameInInference: isTheSameInInference,
            conditioning: conditioning
        ) { graph, x in
            try build(graph, x)
            let y = graph.output
            let left = try graph.append(ActivationLayer("left", .identity), y)
            let right = try graph.append(ActivationLayer("right", .silu), y)
            try graph.append(Join(), [left, right])
        } naive: { x, parameters in
            let y = naive(x, parameters)
            return y.joined(y.activated(.silu))
        }
    }
}

/// Channels that leave every remainder of vectors of 4, 8 and 16 numbers, below one vector and above.
let oddChannels = [1, 3, 7, 8, 9, 15, 16, 17, 33]
