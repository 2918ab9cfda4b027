import Storage

/// The rule behind Table 1, which the paper does not state: by domain the mean top-1 over its columns in Tables 4
/// to 6; overall the mean place over the domains, because accuracies of different domains have different spreads.
public struct DomainRanking: Sendable {
    public let domains: [Domain]
    /// By the domain's id; `overall` for all together, where the number is the mean place with its sign changed.
    private let contests: [String: Contest]

    public init(_ accuracies: Accuracies, grid: StudyGrid) {
        domains = Domain.all(grid)
        var contests: [String: Contest] = [:]
        for domain in domains { contests[domain.id] = domain.contest(accuracies, backbones: grid.backbones) }
        let all = domains.compactMap { contests[$0.id] }
        contests[Domain.overall] = Contest(
            "Overall",
            grid.backbones.map { backbone in
                let places = all.compactMap { $0.placeEstimate(of: backbone) }
                return (backbone, places.count == all.count ? Estimate.mean(places).map { -$0 } : nil)
            })
        self.contests = contests
    }

    /// - Parameter domain: a domain's id, or `overall`.
    public func contest(_ domain: String) -> Contest? { contests[domain] }
}
