/// Backbones side by side in one number, of which more is better.
public struct Contest: Sendable {
    /// What the number is, such as `CIFAR-10 at 10 %`.
    public let title: String
    /// In the paper's order of backbones; nil where the number is missing.
    public let entries: [(backbone: BackboneID, value: Estimate?)]

    public init(_ title: String, _ entries: [(backbone: BackboneID, value: Estimate?)]) {
        (self.title, self.entries) = (title, entries)
    }

    public subscript(backbone: BackboneID) -> Estimate? { entries.first { $0.backbone == backbone }?.value }

    /// Whether every backbone has its number.
    public var isComplete: Bool { entries.allSatisfy { $0.value != nil } }

    /// Those with a number, the best first; equals in the paper's order.
    public var ranked: [(backbone: BackboneID, value: Estimate)] {
        entries.compactMap { entry in entry.value.map { (entry.backbone, $0) } }.enumerated()
            .sorted { ($1.element.1.value, $0.offset) < ($0.element.1.value, $1.offset) }.map(\.element)
    }

    /// The place by the numbers as they are, whatever their margins: 1 for the best, equals share the better place.
    public func place(of backbone: BackboneID) -> Int? {
        guard let own = self[backbone] else { return nil }
        return 1 + entries.count { ($0.value?.value ?? -.infinity) > own.value + 1e-9 }
    }

    /// Whether so few are better that it is among the first `places`. Equals do not count as better.
    public func isAmongFirst(_ places: Int, _ backbone: BackboneID) -> Truth {
        .atMost(places - 1, of: better(than: backbone))
    }

    /// Whether exactly `place - 1` are better.
    public func isAt(place: Int, _ backbone: BackboneID) -> Truth {
        let better = better(than: backbone)
        return .all([.atMost(place - 1, of: better), .atLeast(place - 1, of: better)])
    }

    /// The place with what is unsure about it: the middle of the possible places, equals sharing the mean of theirs.
    public func placeEstimate(of backbone: BackboneID) -> Estimate? {
        guard isComplete, let own = self[backbone] else { return nil }
        let better = better(than: backbone)
        let (sure, open) = (Double(better.count { $0 == .holds }), Double(better.count { $0 == .undecided }))
        let equal = entries.count { entry in
            entry.backbone != backbone
                && entry.value.map { abs($0.value - own.value) <= 1e-9 && $0.margin == 0 } == true
        }
        return Estimate(1 + sure + (open + Double(equal)) / 2, margin: open / 2)
    }

    /// For each of the others, whether it is better.
    private func better(than backbone: BackboneID) -> [Truth] {
        let own = self[backbone]
        return entries.filter { $0.backbone != backbone }.map { entry in
            guard let own, let value = entry.value else { return .undecided }
            return (value - own).isAbove(0)
        }
    }
}
