import Foundation

/// The columns of the paper's Table 9; the raw values name them in CSV files.
public enum ArchitectureColumn: String, CaseIterable, Sendable {
    case block, kernels, stages
    case blocksPerStage = "blocks_per_stage"
    case nonLinearity = "nonlinearity"
    case expansion, stem, depthwise
    case squeezeExcitation = "squeeze_excitation"
    case norm

    /// The paper's heading.
    public var heading: String {
        switch self {
        case .block: "Block"
        case .kernels: "Kernels"
        case .stages: "#Stages"
        case .blocksPerStage: "#Blocks/stage"
        case .nonLinearity: "Non-linearity"
        case .expansion: "CEF"
        case .stem: "Stem"
        case .depthwise: "DConv"
        case .squeezeExcitation: "SE"
        case .norm: "Norm"
        }
    }
}

/// What Table 9 says of an architecture, taken from its code.
public struct ArchitectureSummary: Sendable {
    public let backbone: BackboneID
    /// In the paper's words, such as `Bottleneck`.
    public let block: String
    /// Side lengths of the kernels along a block; several lists where blocks differ.
    public let kernels: [[Int]]
    public let blocksPerStage: [Int]
    /// As papers write them, such as `ReLU`.
    public let nonLinearities: [String]
    /// The channel expansion factors that occur, rising.
    public let expansion: [Double]
    /// Side length and stride of the kernels from the image to the first that shrinks it.
    public let stem: [(kernel: Int, stride: Int)]
    public let hasDepthwiseConvolution: Bool
    public let hasSqueezeExcitation: Bool
    /// `BN`, `LN`.
    public let norms: [String]

    public init(
        backbone: BackboneID, block: String, kernels: [[Int]], blocksPerStage: [Int], nonLinearities: [String],
        expansion: [Double], stem: [(kernel: Int, stride: Int)], hasDepthwiseConvolution: Bool,
        hasSqueezeExcitation: Bool, norms: [String]
    ) {
        (self.backbone, self.block, self.kernels, self.blocksPerStage) = (backbone, block, kernels, blocksPerStage)
        (self.nonLinearities, self.expansion, self.stem, self.norms) = (nonLinearities, expansion, stem, norms)
        (self.hasDepthwiseConvolution, self.hasSqueezeExcitation) = (hasDepthwiseConvolution, hasSqueezeExcitation)
    }

    /// A cell of the table, in the paper's way of writing.
    public func text(_ column: ArchitectureColumn) -> String {
        switch column {
        case .block: block
        case .kernels: Self.text(kernels: kernels)
        case .stages: String(blocksPerStage.count)
        case .blocksPerStage: blocksPerStage.map(String.init).joined(separator: ", ")
        case .nonLinearity: nonLinearities.joined(separator: ", ")
        case .expansion: expansion.map(Self.text(factor:)).joined(separator: ", ")
        case .stem:
            stem.map { Self.square($0.kernel) + ($0.stride == 1 ? "" : ", /\($0.stride)") }.joined(separator: ", ")
        case .depthwise: hasDepthwiseConvolution ? "Yes" : "No"
        case .squeezeExcitation: hasSqueezeExcitation ? "Yes" : "No"
        case .norm: norms.joined(separator: ", ")
        }
    }

    /// `1x1, 3x3/5x5, 1x1; 3x3, 1x1`: lists of one length share their places, longer lists come first.
    private static func text(kernels: [[Int]]) -> String {
        Set(kernels.map(\.count)).sorted(by: >).map { count in
            let alike = kernels.filter { $0.count == count }
            return (0..<count).map { place in
                Set(alike.map { $0[place] }).sorted().map(square).joined(separator: "/")
            }.joined(separator: ", ")
        }.joined(separator: "; ")
    }

    private static func square(_ side: Int) -> String { "\(side)x\(side)" }

    /// `6`, `2.3`.
    private static func text(factor: Double) -> String {
        factor == factor.rounded() ? String(Int(factor)) : String(format: "%.1f", factor)
    }
}
