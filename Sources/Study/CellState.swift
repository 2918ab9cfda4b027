import Foundation
import Storage

/// Whether a cell is done, as far as the records of its files tell without hashing data again.
public enum CellState: Equatable, Sendable {
    case done
    /// It would be made again; the reasons.
    case stale([String])
    /// Runs have been started and not aggregated.
    case unfinished
    case missing
}

/// The states of a profile's cells.
public struct CellStates: Sendable {
    public let results: ResultsFolder
    private let states: [CellID: CellState]

    /// - Parameters:
    ///   - prepared: the folder of the profile's prepared files. A cell whose runs used other data than the file
    ///     there records is stale; one whose file is missing is not held against it.
    public init(
        _ ids: [CellID], in results: ResultsFolder, prepared: String, published: PublishedResults,
        tolerance: Tolerance
    ) {
        self.results = results
        var digests: [DatasetID: String] = [:]
        for dataset in Set(ids.map(\.dataset)) {
            let path = Path.join(prepared, "\(dataset.rawValue).h5")
            if Path.exists(path) {
                digests[dataset] = (try? HDF5Reader(path: path).attribute("content")).flatMap { $0 }
            }
        }
        var states: [CellID: CellState] = [:]
        for id in ids where Path.isFolder(results.folder(of: id)) {
            states[id] = Self.state(
                id, in: results, dataset: digests[id.dataset], published: published, tolerance: tolerance)
        }
        self.states = states
    }

    public subscript(id: CellID) -> CellState { states[id] ?? .missing }

    private static func state(
        _ id: CellID, in results: ResultsFolder, dataset: String?, published: PublishedResults, tolerance: Tolerance
    ) -> CellState {
        let path = results.cellFile(of: id)
        guard Path.exists(path) else {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: results.folder(of: id))) ?? []
            return names.contains { $0.hasPrefix("run") } ? .unfinished : .missing
        }
        guard let recorded = Inputs.recorded(in: path), let runs = recorded["runs"].flatMap({ Int($0) }) else {
            return .stale(["it records no inputs"])
        }
        do {
            let file = try CellFile.fromRuns(id, runs: runs, in: results, published: published, tolerance: tolerance)
            var reasons = file.inputs.reasons(against: recorded)
            for run in 1...runs {
                let used = Inputs.recorded(in: results.evaluation(of: id, run: run))?["dataset_digest"]
                if let dataset, let used, used != dataset { reasons.append("run \(run) used other prepared data") }
            }
            return reasons.isEmpty ? .done : .stale(reasons)
        } catch {
            return .stale(["\((error as? Failure)?.what ?? "\(error)")"])
        }
    }
}
