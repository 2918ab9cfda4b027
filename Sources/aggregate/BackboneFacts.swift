import Backbones
import Layers
import Storage
import Study

/// Hands what the built networks tell of themselves to the tables, which know no networks.
enum BackboneFacts {
    /// Images of the size for which papers count multiply-adds.
    private static let side = 224
    private static let classes = 1000

    static func counts() throws -> [BackboneCounts] {
        try all { id, backbone, facts in
            let weights = backbone.weights.map {
                BackboneCounts.Weights(version: $0.version, fileName: $0.fileName, top1: $0.imageNetTop1)
            }
            return BackboneCounts(
                backbone: id, parameters: facts.parameters, multiplyAdds: facts.multiplyAdds, weights: weights[0],
                otherWeights: Array(weights.dropFirst()))
        }
    }

    static func architectures() throws -> [ArchitectureSummary] {
        try all { id, backbone, facts in
            let traits = backbone.traits
            return ArchitectureSummary(
                backbone: id, block: traits.block.rawValue, kernels: traits.kernels,
                blocksPerStage: traits.blocksPerStage, nonLinearities: facts.activations.map(title),
                expansion: traits.expansion, stem: facts.stem.map { ($0.kernel, $0.stride) },
                hasDepthwiseConvolution: facts.hasDepthwiseConvolution,
                hasSqueezeExcitation: facts.hasSqueezeExcitation, norms: facts.norms.map(\.rawValue))
        }
    }

    private static func all<Value>(_ value: (BackboneID, Backbone, NetworkFacts) throws -> Value) throws -> [Value] {
        try BackboneID.allCases.compactMap { id in
            guard let backbone = Backbone.named(id.rawValue) else { return nil }
            let graph = try backbone.graph(height: side, width: side, classes: classes)
            return try value(id, backbone, NetworkFacts(graph))
        }
    }

    /// As torch.nn writes them.
    private static func title(_ activation: Activation) -> String {
        switch activation {
        case .identity: "Identity"
        case .relu: "ReLU"
        case .hardswish: "Hardswish"
        case .silu: "SiLU"
        case .hardsigmoid: "Hardsigmoid"
        case .gelu: "GELU"
        case .sigmoid: "Sigmoid"
        }
    }
}
