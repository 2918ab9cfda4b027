import Layers

/// A family of networks with its literal: what a publication's table says, and how to build it.
protocol Architecture: Sendable {
    /// Appends the network to a graph; its last layer makes the logits.
    func build(_ graph: Graph, classes: Int) throws
    /// What comparisons of architectures print (paper, Table 9).
    var traits: ArchitectureTraits { get }
}

/// What the literal of an architecture says about its blocks; the rest can be read off the built network.
public struct ArchitectureTraits: Sendable {
    /// How a block is laid out.
    public enum Block: String, Sendable {
        case bottleneck = "Bottleneck"
        case invertedBottleneck = "Inverted BN"
        case isotropic = "Isotropic"
        case tokenMixer = "Tokenmixer"
        case attention = "Attention"
    }

    public let block: Block
    /// Side lengths of the kernels along a block's main path, in order; several lists where blocks differ.
    public let kernels: [[Int]]
    public let blocksPerStage: [Int]
    /// By what blocks widen or narrow their channels inside: each factor that occurs, rising.
    public let expansion: [Double]

    init(
        _ block: Block, kernels: [[Int]], blocksPerStage: [Int], expansion: [Double]
    ) {
        (self.block, self.kernels, self.blocksPerStage, self.expansion) = (block, kernels, blocksPerStage, expansion)
    }
}
