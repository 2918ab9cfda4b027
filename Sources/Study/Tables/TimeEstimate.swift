import Foundation
import Storage

/// How long cells that have not been run would take.
///
/// From Results/<profile>/estimate.csv where there is one (columns backbone, dataset, percent, seconds: of all runs
/// of a cell). Else from the runs that there are: three runs, each as long as the mean run of the same backbone,
/// whatever its data set. That is rough, and nothing at all for a backbone that has not been run.
public struct TimeEstimate: Sendable {
    /// How many of the cells it covers.
    public let cells: Int
    public let seconds: Double
    /// Where it comes from, as the rest of a sentence.
    public let basis: String

    /// How many runs a cell has in the paper.
    private static let runs = 3.0

    /// - Returns: nil where nothing is known.
    public init?(of missing: [CellID], grid: StudyGrid, in results: ResultsFolder) throws {
        let path = Path.join(results.path, "estimate.csv")
        let known: [Double]
        if Path.exists(path) {
            let rows = try FieldReader(path: path).rows
            let seconds = Dictionary(
                try rows.map { (try $0.cell(), try $0.number("seconds")) }, uniquingKeysWith: { first, _ in first })
            known = missing.compactMap { seconds[$0] }
            basis = "estimate.csv"
        } else {
            var means: [BackboneID: Double] = [:]
            for backbone in Set(missing.map(\.backbone)) {
                let runs = try grid.columns.flatMap { try Self.seconds($0.cell(backbone), in: results) }
                if !runs.isEmpty { means[backbone] = runs.reduce(0, +) / Double(runs.count) }
            }
            known = missing.compactMap { cell in means[cell.backbone].map { $0 * Self.runs } }
            basis = "the mean run of the same backbone so far"
        }
        guard !known.isEmpty else { return nil }
        (cells, seconds) = (known.count, known.reduce(0, +))
    }

    /// The training and test seconds of each run of a cell that has a history.
    private static func seconds(_ cell: CellID, in results: ResultsFolder) throws -> [Double] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: results.folder(of: cell))) ?? []
        return try names.compactMap { $0.hasPrefix("run") ? Int($0.dropFirst(3)) : nil }.sorted().compactMap { run in
            let path = results.history(of: cell, run: run)
            guard Path.exists(path) else { return nil }
            return try FieldReader(path: path).rows.map { row in
                try row.number("train_seconds") + row.number("test_seconds")
            }.reduce(0, +)
        }
    }

    /// `about 3.5 h for 40 of them, by the mean run of the same backbone so far`.
    ///
    /// - Parameter missing: of how many cells.
    public func text(missing: Int) -> String {
        let whom = cells < missing ? "\(cells) of them" : missing == 1 ? "it" : "them"
        return "about \(Self.text(seconds: seconds)) for \(whom), by \(basis)"
    }

    /// `40 s`, `12 min`, `3.5 h`, `4.1 days`.
    public static func text(seconds: Double) -> String {
        switch seconds {
        case ..<100: "\(Numbers.digits(seconds, 0)) s"
        case ..<6000: "\(Numbers.digits(seconds / 60, 0)) min"
        case ..<180_000: "\(Numbers.digits(seconds / 3600, 1)) h"
        default: "\(Numbers.digits(seconds / 86_400, 1)) days"
        }
    }
}
