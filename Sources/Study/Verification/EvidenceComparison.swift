import Storage

/// Results that are kept as evidence beside those of a profile: runs of the same cell with the same inputs.
public struct EvidenceComparison: Sendable {
    /// The name of the profile folder that holds the evidence.
    public static let profile = "evidence"

    /// How many runs were compared.
    public let compared: Int
    /// A sentence for each that lies apart.
    public let apart: [String]

    /// Compares top-1 by the tolerance of the study: the same inputs on another machine give other last digits, and
    /// those another course.
    public init(_ files: ResultFiles, tolerance: Tolerance) throws {
        let results = files.results
        let evidence = ResultsFolder(root: results.root, profile: try ProfileName.named(Self.profile))
        var (compared, apart) = (0, [String]())
        if results.profile != evidence.profile, Path.isFolder(evidence.path) {
            for (cell, run) in files.runs {
                guard
                    let inputs = Inputs.recorded(in: evidence.history(of: cell, run: run.number)),
                    inputs == Inputs.recorded(in: results.history(of: cell, run: run.number)),
                    let kept = try? RunResult(cell, run: run.number, of: run.number, in: evidence),
                    let found = try? RunResult(cell, run: run.number, of: run.number, in: results)
                else { continue }
                compared += 1
                let limit = tolerance.value(published: kept.top1, testImages: kept.images)
                if abs(found.top1 - kept.top1) > limit {
                    apart.append(
                        "\(cell.name) run \(run.number): \(Numbers.percent(found.top1)), the evidence has "
                            + "\(Numbers.percent(kept.top1)) (tolerance \(Numbers.percent(limit)))")
                }
            }
        }
        (self.compared, self.apart) = (compared, apart)
    }
}
