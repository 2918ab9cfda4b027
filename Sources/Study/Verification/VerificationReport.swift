import Storage

/// What a verification found.
public struct VerificationReport: Sendable {
    public let runs: Int
    /// How many units were looked at again, and not only their stamps.
    public private(set) var examined = 0
    public private(set) var findings: [FileFinding] = []
    public internal(set) var setAside: [String] = []
    /// Nil where it was not compared.
    public internal(set) var evidence: EvidenceComparison?
    private var counts: [FileCondition: Int] = [:]

    init(runs: Int) { self.runs = runs }

    mutating func add(_ unit: VerificationUnit, _ outcome: Verification.Outcome) {
        let damaged = outcome.findings.count { $0.condition == .damaged }
        counts[.stale, default: 0] += outcome.stale
        counts[.unsealed, default: 0] += outcome.unsealed
        counts[.damaged, default: 0] += damaged
        counts[.whole, default: 0] += max(0, unit.files.count - outcome.stale - outcome.unsealed - damaged)
        findings += outcome.findings
        if outcome.isExamined { examined += 1 }
    }

    mutating func add(_ others: [FileFinding]) {
        for finding in others { counts[finding.condition, default: 0] += 1 }
        findings += others
    }

    public func count(_ condition: FileCondition) -> Int { counts[condition] ?? 0 }

    public var files: Int { counts.values.reduce(0, +) }

    /// The files of one condition with the reasons, a line each.
    public func lines(_ condition: FileCondition) -> [String] {
        findings.filter { $0.condition == condition }.map(\.text)
    }

    /// The counts, as a table of two lines.
    public var summary: String {
        var table = TextTable(
            header: ["runs", "files"] + FileCondition.allCases.map(\.rawValue),
            rightAligned: Set(0..<(2 + FileCondition.allCases.count)))
        table.append([String(runs), String(files)] + FileCondition.allCases.map { String(count($0)) })
        return table.text
    }
}
