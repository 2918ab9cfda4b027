import Foundation
import Storage
import Testing

import Study

/// A small profile with everything that verification looks at: runs with all their files, cells, a table.
struct VerificationTree {
    let place: Workplace
    let cells: [CellID]

    static let inputs = Inputs(["batch": "32", "dataset_digest": "abc", "weights": "none"])

    init(_ cells: [CellID] = [cell(.resNet50, .cifar10, .tenth), cell(.waveMix, .cifar10)]) throws {
        place = try Workplace(profile: "sample")
        self.cells = cells
        for (number, id) in cells.enumerated() {
            for run in 1...2 { try Self.makeRun(id, run: run, correct: 9_000 + 10 * number + run, in: place) }
            try Sums.sealing(["cell.csv"], in: place.results.folder(of: id)) {
                try place.cellFile(id, runs: 2).table(profile: place.results.profile, comments: Self.provenance)
                    .write(to: place.results.cellFile(of: id))
            }
        }
        let content = try product.content()
        for (ending, text) in content.texts(Self.provenance) { try AtomicFile.write(text, to: "\(stem).\(ending)") }
    }

    static let provenance = [("program", "aggregate 1"), ("host", "somewhere")]
        .map { (key: $0.0, value: $0.1) }

    var paper: String { Path.join(place.path, "Paper/sample") }
    var stem: String { Path.join(paper, "tables/table7") }

    /// Table 7, which shows both cells.
    var product: PaperProduct {
        let results = place.results
        return PaperProduct(stem: stem, endings: ["csv", "md", "tex"]) {
            let grid = try Package.grid()
            let spec = try #require(TableSpec(number: 7, grid: grid))
            return try PaperProduct.Content(
                ResultTable(spec, grid: grid, in: results, published: Package.published()))
        }
    }

    func file(_ cell: CellID, run: Int, _ name: String) -> String {
        Path.join(place.results.runFolder(of: cell, run: run), name)
    }

    /// A run as train and evaluate leave it; the predictions are as many right ones as the evaluation counts.
    static func makeRun(_ id: CellID, run: Int, correct: Int, in place: Workplace) throws {
        let folder = place.results.runFolder(of: id, run: run)
        try Sums.sealing(["checkpoint.h5", "history.csv"], in: folder) {
            try place.train(id, run: run, images: 500)
            var inputs = Self.inputs
            inputs["run"] = "\(run)"
            try HDF5Writer.write(to: Path.join(folder, "checkpoint.h5")) { file in
                try file.setAttribute("inputs", inputs.text)
                try file.write("weights", [Float](repeating: 0.5, count: 300))
            }
        }
        try Sums.sealing(["predictions.h5", "evaluation.csv"], in: folder) {
            try HDF5Writer.write(to: Path.join(folder, "predictions.h5")) { file in
                try file.write("right", [Int32(correct)])
            }
            try place.evaluate(id, run: run, correct: correct)
            let path = place.results.evaluation(of: id, run: run)
            var table = try CSVTable(path: path)
            table.comments +=
                Inputs([
                    "checkpoint": try Digest.ofFile(Path.join(folder, "checkpoint.h5")), "dataset_digest": "abc",
                ]).comments
            try table.write(to: path)
        }
    }

    /// - Parameter settled: 0 remembers files that were written a moment ago as well.
    func verify(
        quick: Bool = false, settingAside: Bool = false, inputs: Inputs = Self.inputs, settled: Int = 0
    ) throws -> VerificationReport {
        var knowledge = Verification.Knowledge(
            published: try Package.published(), tolerance: Tolerance(points: 1, standardErrors: 2))
        if !quick { for cell in cells { knowledge.runInputs[cell] = inputs } }
        knowledge.recompute = { folder in
            let right = try HDF5Reader(path: Path.join(folder, "predictions.h5")).read("right", as: Int32.self)
            return ["correct": "\(right[0])"]
        }
        knowledge.products = [product]
        return try Verification(
            ResultFiles(of: place.results), paper: paper, knowledge: knowledge, settled: settled
        ).run(quick: quick, settingAside: settingAside)
    }
}

extension VerificationReport {
    /// The names of the files of a condition, without their folders.
    func names(_ condition: FileCondition) -> [String] {
        findings.filter { $0.condition == condition }.map { Path.name(of: $0.path) }.sorted()
    }
}
