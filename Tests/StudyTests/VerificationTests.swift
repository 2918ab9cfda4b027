import Foundation
import Storage
import Testing

import Study

@Suite struct VerificationTests {
    /// Flips a bit at a place that a linear congruential sequence gives.
    private func flip(_ path: String, _ draw: Int) throws {
        var bytes = try FileBytes.read(path)
        let number = (UInt64(draw) &+ 1) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let bit = Int(number >> 20) % (8 * bytes.count)
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test func wholeResultsAreWhole() throws {
        let tree = try VerificationTree()
        let report = try tree.verify()
        #expect(report.findings.isEmpty, "\(report.findings.map(\.text))")
        #expect(report.runs == 4)
        // Five files a run, two a cell, three of the table.
        #expect(report.files == 27 && report.count(.whole) == 27)
        #expect(report.summary.contains("nobody's"))
    }

    @Test(
        "a flipped bit is noticed in each kind of file",
        arguments: [
            "checkpoint.h5", "history.csv", "predictions.h5", "evaluation.csv", "SHA256SUMS", "../cell.csv",
            "../SHA256SUMS", "table7.csv", "table7.md", "table7.tex",
        ])
    func flippedBits(_ name: String) throws {
        let tree = try VerificationTree([cell(.resNet50, .cifar10, .tenth)])
        let path =
            name.hasPrefix("table")
            ? Path.join(tree.paper, "tables/\(name)") : tree.file(tree.cells[0], run: 2, name)
        let whole = try FileBytes.read(path)
        _ = try tree.verify()
        for draw in 0..<15 {
            try flip(path, draw)
            let report = try tree.verify()
            // Of a list of digests, and of what a table records of its inputs, damage may show in other words.
            let noticed = report.count(.damaged) + report.count(.stale) + report.count(.unsealed)
            #expect(noticed > 0, "draw \(draw)")
            if name.hasSuffix(".h5") || name.contains("cell") || name.hasSuffix("history.csv") {
                #expect(report.count(.damaged) > 0, "draw \(draw)")
            }
            let quick = try tree.verify(quick: true)
            #expect(quick.count(.damaged) + quick.count(.stale) + quick.count(.unsealed) > 0, "draw \(draw), quick")
            try Data(whole).write(to: URL(fileURLWithPath: path))
        }
        #expect(try tree.verify().findings.isEmpty)
    }

    @Test func anotherProtocolIsStaleAndNoDamage() throws {
        let tree = try VerificationTree()
        var inputs = VerificationTree.inputs
        inputs["batch"] = "64"
        let report = try tree.verify(inputs: inputs)
        #expect(report.count(.damaged) == 0 && report.count(.stale) == 8)
        #expect(report.lines(.stale)[0].contains("batch was 32, is now 64"))
        inputs = VerificationTree.inputs
        inputs["dataset_digest"] = "abd"
        // Of the evaluations as well.
        #expect(try tree.verify(inputs: inputs).count(.stale) == 16)
        inputs = VerificationTree.inputs
        inputs["weights"] = nil
        #expect(try tree.verify(inputs: inputs).findings.isEmpty)
    }

    @Test func aTableEditedByHandIsNoticed() throws {
        let tree = try VerificationTree()
        let path = tree.stem + ".md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("90.02"))
        try AtomicFile.write(text.replacing("90.02", with: "99.02"), to: path)
        #expect(try tree.verify().names(.damaged) == ["table7.md"])
        #expect(try tree.verify(quick: true).names(.damaged) == ["table7.md"])
        // Another cell makes it stale, whatever it holds.
        try AtomicFile.write(text, to: path)
        try tree.place.aggregate(cell(.swinTiny, .cifar10, .hundredth), correct: [5_000])
        #expect(try tree.verify().names(.stale) == ["table7.csv", "table7.md", "table7.tex"])
    }

    @Test func contradictionsAreFound() throws {
        let tree = try VerificationTree()
        let id = tree.cells[0]
        let folder = tree.place.results.runFolder(of: id, run: 1)
        // An evaluation that was sealed with a number that its predictions do not give.
        let path = tree.file(id, run: 1, "evaluation.csv")
        let whole = try FileBytes.read(path)
        try Sums.sealing(["evaluation.csv"], in: folder) { try set(["correct": "9011"], in: path) }
        let report = try tree.verify()
        #expect(report.names(.damaged) == ["evaluation.csv"], "\(report.findings.map(\.text))")
        #expect(report.lines(.damaged)[0].contains("correct is 9011, and the predictions give 9001"))
        // A cell that was sealed with another best.
        try Sums.sealing(["evaluation.csv"], in: folder) { try AtomicFile.write(Data(whole), to: path) }
        let cellFile = tree.place.results.cellFile(of: id)
        try Sums.sealing(["cell.csv"], in: tree.place.results.folder(of: id)) {
            try set(["best": "90.03"], in: cellFile)
        }
        let second = try tree.verify()
        #expect(second.names(.damaged) == ["cell.csv"], "\(second.findings.map(\.text))")
    }

    /// Sets fields of the only row of a table.
    private func set(_ fields: [String: String], in path: String) throws {
        var table = try CSVTable(path: path)
        for (column, value) in fields {
            table.rows[0][try #require(table.columns.firstIndex(of: column))] = value
        }
        try table.write(to: path)
    }

    @Test func aListThatTheEvaluationContradictsIsToBlame() throws {
        let tree = try VerificationTree()
        let folder = tree.place.results.runFolder(of: tree.cells[0], run: 1)
        let path = Path.join(folder, Sums.name)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let digest = try #require(try Sums(folder: folder).digests["checkpoint.h5"])
        let other = (digest.hasPrefix("0") ? "1" : "0") + digest.dropFirst()
        try AtomicFile.write(text.replacing(digest, with: other), to: path)
        let report = try tree.verify(settingAside: true)
        #expect(report.names(.damaged) == [Sums.name] && report.names(.unsealed) == ["checkpoint.h5"])
        #expect(Path.exists(path + ".damaged") && Path.exists(Path.join(folder, "checkpoint.h5")))
        let after = try tree.verify()
        #expect(after.count(.damaged) == 0 && after.count(.unsealed) == 4 && after.count(.setAside) == 1)
    }

    @Test func aDamagedCheckpointGoesWithItsEvaluation() throws {
        let tree = try VerificationTree()
        let id = tree.cells[0]
        try flip(tree.file(id, run: 1, "checkpoint.h5"), 7)
        let report = try tree.verify(quick: true, settingAside: true)
        #expect(report.names(.damaged) == ["checkpoint.h5", "evaluation.csv", "predictions.h5"])
        #expect(report.setAside.count == 3)
        for name in ["checkpoint.h5", "evaluation.csv", "predictions.h5"] {
            #expect(!Path.exists(tree.file(id, run: 1, name)))
            #expect(Path.exists(tree.file(id, run: 1, name + ".damaged")))
        }
        #expect(
            try Sums(folder: tree.place.results.runFolder(of: id, run: 1)).digests.keys.sorted() == ["history.csv"])
        // The cell waits for its evaluation, and nothing is damaged any more.
        let after = try tree.verify()
        #expect(after.count(.damaged) == 0 && after.count(.setAside) == 3)
        #expect(after.names(.stale) == ["cell.csv"])
    }

    @Test func unsealedAndForeignFilesAreListed() throws {
        let tree = try VerificationTree()
        let id = tree.cells[0]
        try Sums.unseal(["checkpoint.h5"], in: tree.place.results.runFolder(of: id, run: 1))
        for name in [
            "Results/sample/note.txt", "Results/sample/cifar10/100/resnet50/run1/extra", "Paper/sample/tables/mine.csv",
            "Results/sample/cifar10/100/resnet51/run1/checkpoint.h5",
            "Results/sample/cifar10/100/resnet50/run01/history.csv", "Results/sample/cifar10/37/resnet50/cell.csv",
        ] {
            _ = try tree.place.write("mine", to: name)
        }
        let report = try tree.verify()
        #expect(report.count(.damaged) == 0 && report.names(.unsealed) == ["checkpoint.h5"])
        #expect(report.count(.foreign) == 6, "\(report.lines(.foreign))")
    }

    @Test func quickReadsOnlyWhatChanged() throws {
        let tree = try VerificationTree()
        #expect(try tree.verify().examined == 7)
        #expect(try tree.verify(quick: true).examined == 0)
        // The same size and the same time as before: only the inode's time tells.
        let path = tree.file(tree.cells[0], run: 1, "history.csv")
        var before = stat()
        #expect(stat(path, &before) == 0)
        try flip(path, 3)
        let times = [before.st_atim, before.st_mtim]
        #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
        var after = stat()
        #expect(stat(path, &after) == 0 && after.st_mtim.tv_nsec == before.st_mtim.tv_nsec)
        let report = try tree.verify(quick: true)
        #expect(report.names(.damaged) == ["history.csv"])
        // The run, and the cell that reads its history.
        #expect(report.examined == 2)
        // Damage is not remembered.
        #expect(try tree.verify(quick: true).names(.damaged) == ["history.csv"])
        // What was written a moment ago is not remembered either, as it may change within the clock's tick.
        #expect(try tree.verify(settled: 3_600_000_000_000).count(.damaged) == 1)
        #expect(try tree.verify(quick: true).examined == 7)
    }

    @Test func evidenceIsComparedWithTolerance() throws {
        let tree = try VerificationTree()
        let id = tree.cells[0]
        let evidence = ResultsFolder(root: tree.place.results.root, profile: try ProfileName.named("evidence"))
        for (run, correct, top1) in [(1, "9050", "90.5"), (2, "8002", "80.02")] {
            let kept = evidence.runFolder(of: id, run: run)
            // The histories record the same inputs on both sides.
            let history = tree.file(id, run: run, "history.csv")
            var table = try CSVTable(path: history)
            table.comments += VerificationTree.inputs.comments
            try table.write(to: history)
            try table.write(to: Path.join(kept, "history.csv"))
            let evaluation = Path.join(kept, "evaluation.csv")
            try CSVTable(path: tree.file(id, run: run, "evaluation.csv")).write(to: evaluation)
            try set(["correct": correct, "top1": top1], in: evaluation)
        }
        let comparison = try #require(try tree.verify().evidence)
        #expect(comparison.compared == 2)
        #expect(comparison.apart.count == 1 && comparison.apart[0].contains("run 2: 90.02, the evidence has 80.02"))
    }

    @Test func aThousandRunsAreLookedAtInNoTime() throws {
        let tree = try VerificationTree([])
        let own = try #require(DatasetID(rawValue: "own-photos"))
        let columns = try Package.grid().columns + Percent.allCases.map { GridColumn(own, $0) }
        let model = cell(.resNet50, .cifar10)
        try VerificationTree.makeRun(model, run: 1, correct: 9_000, in: tree.place)
        let source = tree.place.results.runFolder(of: model, run: 1)
        for id in columns.flatMap({ column in BackboneID.allCases.map(column.cell) }) {
            for run in 1...3 {
                let folder = tree.place.results.runFolder(of: id, run: run)
                if Path.exists(folder) { continue }
                try AtomicFile.makeFolder(Path.folder(of: folder))
                try FileManager.default.copyItem(atPath: source, toPath: folder)
            }
        }
        let first = try tree.verify()
        #expect(first.runs == 1_056 && first.count(.damaged) == 0)
        var report: VerificationReport?
        let time = try threadTime { report = try tree.verify(quick: true) }
        #expect(report?.examined == 0 && report?.files == first.files)
        #expect(time < 0.3, "\(time) s of processor time")
    }

    /// Seconds of this thread's processor time, whatever other tests do at the same time.
    private func threadTime(_ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let start = now()
        try body()
        return now() - start
    }
}
