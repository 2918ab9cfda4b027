/// `keeps_top`: of the first `places` with all training images of a data set, at least `kept` are among the first
/// `places` with the share that a column names.
struct KeepsTopClaim: ClaimPredicate {
    private let places: Int
    private let kept: Int
    private let columns: [ClaimColumn]
    private let quota: Quota

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        places = try fields.integer("places")
        kept = try fields.integer("kept")
        guard (1...grid.backbones.count).contains(places), kept <= places else {
            throw fields.failure("places or kept is out of range")
        }
        columns = try fields.columns("columns", in: grid)
        quota = try Quota(&fields)
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        quota.finding(
            columns.map { column in
                let (all, share) = (numbers.contest(column.full), numbers.contest(column))
                let truths = numbers.grid.backbones.map { backbone in
                    Truth.all([all.isAmongFirst(places, backbone), share.isAmongFirst(places, backbone)])
                }
                guard all.isComplete, share.isComplete else { return (.undecided, "\(column.title): not all run") }
                let (before, after) = (list(all), list(share))
                return (.atLeast(kept, of: truths), "\(column.title): \(after); at 100 % \(before)")
            })
    }

    private func list(_ contest: Contest) -> String {
        contest.ranked.prefix(places).map { contest.text($0.backbone) }.joined(separator: ", ")
    }
}
