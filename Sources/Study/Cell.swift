import Foundation
import Storage

/// A cell's statistics over its runs, set beside the published number: the row of a cell.csv.
///
/// All accuracies are top-1 on the test set, in percent.
public struct Cell: Equatable, Sendable {
    public let id: CellID
    /// The number of runs.
    public let runs: Int
    /// The best run's: what the paper reports (Section 5, best of three).
    public let best: Double
    public let mean: Double
    /// The sample's standard deviation (n - 1); nil for one run.
    public let standardDeviation: Double?
    /// The 95 % interval. For two runs and more it is the interval of the mean by Student's t. One run
    /// has no spread of its own: the interval then is Wilson's, of the binomial proportion of that run,
    /// and accounts for the size of the test set only.
    public let interval: Interval
    /// The published top-1; nil where the paper has none.
    public let published: Double?
    /// `best` minus `published`; nil where the paper has no number.
    public let difference: Double?
    public let verdict: Verdict
    /// How many images each run trained on; nil where the runs' histories are not there.
    public let trainImages: Int?
    /// Which images chose the runs' best epochs; nil for those of the test, as in the study.
    public let selection: String?

    /// - Parameter runs: all of one cell, at least one.
    /// - Throws: `Failure` where the runs were trained or tested on different numbers of images.
    public init(runs: [RunResult], profile: ProfileName, published: Double?, tolerance: Tolerance) throws {
        guard let best = runs.max(by: { $0.top1 < $1.top1 }) else { throw Failure("a cell needs at least one run") }
        guard runs.allSatisfy({ $0.cell == best.cell }) else {
            throw Failure("the runs belong to different cells", at: best.cell.name)
        }
        guard Set(runs.map(\.images)).count == 1 else {
            throw Failure(
                "the runs were tested on different numbers of images: \(Self.list(runs) { $0.images })",
                at: best.cell.name, advice: "Run them again with the same data.")
        }
        guard Set(runs.map(\.trainImages)).count == 1 else {
            throw Failure(
                "the runs were trained on different numbers of images: \(Self.list(runs) { $0.trainImages })",
                at: best.cell.name, advice: "Run them again with the same data.")
        }
        guard Set(runs.map(\.selection)).count == 1 else {
            throw Failure(
                "the runs' best epochs were chosen on different images", at: best.cell.name,
                advice: "Run them again with one value of SELECTION=.")
        }
        let count = runs.count
        let mean = runs.map(\.top1).reduce(0, +) / Double(count)
        id = best.cell
        self.runs = count
        self.best = best.top1
        self.mean = mean
        trainImages = best.trainImages
        selection = best.selection
        if count == 1 {
            let fraction = Interval.wilson(successes: best.correct, trials: best.images)
            standardDeviation = nil
            interval = Interval(low: 100 * fraction.low, high: 100 * fraction.high)
        } else {
            let squares = runs.map { ($0.top1 - mean) * ($0.top1 - mean) }.reduce(0, +)
            let deviation = (squares / Double(count - 1)).squareRoot()
            standardDeviation = deviation
            interval = .ofMean(mean, standardDeviation: deviation, count: count)
        }
        self.published = published
        let difference = published.map { best.top1 - $0 }
        self.difference = difference
        verdict = Verdict(
            difference: difference,
            tolerance: published.map { tolerance.value(published: $0, testImages: best.images) } ?? 0,
            comparable: profile.isPaper && best.selection == nil)
    }

    /// A cell as a file states it.
    init(
        id: CellID, runs: Int, best: Double, mean: Double, standardDeviation: Double?, interval: Interval,
        published: Double?, difference: Double?, verdict: Verdict, trainImages: Int?, selection: String?
    ) {
        self.id = id
        self.runs = runs
        self.best = best
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.interval = interval
        self.published = published
        self.difference = difference
        self.verdict = verdict
        self.trainImages = trainImages
        self.selection = selection
    }

    private static func list(_ runs: [RunResult], _ count: (RunResult) -> Int?) -> String {
        runs.map { "\(count($0).map(String.init) ?? "unknown") in run \($0.run)" }.joined(separator: ", ")
    }
}
