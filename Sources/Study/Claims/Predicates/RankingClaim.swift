/// `ranking`: the three backbones that the paper's Table 1 names for `domain` have these places by the rule of
/// `DomainRanking`.
struct RankingClaim: ClaimPredicate {
    private let domain: String

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        domain = try fields.text("domain")
        guard domain == Domain.overall || Domain.all(grid).contains(where: { $0.id == domain }) else {
            throw fields.failure("the domain \"\(domain)\" is unknown")
        }
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        let named = numbers.ranking.rows.filter { $0.domain == domain }.sorted { $0.place < $1.place }
        guard let contest = DomainRanking(numbers.accuracies, grid: numbers.grid).contest(domain), !named.isEmpty else {
            return Finding(.undecided, ["Table 1 says nothing of it"])
        }
        func list(_ ranked: [(backbone: BackboneID, value: Estimate)]) -> String {
            ranked.map { "\($0.backbone.title) \(Numbers.accuracy(abs($0.value.value)))" }.joined(separator: ", ")
        }
        let first = contest.ranked.prefix(3)
        let wrong = named.filter { contest.place(of: $0.backbone) != $0.place }
        let places = wrong.map { row in
            "\(contest.text(row.backbone)) is number \(contest.place(of: row.backbone).map(String.init) ?? "–"), "
                + "not \(row.place)"
        }
        let text = first.isEmpty ? "not all run" : "in order: " + list(Array(first))
        return Finding(
            .all(named.map { contest.isAt(place: $0.place, $0.backbone) }),
            contest.isComplete ? [text] + places : ["not all run"])
    }
}
