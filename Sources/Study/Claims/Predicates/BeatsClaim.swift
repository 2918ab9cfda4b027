/// `beats`: each of `backbones` is ahead of each of `over` (a list, or `others`) by `by` points or more, in the
/// columns; with `unit = "percent"` by `by` percent of the other's accuracy. Without `by`, by anything.
struct BeatsClaim: ClaimPredicate {
    private let backbones: [BackboneID]
    private let over: [BackboneID]
    private let by: Double
    private let isRelative: Bool
    private let series: [ClaimSeries]
    private let quota: Quota

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        backbones = try fields.backbones("backbones")
        over = try fields.opponents("over", of: backbones, in: grid)
        by = try fields.optionalNumber("by") ?? 0
        switch try fields.optionalText("unit") {
        case nil, "points": isRelative = false
        case "percent": isRelative = true
        default: throw fields.failure("unit is neither points nor percent")
        }
        series = try fields.series(in: grid)
        quota = try Quota(&fields)
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        quota.finding(
            series.map { series in
                let contest = series.contest(numbers)
                return (.all(backbones.flatMap { own in over.map { isAhead(own, of: $0, contest) } }), text(contest))
            })
    }

    private func isAhead(_ own: BackboneID, of other: BackboneID, _ contest: Contest) -> Truth {
        guard let lead = lead(own, of: other, contest) else { return .undecided }
        return by == 0 ? lead.isAbove(0) : lead.isAtLeast(by)
    }

    private func lead(_ own: BackboneID, of other: BackboneID, _ contest: Contest) -> Estimate? {
        guard let left = contest[own], let right = contest[other] else { return nil }
        return isRelative ? left.gain(over: right) : left - right
    }

    /// The pair that is nearest to failing.
    private func text(_ contest: Contest) -> String {
        let ranked = contest.ranked.map(\.backbone)
        guard let own = ranked.last(where: backbones.contains), let other = ranked.first(where: over.contains),
            let lead = lead(own, of: other, contest)
        else { return "\(contest.title): not run" }
        let unit = isRelative ? " %" : ""
        return "\(contest.title): \(contest.text(own)) against \(contest.text(other)) "
            + "(\(Numbers.signed(lead.value))\(unit))"
    }
}
