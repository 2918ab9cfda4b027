/// `rank_correlation`: Spearman's rank correlation of the columns with `with` is `rho_at_least` or higher, or below
/// `rho_below`. `with` is `imagenet` (Table 2's top-1) or `full` (the same data set with all its images).
struct RankCorrelationClaim: ClaimPredicate {
    private enum Partner: String {
        case imagenet
        case full
    }

    private let partner: Partner
    private let columns: [ClaimColumn]
    private let atLeast: Double?
    private let below: Double?
    private let quota: Quota

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        guard let partner = Partner(rawValue: try fields.text("with")) else {
            throw fields.failure("with is neither imagenet nor full")
        }
        self.partner = partner
        columns = try fields.columns("columns", in: grid)
        (atLeast, below) = (try fields.optionalNumber("rho_at_least"), try fields.optionalNumber("rho_below"))
        guard (atLeast == nil) != (below == nil) else { throw fields.failure("needs rho_at_least or rho_below") }
        quota = try Quota(&fields)
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        quota.finding(
            columns.map { column in
                let contest = numbers.contest(column)
                let pairs = numbers.grid.backbones.compactMap { backbone -> (Estimate, Estimate)? in
                    guard let own = contest[backbone], let other = other(backbone, column, numbers) else { return nil }
                    return (own, other)
                }
                guard pairs.count == numbers.grid.backbones.count,
                    let rho = RankCorrelation.spearman(pairs.map(\.0), pairs.map(\.1))
                else { return (.undecided, "\(column.title): not all run") }
                let truth = atLeast.map { rho.isAtLeast($0) } ?? below.map { !rho.isAtLeast($0) } ?? .undecided
                return (truth, "\(column.title): \(Numbers.percent(rho.value))")
            })
    }

    private func other(_ backbone: BackboneID, _ column: ClaimColumn, _ numbers: ClaimNumbers) -> Estimate? {
        switch partner {
        case .imagenet: numbers.backbones[backbone].map { Estimate($0.top1) }
        case .full: numbers.value(backbone, column.full)
        }
    }
}
