/// `spread_falls`: the range of `backbones` (the highest less the lowest) gets smaller from each column to the next.
struct SpreadFallsClaim: ClaimPredicate {
    private let backbones: [BackboneID]
    private let columns: [ClaimColumn]

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        backbones = try fields.backbones("backbones")
        columns = try fields.columns("columns", in: grid)
        guard columns.count >= 2 else { throw fields.failure("one column has nothing to fall to") }
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        let ranges = columns.map { column in
            let values = backbones.compactMap { numbers.value($0, column) }
            return values.count == backbones.count ? Estimate.range(values) : nil
        }
        let steps = zip(ranges, ranges.dropFirst()).map { before, after in
            guard let before, let after else { return Truth.undecided }
            return (before - after).isAbove(0)
        }
        return Finding(
            .all(steps),
            zip(columns, ranges).map { column, range in
                "\(column.title): \(range.map { "a range of \(Numbers.percent($0.value)) points" } ?? "not run")"
            })
    }
}

/// `steady`: the range of `backbone` over the columns is `within` points at most.
struct SteadyClaim: ClaimPredicate {
    private let backbone: BackboneID
    private let columns: [ClaimColumn]
    private let within: Double

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        backbone = try fields.backbone("backbone")
        columns = try fields.columns("columns", in: grid)
        within = try fields.number("within")
    }

    func finding(_ numbers: ClaimNumbers) -> Finding {
        let values = columns.map { numbers.value(backbone, $0) }
        let known = values.compactMap { $0 }
        let texts = zip(columns, values).map { column, value in
            "\(column.title) \(value.map { Numbers.percent($0.value) } ?? "–")"
        }
        let list = "\(backbone.title): \(texts.joined(separator: ", "))"
        guard known.count == columns.count, let range = Estimate.range(known) else {
            return Finding(.undecided, [list])
        }
        return Finding(!range.isAbove(within), [list, "a range of \(Numbers.percent(range.value)) points"])
    }
}
