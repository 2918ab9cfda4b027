/// `top`: `backbone` is among the first `places` of the columns; equals do not push each other back.
struct TopClaim: ClaimPredicate {
    private let backbone: BackboneID
    private let places: Int
    private let series: [ClaimSeries]
    private let quota: Quota

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        backbone = try fields.backbone("backbone")
        places = try fields.integer("places")
        guard (1...grid.backbones.count).contains(places) else { throw fields.failure("places is out of range") }
        series = try fields.series(in: grid)
        quota = try Quota(&fields)
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        quota.finding(
            series.map { series in
                let contest = series.contest(numbers)
                return (contest.isAmongFirst(places, backbone), text(contest))
            })
    }

    /// `CIFAR-10: WaveMix 97.26 is number 1, next RegNetY-3.2GF 96.82`.
    private func text(_ contest: Contest) -> String {
        guard let place = contest.place(of: backbone) else {
            return "\(contest.title): \(backbone.title) has no number"
        }
        let others = contest.ranked.filter { $0.backbone != backbone }
        let rival = others.first.map { (place == 1 ? "next " : "the best is ") + contest.text($0.backbone) }
        let missing = contest.entries.count { $0.value == nil }
        return "\(contest.title): \(contest.text(backbone)) is number \(place)" + (rival.map { ", " + $0 } ?? "")
            + (missing > 0 ? ", \(missing) not run" : "")
    }
}
