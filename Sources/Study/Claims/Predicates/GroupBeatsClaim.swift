/// `group_beats`: the mean of `backbones` is above the mean of `over` (a list, or `others`) by `by` points or more,
/// in the columns. Without `by`, by anything.
struct GroupBeatsClaim: ClaimPredicate {
    private let backbones: [BackboneID]
    private let over: [BackboneID]
    private let by: Double
    private let series: [ClaimSeries]
    private let quota: Quota

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        backbones = try fields.backbones("backbones")
        over = try fields.opponents("over", of: backbones, in: grid)
        by = try fields.optionalNumber("by") ?? 0
        series = try fields.series(in: grid)
        quota = try Quota(&fields)
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        quota.finding(
            series.map { series in
                let contest = series.contest(numbers)
                guard let own = contest.mean(of: backbones), let other = contest.mean(of: over) else {
                    return (.undecided, "\(contest.title): not run")
                }
                let lead = own - other
                let text =
                    "\(contest.title): \(Numbers.percent(own.value)) in the mean against "
                    + "\(Numbers.percent(other.value)) (\(Numbers.signed(lead.value)))"
                return (by == 0 ? lead.isAbove(0) : lead.isAtLeast(by), text)
            })
    }
}

extension Contest {
    /// Nil where one of them is missing.
    func mean(of backbones: [BackboneID]) -> Estimate? {
        let values = backbones.compactMap { self[$0] }
        return values.count == backbones.count ? Estimate.mean(values) : nil
    }
}
