import Foundation
import Storage

/// What has been run under a profile.
public struct Status {
    public struct Entry: Equatable, Sendable {
        public let id: CellID
        /// The numbers of the runs that have an evaluation, rising.
        public let evaluated: [Int]
        /// The numbers of the runs that have been started and not evaluated, rising.
        public let unfinished: [Int]
        /// The best top-1 of the evaluated runs in percent; nil where there is none.
        public let best: Double?
        /// The row of cell.csv; nil where the runs have not been aggregated.
        public let cell: Cell?
    }

    public let results: ResultsFolder
    /// In the order of data sets, percents and backbones.
    public let entries: [Entry]

    /// Walks the folders of all cells. Folders that belong to no cell are passed over.
    ///
    /// - Throws: `Failure` where nothing has been run under the profile, or a file contradicts its place.
    public init(of results: ResultsFolder) throws {
        self.results = results
        guard Path.isFolder(results.path) else {
            throw Failure("nothing has been run under this profile", at: results.path)
        }
        var entries: [Entry] = []
        let others = ((try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []).sorted()
            .compactMap(DatasetID.init(rawValue:)).filter { !DatasetID.allCases.contains($0) }
        for dataset in DatasetID.allCases + others {
            for percent in Percent.allCases {
                for backbone in BackboneID.allCases {
                    let id = CellID(backbone: backbone, dataset: dataset, percent: percent)
                    if let entry = try Self.entry(id, in: results) { entries.append(entry) }
                }
            }
        }
        self.entries = entries
    }

    private static func entry(_ id: CellID, in results: ResultsFolder) throws -> Entry? {
        let folder = results.folder(of: id)
        guard Path.isFolder(folder) else { return nil }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let runs = names.compactMap { $0.hasPrefix("run") ? Int($0.dropFirst(3)) : nil }.sorted()
        let evaluated = runs.filter { Path.exists(results.evaluation(of: id, run: $0)) }
        let tops = try evaluated.map { try RunResult(id, run: $0, of: runs.count, in: results).top1 }
        return Entry(
            id: id, evaluated: evaluated, unfinished: runs.filter { !evaluated.contains($0) }, best: tops.max(),
            cell: try StoredCell.read(id, in: results)?.cell)
    }

    /// The listing for a terminal.
    ///
    /// - Parameter published: gives each cell its number; for the paper's profile also the count of all.
    public func text(published: PublishedResults) -> String {
        var table = TextTable(
            header: ["dataset", "percent", "backbone", "runs", "unfinished", "best", "published", "verdict"],
            rightAligned: [1, 3, 4, 5, 6])
        for entry in entries {
            table.append([
                entry.id.dataset.rawValue, String(entry.id.percent.rawValue), entry.id.backbone.rawValue,
                String(entry.evaluated.count), entry.unfinished.isEmpty ? "" : String(entry.unfinished.count),
                entry.best.map(Numbers.percent) ?? "–", published.top1(entry.id).map(Numbers.percent) ?? "–",
                entry.cell?.verdict.rawValue ?? (entry.evaluated.isEmpty ? Verdict.notRun.rawValue : "not aggregated"),
            ])
        }
        let done = Set(entries.filter { $0.cell != nil }.map(\.id))
        var summary = "\(done.count) \(done.count == 1 ? "cell is" : "cells are") done"
        if results.profile.isPaper {
            let cells = published.cells
            let count = cells.filter(done.contains).count
            summary += ", \(count) of them among the \(cells.count) that the paper publishes"
        }
        summary += "."
        return [results.profile.heading, table.text, summary].joined(separator: "\n")
    }
}
