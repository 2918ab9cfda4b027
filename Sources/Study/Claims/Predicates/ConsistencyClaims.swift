/// `same_in_all_tables`: a cell that stands in several tables has one number. Without parameters: it goes through
/// all cells of the grid.
struct SameInAllTablesClaim: ClaimPredicate {
    init(_ fields: inout ClaimFields, grid: StudyGrid) {}

    func finding(_ numbers: ClaimNumbers) -> Finding {
        let shared = numbers.grid.reportedCells.filter { cell in
            numbers.grid.tables(with: GridColumn(cell.dataset, cell.percent)).count > 1
        }
        switch numbers.accuracies.source {
        case .published:
            let different = shared.filter { !numbers.results.contradictions($0).isEmpty }
            let texts = different.map { cell in
                let values = numbers.results.values(cell).map {
                    "\(Numbers.percent($0.top1)) in Table \($0.table)"
                }
                return "\(cell.backbone.title) on \(cell.dataset.title) at \(cell.percent.rawValue) %: "
                    + values.joined(separator: ", ")
            }
            let extent = "\(shared.count) cells stand in two tables, \(different.count) of them with two numbers"
            return Finding(different.isEmpty ? .holds : .fails, [extent] + texts)
        case .reproduced:
            let run = shared.count {
                numbers.accuracies.value($0.backbone, GridColumn($0.dataset, $0.percent)) != nil
            }
            return Finding(
                run == shared.count ? .holds : .undecided,
                ["\(run) of \(shared.count) shared cells have been run; each is trained once and has one number"])
        }
    }
}

/// `averages`: the last column of Table 6 is the mean of the others, up to the rounding of print. Without parameters.
struct AveragesClaim: ClaimPredicate {
    init(_ fields: inout ClaimFields, grid: StudyGrid) {}

    func finding(_ numbers: ClaimNumbers) -> Finding {
        let columns = numbers.grid.columns(table: 6)
        guard numbers.accuracies.source == .published else {
            return Finding(.undecided, ["reproduced averages are computed, so that nothing is to be compared"])
        }
        let cases = numbers.grid.backbones.map { backbone -> (Truth, String?) in
            let values = columns.compactMap { numbers.accuracies.value(backbone, $0, table: 6) }
            guard let printed = numbers.results.breakHisAverage(backbone), values.count == columns.count,
                let mean = Estimate.mean(values)
            else { return (.undecided, "\(backbone.title): a number is missing") }
            // Half a unit of the second digit, and the rounding of binary numbers.
            let agrees = abs(mean.value - printed) <= 0.005 + 1e-9
            let text =
                "\(backbone.title): \(Numbers.percent(printed)) printed, \(Numbers.accuracy(mean.value)) computed"
            return (agrees ? .holds : .fails, agrees ? nil : text)
        }
        let agreeing = cases.count { $0.0 == .holds }
        return Finding(
            .all(cases.map(\.0)), ["\(agreeing) of \(cases.count) averages agree"] + cases.compactMap(\.1))
    }
}

/// `all_reported`: every data set of Table 3 has a result. Without parameters.
struct AllReportedClaim: ClaimPredicate {
    init(_ fields: inout ClaimFields, grid: StudyGrid) {}

    func finding(_ numbers: ClaimNumbers) -> Finding {
        let described = DatasetID.allCases.filter { numbers.datasets[$0] != nil }
        let without = described.filter { dataset in
            !numbers.grid.backbones.contains { backbone in
                Percent.allCases.contains { percent in
                    numbers.accuracies.value(backbone, GridColumn(dataset, percent)) != nil
                }
            }
        }
        let extent = "\(described.count - without.count) of \(described.count) data sets have results"
        let names = without.isEmpty ? [] : ["none: \(without.map(\.title).joined(separator: ", "))"]
        switch (without.isEmpty, numbers.accuracies.source) {
        case (true, _): return Finding(.holds, [extent])
        case (false, .published): return Finding(.fails, [extent] + names)
        // They may still be run.
        case (false, .reproduced): return Finding(.undecided, [extent] + names)
        }
    }
}

/// `outside`: no number in the tables can decide it; `reason` says why.
struct OutsideClaim: ClaimPredicate {
    private let reason: String

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws { reason = try fields.text("reason") }

    func finding(_ numbers: ClaimNumbers) -> Finding { Finding(.undecided, [reason]) }
}
