import Foundation
import Storage
import Study
import Testing

@Suite struct CellStateTests {
    private func states(_ place: Workplace, points: Double = 1) throws -> CellStates {
        CellStates(
            try Package.grid().cells, in: place.results, prepared: Path.join(place.path, "prepared"),
            published: try Package.published(), tolerance: Tolerance(points: points, standardErrors: 2))
    }

    @Test func doneStaleUnfinishedAndMissing() throws {
        let place = try Workplace()
        let (done, changed, started) = (
            cell(.resNet50, .cifar10), cell(.waveMix, .cifar10), cell(.swinTiny, .dtd)
        )
        try place.aggregate(done, correct: [9431, 9458])
        try place.aggregate(changed, correct: [9700])
        try place.evaluate(changed, run: 1, correct: 9701)
        try place.train(started, run: 1, images: 1880)
        let states = try states(place)
        #expect(states[done] == .done)
        guard case .stale(let reasons) = states[changed] else { Issue.record("not stale"); return }
        #expect(reasons.count == 1 && reasons[0].hasPrefix("run1 evaluation was "))
        #expect(states[started] == .unfinished)
        #expect(states[cell(.denseNet161, .neu)] == .missing)

        let status = StatusByTable(grid: try Package.grid(), states: states)
        #expect(status.rows.map(\.title) == ["Table 4", "Table 5", "Table 6", "Table 7", "Table 8", "all"])
        // CIFAR-10 stands in Tables 4 and 7, and counts once in all.
        #expect(status.rows.map(\.done) == [1, 0, 0, 1, 0, 1])
        #expect(status.rows.map(\.stale) == [1, 0, 0, 1, 0, 1])
        #expect(status.rows.map(\.unfinished) == [0, 1, 0, 0, 0, 1])
        #expect(status.rows.map(\.missing) == [75, 76, 44, 64, 110, 316])
        #expect(status.stale.map(\.cell) == [changed])
        let text = status.text(files: ["Table 4": "stale", "Table 9": "up to date"])
        #expect(text.contains("Table 4     1      1           0       75  stale"))
        #expect(text.contains("stale: wavemix_192_16 cifar10 100: run1 evaluation was "))
        #expect(text.contains("Table 9"))
    }

    @Test func anotherToleranceOrAMissingRunIsStale() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .cifar10)
        try place.aggregate(id, correct: [9431, 9458])
        #expect(try states(place, points: 2)[id] == .stale(["tolerance points was 1.00, is now 2.00"]))
        try AtomicFile.remove(place.results.evaluation(of: id, run: 2))
        #expect(try states(place)[id] == .stale(["run 2 of 2 has not been evaluated"]))
    }

    @Test func otherPreparedDataAreStale() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .cifar10)
        try place.evaluate(id, run: 1, correct: 9431)
        let path = place.results.evaluation(of: id, run: 1)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try AtomicFile.write("# input dataset_digest: abc\n" + text, to: path)
        try place.cellFile(id, runs: 1).table(profile: place.results.profile, comments: [])
            .write(to: place.results.cellFile(of: id))
        // Without a prepared file nothing can be said.
        #expect(try states(place)[id] == .done)
        let prepared = Path.join(place.path, "prepared/cifar10.h5")
        for (content, state) in [("abc", CellState.done), ("xyz", .stale(["run 1 used other prepared data"]))] {
            try HDF5Writer.write(to: prepared) { try $0.setAttribute("content", content) }
            #expect(try states(place)[id] == state)
        }
    }
}
