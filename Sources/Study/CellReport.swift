/// Cells as aligned lines for a terminal.
public enum CellReport {
    /// The table row of a cell under its heading.
    public static func text(_ cells: [Cell], profile: ProfileName) -> String {
        var table = TextTable(
            header: [
                "backbone", "dataset", "percent", "runs", "best", "mean ± sd", "95 % interval", "published",
                "difference", "verdict",
            ], rightAligned: [2, 3, 4, 5, 6, 7, 8])
        for cell in cells { table.append(row(cell)) }
        return profile.heading + "\n" + table.text
    }

    private static func row(_ cell: Cell) -> [String] {
        let deviation = cell.standardDeviation.map { " ± " + Numbers.percent($0) } ?? ""
        return [
            cell.id.backbone.rawValue, cell.id.dataset.rawValue, String(cell.id.percent.rawValue), String(cell.runs),
            Numbers.percent(cell.best), Numbers.percent(cell.mean) + deviation,
            Numbers.percent(cell.interval.low) + " to " + Numbers.percent(cell.interval.high),
            cell.published.map(Numbers.percent) ?? "–", cell.difference.map(Numbers.signed) ?? "–",
            cell.verdict.rawValue,
        ]
    }
}
