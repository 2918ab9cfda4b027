import Storage

/// The report page against the record beside it, which holds its digest.
public enum ReportCheck {
    /// - Parameters:
    ///   - stem: the path of report.html and report.csv without the ending.
    ///   - inputs: what the page would be made from now.
    /// - Returns: nil where neither file is there.
    public static func unit(stem: String, inputs: @escaping @Sendable () throws -> Inputs) -> VerificationUnit? {
        let (page, record) = (stem + ".html", stem + ".csv")
        let present = [page, record].filter(Path.exists)
        guard !present.isEmpty else { return nil }
        return VerificationUnit(stem, files: present) {
            guard present.contains(record) else { return [FileFinding(page, .stale, "its record is missing")] }
            guard let table = try? CSVTable(path: record), let recorded = Inputs.recorded(in: record),
                let row = table.records.first, table.rows.count == 1, let digest = row["sha256"]
            else { return [FileFinding(record, .damaged, "is no record of a report")] }
            if present.contains(page), (try? Digest.ofFile(page)) != digest {
                return [FileFinding(page, .damaged, "is not the page that \(Path.name(of: record)) vouches for")]
            }
            do {
                let reasons = try inputs().reasons(against: recorded)
                return reasons.isEmpty ? [] : present.map { FileFinding($0, .stale, reasons.joined(separator: "; ")) }
            } catch {
                return present.map { FileFinding($0, .stale, FileFinding.reason(error)) }
            }
        }
    }
}
