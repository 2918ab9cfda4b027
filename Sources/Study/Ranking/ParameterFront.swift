import Storage

/// Accuracy against the number of parameters, by domain, and which backbones no other beats in both.
public struct ParameterFront: Sendable {
    public struct Point: Equatable, Sendable {
        public let domain: Domain
        public let source: Accuracies.Source
        public let backbone: BackboneID
        /// In millions, of the paper's Table 2.
        public let parameters: Double
        /// The mean top-1 over the domain's columns, in percent.
        public let top1: Estimate
        /// Whether no other backbone has fewer parameters and is as accurate, or as many and is more accurate.
        public let isOnFront: Bool
    }

    /// By domain, then published before reproduced, then in the paper's order of backbones.
    public let points: [Point]

    /// - Parameter accuracies: the published ones, the reproduced ones, or both. A backbone that lacks one of the
    ///   domain's columns has no point.
    public init(_ accuracies: [Accuracies], grid: StudyGrid, backbones: PublishedBackbones) {
        points = Domain.all(grid).flatMap { domain in
            accuracies.flatMap { accuracies in
                let ranked = domain.contest(accuracies, backbones: grid.backbones).entries.compactMap { entry in
                    entry.value.flatMap { value in backbones[entry.backbone].map { (entry.backbone, $0, value) } }
                }
                let front = ParetoFront.indices(ranked.map { .init(cost: $0.1.parameters, gain: $0.2.value) })
                return ranked.enumerated().map { index, entry in
                    Point(
                        domain: domain, source: accuracies.source, backbone: entry.0, parameters: entry.1.parameters,
                        top1: entry.2, isOnFront: front.contains(index))
                }
            }
        }
    }
}
