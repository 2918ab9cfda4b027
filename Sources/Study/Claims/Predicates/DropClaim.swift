/// `drop`: from all training images of a data set to the share that a column names, the mean of `backbones` drops
/// by less than `less_than` points, or by less than the mean of `over` (a list, or `others`) does.
struct DropClaim: ClaimPredicate {
    private let backbones: [BackboneID]
    private let over: [BackboneID]?
    private let lessThan: Double
    private let columns: [ClaimColumn]
    private let quota: Quota

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        backbones = try fields.backbones("backbones")
        if let bound = try fields.optionalNumber("less_than") {
            (over, lessThan) = (nil, bound)
        } else {
            (over, lessThan) = (try fields.opponents("over", of: backbones, in: grid), 0)
        }
        columns = try fields.columns("columns", in: grid)
        if let full = columns.first(where: { $0.column.percent == .all }) {
            throw fields.failure("\(full.column.name) has nothing to drop from: it is all images")
        }
        quota = try Quota(&fields)
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        quota.finding(
            columns.map { column in
                let (all, share) = (numbers.contest(column.full), numbers.contest(column))
                func drop(_ backbones: [BackboneID]) -> Estimate? {
                    guard let full = all.mean(of: backbones), let part = share.mean(of: backbones) else { return nil }
                    return full - part
                }
                guard let own = drop(backbones) else { return (.undecided, "\(column.title): not run") }
                let text = "\(column.title): a drop of \(Numbers.percent(own.value)) points"
                guard let over else { return (!own.isAtLeast(lessThan), text) }
                guard let other = drop(over) else { return (.undecided, "\(column.title): not run") }
                return ((other - own).isAbove(0), text + " against \(Numbers.percent(other.value))")
            })
    }
}
