import Foundation
import Storage

/// How long the runs of a cell were.
public enum EpochHistory {
    /// The mean number of epochs of a cell's runs; nil where none has a history.
    ///
    /// - Throws: `Failure` that names the history that is no table.
    public static func mean(of cell: CellID, in results: ResultsFolder) throws -> Double? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: results.folder(of: cell))) ?? []
        let lengths = try names.compactMap { $0.hasPrefix("run") ? Int($0.dropFirst(3)) : nil }.compactMap {
            run -> Int? in
            // An unfinished run has a history too, and would count as a short one.
            let ends = [
                Path.join(results.runFolder(of: cell, run: run), "checkpoint.h5"),
                results.evaluation(of: cell, run: run),
            ]
            let path = results.history(of: cell, run: run)
            guard Path.exists(path), ends.contains(where: Path.exists) else { return nil }
            return try FieldReader(path: path).rows.count
        }
        return lengths.isEmpty ? nil : Double(lengths.reduce(0, +)) / Double(lengths.count)
    }
}
