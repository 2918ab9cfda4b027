import Foundation
import Storage

/// What one run reached on the test set: the row of an evaluation.csv.
public struct RunResult: Equatable, Sendable {
    public let cell: CellID
    /// Counted from 1.
    public let run: Int
    /// The number of test images.
    public let images: Int
    /// How many of them were classified correctly.
    public let correct: Int
    /// The number of images that the run trained on; nil where its history.csv is not there.
    public let trainImages: Int?
    /// Which images chose the run's best epoch; nil for those of the test, as in the study.
    public let selection: String?
    /// SHA-256 of the columns and the row. The measured speed and the comments take no part, so that
    /// wall times make no result stale.
    public let digest: String

    /// The top-1 accuracy in percent: the exact fraction.
    public var top1: Double { 100 * Double(correct) / Double(images) }

    /// Reads one run of a cell.
    ///
    /// - Parameter run: counted from 1.
    /// - Throws: `Failure` where the run has not been evaluated (with the command that does it), where
    ///   the file belongs to another cell or run, and where its numbers contradict each other.
    public init(_ cell: CellID, run: Int, of runs: Int, in results: ResultsFolder) throws {
        let path = results.evaluation(of: cell, run: run)
        guard Path.exists(path) else {
            throw Failure(
                "run \(run) of \(runs) has not been evaluated", at: path,
                advice: "Run `\(cell.makeCommand(profile: results.profile, runs: runs))`.")
        }
        let file = try FieldReader(path: path)
        let row = try file.onlyRow()
        let (found, foundRun) = (try row.cell(), try row.integer("run"))
        guard found == cell, foundRun == run else {
            throw Failure("holds run \(foundRun) of \(found.name), not run \(run) of \(cell.name)", at: path)
        }
        let (images, correct) = (try row.integer("images"), try row.integer("correct"))
        guard images > 0, (0...images).contains(correct) else {
            throw Failure("counts \(correct) correct of \(images) images", at: path)
        }
        self.cell = cell
        self.run = run
        self.images = images
        self.correct = correct
        digest = try file.digest(leavingOut: ["images_per_second"])
        selection = Inputs.recorded(in: path)?["selection"]
        trainImages = try Self.trainImages(results.history(of: cell, run: run))
        // Half a unit in the second digit: the column may be written with as few as the paper prints.
        guard abs(try row.number("top1") - top1) <= 0.005 + 1e-9 else {
            throw Failure("gives a top1 that is not \(correct) of \(images)", at: path)
        }
    }

    private static func trainImages(_ path: String) throws -> Int? {
        guard Path.exists(path) else { return nil }
        let rows = try FieldReader(path: path).rows
        return try rows.last?.integer("train_images")
    }
}
