import Foundation
import Storage

/// A cell.csv against its SHA256SUMS and against what its evaluations give.
struct CellCheck {
    let folder: ResultFiles.CellFolder
    let results: ResultsFolder
    let published: PublishedResults
    let tolerance: Tolerance

    private static let name = "cell.csv"

    func findings() -> [FileFinding] {
        let names = [Self.name].filter(folder.names.contains)
        var files = SealedFiles(names, of: [Self.name], in: folder.folder)
        if !names.isEmpty && !files.isDamaged(Self.name) { compare(&files) }
        return files.findings.values.sorted { $0.path < $1.path }
    }

    private func compare(_ files: inout SealedFiles) {
        let path = Path.join(folder.folder, Self.name)
        let recorded = Inputs.recorded(in: path)
        guard let recorded, let runs = recorded["runs"].flatMap({ Int($0) }), (1...10_000).contains(runs),
            let stored = try? CSVTable(path: path), let text = try? String(contentsOfFile: path, encoding: .utf8)
        else {
            files.damage(Self.name, "is no cell.csv that a program here wrote", in: folder.folder)
            return
        }
        do {
            let file = try CellFile.fromRuns(
                folder.cell, runs: runs, in: results, published: published, tolerance: tolerance)
            let reasons = file.inputs.reasons(against: recorded)
            if !reasons.isEmpty {
                files.stale(Self.name, reasons.joined(separator: "; "), in: folder.folder)
            } else if file.table(profile: results.profile, comments: stored.provenance).text != text {
                files.damage(Self.name, "is not what its evaluations give", in: folder.folder)
            }
        } catch {
            files.stale(Self.name, FileFinding.reason(error), in: folder.folder)
        }
    }
}

extension CSVTable {
    /// Who made the file: the comments that are neither inputs nor the table's own.
    var provenance: [(key: String, value: String)] {
        let keys: Set = [
            "program", "commit", "host", "system", "processor", "gnuplot", "kernels", "onednn", "openblas", "threads",
        ]
        return comments.filter { keys.contains($0.key) }
    }
}
