import Foundation
import Storage

/// The files of one run against its SHA256SUMS, against each other, and against what would be made now.
struct RunCheck {
    let run: ResultFiles.Run
    /// What training would record now; nil where that cannot be told.
    let expected: Inputs?
    /// What predictions.h5 gives: the fields of evaluation.csv by column.
    let recompute: Verification.Recompute

    private static let (checkpoint, history) = ("checkpoint.h5", "history.csv")
    private static let (predictions, evaluation) = ("predictions.h5", "evaluation.csv")
    private static let known = Set(ResultFiles.runNames)

    func findings() -> [FileFinding] {
        let names = ResultFiles.runNames.filter(run.names.contains)
        var files = SealedFiles(names, of: Self.known, in: run.folder)
        let evaluated = evaluationInputs(files)
        if files.isDamaged(Self.checkpoint), let digest = files.digests[Self.checkpoint],
            evaluated?["checkpoint"] == digest
        {
            files.blameList(
                for: Self.checkpoint, "has another digest of \(Self.checkpoint) than the evaluation recorded",
                in: run.folder)
        }
        compareInputs(&files)
        judgeEvaluation(&files, evaluated)
        return files.findings.values.sorted { $0.path < $1.path }
    }

    /// Nothing is read of a file whose digest is wrong.
    private func evaluationInputs(_ files: SealedFiles) -> Inputs? {
        guard run.names.contains(Self.evaluation), !files.isDamaged(Self.evaluation) else { return nil }
        return Inputs.recorded(in: run.path(Self.evaluation))
    }

    private func compareInputs(_ files: inout SealedFiles) {
        guard run.names.contains(Self.checkpoint), !files.isDamaged(Self.checkpoint) else { return }
        guard let recorded = Inputs.recorded(in: run.path(Self.checkpoint)) else {
            files.damage(Self.checkpoint, "records no inputs", in: run.folder)
            return
        }
        guard var expected else { return }
        expected["run"] = String(run.number)
        // Of a file of weights that is not at hand nothing can be said.
        if expected["weights"] == nil { expected["weights"] = recorded["weights"] }
        let reasons = expected.reasons(against: recorded)
        guard !reasons.isEmpty else { return }
        for name in [Self.checkpoint, Self.history] where run.names.contains(name) {
            files.stale(name, reasons.joined(separator: "; "), in: run.folder)
        }
    }

    private func judgeEvaluation(_ files: inout SealedFiles, _ recorded: Inputs?) {
        let present = [Self.predictions, Self.evaluation].filter(run.names.contains)
        if files.isDamaged(Self.checkpoint) {
            for name in present where !files.isDamaged(name) {
                files.damage(name, "belongs to a checkpoint that is damaged", in: run.folder)
            }
            return
        }
        guard run.names.contains(Self.evaluation), !files.isDamaged(Self.evaluation) else { return }
        // What is not sealed may have been cut short, and what is stale may belong to another checkpoint: no damage.
        let isWhole = present.count == 2 && present.allSatisfy { files.findings[$0] == nil }
        if isWhole, files.digests[Self.checkpoint] == recorded?["checkpoint"] {
            if let reason = contradiction() { files.damage(Self.evaluation, reason, in: run.folder) }
        }
        if let digest = files.digests[Self.checkpoint], let used = recorded?["checkpoint"], used != digest {
            for name in present { files.stale(name, "was made from another checkpoint", in: run.folder) }
        }
        if let now = expected?["dataset_digest"], let used = recorded?["dataset_digest"], used != now {
            for name in present { files.stale(name, "was made from other prepared data", in: run.folder) }
        }
    }

    /// How evaluation.csv differs from what predictions.h5 gives; nil where it does not.
    private func contradiction() -> String? {
        do {
            let computed = try recompute(run.folder)
            let row = try FieldReader(path: run.path(Self.evaluation)).onlyRow()
            for (column, value) in computed.sorted(by: { $0.key < $1.key }) {
                let stated = try row.text(column)
                guard !Self.agree(stated, value) else { continue }
                return "\(column) is \(stated), and the predictions give \(value)"
            }
            return nil
        } catch {
            return FileFinding.reason(error)
        }
    }

    /// Equal, or equal numbers but for the last digits: a logarithm may differ there between two machines.
    private static func agree(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard let left = Double(left), let right = Double(right) else { return false }
        return abs(left - right) <= 1e-9 * max(1, abs(right))
    }
}
