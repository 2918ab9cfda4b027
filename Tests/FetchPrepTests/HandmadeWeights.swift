import Backbones
import Foundation
import Layers
import Storage
import TestSupport
import Testing

/// Checkpoints with known values, in place of published ones.
enum HandmadeWeights {
    /// A tensor for each parameter of a backbone, and what torch writes along with them.
    static func tensors(
        _ id: String, classes: Int = 1000, size: Backbone.Size = .full
    ) throws -> [TorchHandmade.Tensor] {
        let graph = try #require(Backbone.named(id)).graph(height: 224, width: 224, classes: classes, size: size)
        var tensors = graph.parameters.all.enumerated().map { index, parameter in
            TorchHandmade.Tensor(parameter.name, parameter.shape, values(index, parameter.count))
        }
        tensors += graph.derived.map { buffer in
            // torch keeps the index as int64 and the coordinates as float32.
            buffer.name.hasSuffix("index")
                ? TorchHandmade.Tensor(buffer.name, buffer.shape, buffer.values.map { Int64($0) })
                : TorchHandmade.Tensor(buffer.name, buffer.shape, buffer.values)
        }
        let counters = tensors.filter { $0.name.hasSuffix("running_mean") }.map { mean in
            TorchHandmade.Tensor(mean.name.replacing("running_mean", with: "num_batches_tracked"), [], [Int64(7)])
        }
        return tensors + counters
    }

    /// What the parameter of this number holds.
    static func values(_ number: Int, _ count: Int) -> [Float] {
        (0..<count).map { Float(($0 &* 97 &+ number &* 131) % 1009) / 1009 - 0.5 }
    }

    /// Whether the values of each parameter are those that were put into the file.
    static func expectValues(
        _ state: StateDict, of id: String, size: Backbone.Size = .full, classes: Int = 1000
    ) throws {
        let graph = try #require(Backbone.named(id)).graph(height: 224, width: 224, classes: classes, size: size)
        for (index, parameter) in graph.parameters.all.enumerated() {
            let entry = try #require(state.entries[parameter.name], "\(parameter.name)")
            #expect(entry.shape == parameter.shape, "\(parameter.name)")
            if entry.values != values(index, parameter.count) {
                Issue.record("\(parameter.name) has other values than the file")
            }
        }
    }
}
