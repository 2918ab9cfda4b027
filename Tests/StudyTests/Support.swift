import Foundation
import Storage
import Study
import Testing

/// A folder that is there for the length of a test, and the results that a test writes into it.
final class Workplace {
    let path: String
    let results: ResultsFolder

    init(profile: String = "paper") throws {
        path = NSTemporaryDirectory() + "study-" + UUID().uuidString
        try AtomicFile.makeFolder(path)
        results = ResultsFolder(root: Path.join(path, "Results"), profile: try ProfileName.named(profile))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws -> String {
        let file = Path.join(path, name)
        try AtomicFile.write(text, to: file)
        return file
    }

    /// Writes an evaluation.csv as the program `evaluate` does.
    func evaluate(
        _ cell: CellID, run: Int, correct: Int, of images: Int = 10_000, speed: String = "31.5",
        comment: String = "one"
    ) throws {
        let table = CSVTable(
            comments: [("host", comment)],
            columns: [
                "backbone", "dataset", "percent", "run", "images", "correct", "top1", "top1_batch_mean", "top5",
                "class_weighted", "mean_loss", "images_per_second",
            ],
            rows: [
                [
                    cell.backbone.rawValue, cell.dataset.rawValue, String(cell.percent.rawValue), String(run),
                    String(images), String(correct), Numbers.exact(100 * Double(correct) / Double(images)), "90", "99",
                    "90", "0.2", speed,
                ]
            ])
        try table.write(to: results.evaluation(of: cell, run: run))
    }

    /// Writes a history.csv of the phases' lengths; top-1 rises, so that every epoch is a new best.
    func train(
        _ cell: CellID, run: Int, images: Int, adamw: Int = 3, sgd: Int = 2, speed: String = "9"
    ) throws {
        var rows: [[String]] = []
        for epoch in 1...(adamw + sgd) {
            let (trainLoss, testLoss) = (String(2.0 / Double(epoch)), String(2.5 / Double(epoch)))
            let (phase, top1) = (epoch <= adamw ? "adamw" : "sgd", String(min(100, epoch * 10)))
            rows.append([
                String(epoch), phase, trainLoss, String(images), testLoss, top1, "100", top1, top1, "1", speed, speed,
                speed,
            ])
        }
        let table = CSVTable(
            columns: [
                "epoch", "phase", "train_loss", "train_images", "test_loss", "correct", "images", "top1",
                "top1_batch_mean", "best", "train_seconds", "test_seconds", "images_per_second",
            ], rows: rows)
        try table.write(to: results.history(of: cell, run: run))
    }

    /// Writes the runs and the cell.csv of a cell.
    @discardableResult
    func aggregate(_ cell: CellID, correct: [Int], of images: Int = 10_000, trainImages: Int? = nil) throws -> Cell {
        for (index, correct) in correct.enumerated() {
            try evaluate(cell, run: index + 1, correct: correct, of: images)
            if let trainImages { try train(cell, run: index + 1, images: trainImages) }
        }
        let file = try cellFile(cell, runs: correct.count)
        try file.table(profile: results.profile, comments: []).write(to: results.cellFile(of: cell))
        return file.cell
    }

    /// Writes the cell.csv of three runs that are not there.
    func state(_ cell: CellID, best: Double, interval: Interval) throws {
        let folder = results.folder(of: cell)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let numbers = [best, best - 0.02, 0.02, interval.low, interval.high].map(Numbers.exact).joined(separator: ",")
        let ids = "\(cell.backbone.rawValue),\(cell.dataset.rawValue),\(cell.percent.rawValue)"
        let text = """
            backbone,dataset,percent,runs,best,mean,sd,low,high,published,difference,verdict
            \(ids),3,\(numbers),,,not published

            """
        // Three hundred of them need not reach the disk.
        try text.write(toFile: results.cellFile(of: cell), atomically: false, encoding: .utf8)
    }

    func cellFile(
        _ cell: CellID, runs: Int, tolerance: Tolerance = Tolerance(points: 1, standardErrors: 2)
    ) throws -> CellFile {
        try CellFile.fromRuns(cell, runs: runs, in: results, published: Package.published(), tolerance: tolerance)
    }
}

/// The files of this package.
enum Package {
    static let root: String = {
        // Tests/StudyTests/Support.swift
        (0..<3).reduce(#filePath) { path, _ in Path.folder(of: path) }
    }()

    static func path(_ name: String) -> String { Path.join(root, name) }

    static func published() throws -> PublishedResults { try PublishedResults(folder: path("Paper/published")) }

    static func paper() throws -> PublishedPaper { try PublishedPaper(folder: path("Paper/published")) }

    static func grid() throws -> StudyGrid { try StudyGrid(path: path("Data/grid.mk")) }
}

func cell(_ backbone: BackboneID, _ dataset: DatasetID, _ percent: Percent = .all) -> CellID {
    CellID(backbone: backbone, dataset: dataset, percent: percent)
}

/// The failure that `body` throws; a test failure where it throws none.
func failure(_ body: () throws -> Void) -> Failure {
    do {
        try body()
    } catch let failure as Failure {
        return failure
    } catch {
        Issue.record("threw \(error)")
        return Failure("another error")
    }
    Issue.record("threw nothing")
    return Failure("nothing")
}
