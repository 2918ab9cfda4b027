import Dispatch
import Foundation
import Storage
import Synchronization

/// Looks whether results are what was written, and what their inputs give now.
///
/// Runs and data come first, then the cells made from them, then what is printed: each is judged by files that were
/// judged before. Files of one stage are read by all cores at once.
public struct Verification: Sendable {
    /// Recomputes the fields of an evaluation.csv from the predictions in a run's folder; throws where they cannot
    /// be read.
    public typealias Recompute = @Sendable (_ folder: String) throws -> [String: String]

    /// What this stratum does not know itself.
    public struct Knowledge: Sendable {
        /// Prepared files and weights, a unit each.
        public var data: [VerificationUnit] = []
        /// What training would record for a run of a cell now, whatever its number. Cells that are not there are not
        /// judged as stale.
        public var runInputs: [CellID: Inputs] = [:]
        public var recompute: Recompute = { _ in [:] }
        /// What can be made again below Paper/<profile>.
        public var products: [PaperProduct] = []
        /// Units of what has a check of its own there.
        public var pages: [VerificationUnit] = []
        public var published: PublishedResults
        public var tolerance: Tolerance

        public init(published: PublishedResults, tolerance: Tolerance) {
            (self.published, self.tolerance) = (published, tolerance)
        }
    }

    private let files: ResultFiles
    private let paper: String
    private let knowledge: Knowledge
    /// Nanoseconds that a file must have been left alone before it is remembered: until then it may change within
    /// the tick of the file system's clock.
    private let settled: Int

    /// - Parameter paper: the folder Paper/<profile>.
    public init(_ files: ResultFiles, paper: String, knowledge: Knowledge) {
        self.init(files, paper: paper, knowledge: knowledge, settled: 2_000_000_000)
    }

    package init(_ files: ResultFiles, paper: String, knowledge: Knowledge, settled: Int) {
        (self.files, self.paper, self.knowledge, self.settled) = (files, paper, knowledge, settled)
    }

    /// Verifies everything, or what has changed since the last time.
    ///
    /// - Parameters:
    ///   - quick: looks only at files whose size, times or inode are others than when they were found whole.
    ///   - settingAside: renames damaged files, so that make makes them again.
    public func run(quick: Bool = false, settingAside: Bool = false) throws -> VerificationReport {
        let memory = try memory()
        let known = quick ? VerificationMemory(path: memory).entries : [:]
        var report = VerificationReport(runs: files.runs.count)
        var entries: [String: VerificationMemory.Entry] = [:]
        for units in stages {
            let outcomes = try Self.verify(units, known: known, settled: settled)
            for (unit, outcome) in zip(units, outcomes) {
                report.add(unit, outcome)
                entries[unit.name] = outcome.entry
                guard settingAside else { continue }
                for finding in outcome.findings where finding.condition == .damaged && Path.exists(finding.path) {
                    try Self.setAside(finding.path)
                    report.setAside.append(finding.path)
                }
            }
        }
        report.add(files.others + (try PaperFiles.others(in: paper, known: knownInPaper)))
        report.evidence = quick ? nil : try EvidenceComparison(files, tolerance: knowledge.tolerance)
        if let memory, VerificationMemory(path: memory).entries != entries {
            // A folder that cannot be written to can be verified all the same.
            try? VerificationMemory(entries).write(to: memory)
        }
        return report
    }

    private var stages: [[VerificationUnit]] {
        let knowledge = knowledge
        let runs = files.runs.map { cell, run in
            let check = RunCheck(
                run: run, expected: knowledge.runInputs[cell], recompute: knowledge.recompute)
            return VerificationUnit(run.folder, files: run.names.sorted().map(run.path)) { check.findings() }
        }
        let results = files.results
        let cells = files.cells.filter { !$0.names.isEmpty }.map { folder in
            let check = CellCheck(
                folder: folder, results: results, published: knowledge.published, tolerance: knowledge.tolerance)
            let reads = folder.runs.flatMap { [$0.path("evaluation.csv"), $0.path("history.csv")] }
            return VerificationUnit(
                folder.folder, files: folder.names.sorted().map { Path.join(folder.folder, $0) }, reads: reads
            ) { check.findings() }
        }
        return [knowledge.data + runs, cells, knowledge.products.compactMap(\.unit) + knowledge.pages]
    }

    private var knownInPaper: Set<String> {
        Set(knowledge.products.flatMap(\.files) + knowledge.pages.flatMap(\.files))
    }

    /// Where it is remembered what was whole: with the results, or with the tables where there are none.
    private func memory() throws -> String? {
        [files.results.path, paper].first(where: Path.isFolder).map { Path.join($0, VerificationMemory.name) }
    }

    /// What became of a unit.
    struct Outcome: Sendable {
        let findings: [FileFinding]
        /// How many files are stale and unsealed: of what is remembered no more is known.
        let stale, unsealed: Int
        /// What to remember; nil for nothing.
        let entry: VerificationMemory.Entry?
        /// Whether the files were read, and not only their stamps.
        var isExamined = true
    }

    private static func verify(
        _ units: [VerificationUnit], known: [String: VerificationMemory.Entry], settled: Int
    ) throws -> [Outcome] {
        var (outcomes, open) = ([Outcome?](repeating: nil, count: units.count), [(index: Int, stamps: FileStamps)]())
        for (index, unit) in units.enumerated() {
            let stamps = try FileStamps(of: unit.files + unit.reads)
            if let entry = known[unit.name], entry.stamps == stamps.digest {
                outcomes[index] = Outcome(
                    findings: [], stale: entry.stale, unsealed: entry.unsealed, entry: entry, isExamined: false)
            } else {
                open.append((index, stamps))
            }
        }
        let work = open
        let found = Mutex<[Int: Outcome]>([:])
        DispatchQueue.concurrentPerform(iterations: work.count) { position in
            let (index, stamps) = work[position]
            let start = FileStamp.now
            let findings = units[index].check()
            let entry = remember(units[index], findings, stamps, before: start - settled)
            let outcome = Outcome(
                findings: findings, stale: findings.count { $0.condition == .stale },
                unsealed: findings.count { $0.condition == .unsealed }, entry: entry)
            found.withLock { $0[index] = outcome }
        }
        for (index, outcome) in found.withLock({ $0 }) { outcomes[index] = outcome }
        return outcomes.compactMap { $0 }
    }

    /// Nil for what is damaged, was changed shortly before, or changed meanwhile.
    private static func remember(
        _ unit: VerificationUnit, _ findings: [FileFinding], _ stamps: FileStamps, before limit: Int
    ) -> VerificationMemory.Entry? {
        guard stamps.latest < limit, !findings.contains(where: { $0.condition == .damaged }),
            (try? FileStamps(of: unit.files + unit.reads)) == stamps
        else { return nil }
        return VerificationMemory.Entry(
            stamps: stamps.digest, stale: findings.count { $0.condition == .stale },
            unsealed: findings.count { $0.condition == .unsealed })
    }
}
