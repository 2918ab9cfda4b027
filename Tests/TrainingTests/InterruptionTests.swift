import Foundation
import Storage
import TestSupport
import Testing
import Training

/// A run that is killed and taken up again ends with the bytes of one that never stopped.
@Suite(.serialized) struct InterruptionTests {
    /// The program, built beside the tests' own executable.
    private static let program = Path.join(Path.folder(of: CommandLine.arguments.first ?? ""), "train")

    /// One start of the program, whose output goes to a file.
    private final class Start {
        let process = Process()
        private let log: String

        init(_ study: TinyStudy, results: String) throws {
            try #require(Path.exists(InterruptionTests.program), "the program is not built beside the tests")
            log = study.results(UUID().uuidString + ".log")
            try AtomicFile.write("", to: log)
            process.executableURL = URL(fileURLWithPath: InterruptionTests.program)
            process.arguments = [
                "--profile", "tiny", "--dataset", "cifar10", "--backbone", TinyStudy.backbone, "--prepared",
                study.prepared, "--protocols", study.protocols, "--results", results, "--save-interval", "0",
                "--threads", "1",
            ]
            // Outside a repository the recorded commit cannot change on the way.
            process.currentDirectoryURL = URL(fileURLWithPath: study.path)
            let handle = FileHandle(forWritingAtPath: log)
            process.standardOutput = handle
            process.standardError = handle
            process.standardInput = FileHandle.nullDevice
            try process.run()
        }

        var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

        /// Waits until `moment` has come and kills the process; false where it ended before.
        func kill(at moment: () -> Bool) -> Bool {
            while process.isRunning {
                if moment() {
                    Foundation.kill(process.processIdentifier, SIGKILL)
                    process.waitUntilExit()
                    return process.terminationReason == .uncaughtSignal
                }
                usleep(200)
            }
            return false
        }

        func wait() -> Int32 {
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    private func after(_ seconds: Double) -> () -> Bool {
        let end = ContinuousClock().now + .seconds(seconds)
        return { ContinuousClock().now >= end }
    }

    /// A run that was over before it could be killed.
    private struct EndedEarly: Error {}

    /// Which file a name stands for, and since when.
    private static func stamp(_ path: String) -> [Int] {
        var information = stat()
        guard stat(path, &information) == 0 else { return [] }
        return [Int(information.st_ino), information.st_mtim.tv_sec, information.st_mtim.tv_nsec]
    }

    /// Starts the run seven times and kills it at seven moments.
    ///
    /// - Parameter epoch: how long one takes, in seconds.
    /// - Returns: the kills, and how many of the last four starts had taken up a state.
    /// - Throws: `EndedEarly` where one was over before its moment was seen.
    private func interrupt(
        _ study: TinyStudy, _ results: String, in folder: String, epoch: Double
    ) throws -> (kills: Int, resumed: Int) {
        let state = Path.join(folder, "resume.h5")
        func starts() throws -> Start {
            let start = try Start(study, results: results)
            // Whoever watches goes first.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(start.process.processIdentifier), 10)
            return start
        }
        /// While the start writes the state, under a temporary name of its own; where that is over before anyone
        /// looks, just behind it, when the state is another file than before.
        func writes(_ start: Start, _ before: [Int]) -> () -> Bool {
            let partial = Path.join(folder, ".resume.h5.partial-\(start.process.processIdentifier)")
            return { Path.exists(partial) || Self.stamp(state) != before }
        }
        var (kills, resumed) = (0, 0)
        func interrupt(_ start: Start, at moment: () -> Bool) throws {
            guard start.kill(at: moment), !Path.exists(Path.join(folder, "checkpoint.h5")) else { throw EndedEarly() }
            kills += 1
            if start.output.contains("going on after epoch") { resumed += 1 }
        }
        /// A share of an epoch after `event`.
        func behind(_ share: Double, _ event: @escaping () -> Bool) -> () -> Bool {
            var moment: (() -> Bool)?
            return {
                if moment == nil, event() { moment = after(share * epoch) }
                return moment?() ?? false
            }
        }
        // Before the first epoch has ended; while the first state is written; after that.
        try interrupt(try starts(), at: after(0.4 * epoch))
        var before = Self.stamp(state)
        let first = try starts()
        try interrupt(first, at: writes(first, before))
        try interrupt(try starts(), at: behind(0.3) { Path.exists(state) })
        // From here on each start takes up a state. Behind an epoch, while the state is written, within an epoch.
        resumed = 0
        for share in [0, 0.6] {
            let start = try starts()
            try interrupt(start, at: behind(share) { start.output.contains("\n  epoch ") })
            before = Self.stamp(state)
            let next = try starts()
            try interrupt(next, at: writes(next, before))
        }
        return (kills, resumed)
    }

    @Test func killedRunsEndWithTheSameBytes() throws {
        let study = try TinyStudy(["max_epochs": "9", "sgd_patience": "9"])
        let clock = ContinuousClock()
        let begin = clock.now
        let whole = try Start(study, results: study.results("whole"))
        #expect(whole.wait() == 0, "\(whole.output)")
        let seconds = (clock.now - begin).seconds
        let cell = "tiny/cifar10/100/\(TinyStudy.backbone)/run1"
        let expected = Path.join(study.results("whole"), cell)
        let history = try TinyStudy.history(expected)
        #expect(history.count == 9)
        // Both phases are there to be interrupted.
        #expect(Set(history.map { $0[1] }) == ["adamw", "sgd"])

        var (cut, kills, resumed) = ("", 0, 0)
        for attempt in 1... {
            cut = study.results("cut\(attempt)")
            do {
                (kills, resumed) = try interrupt(study, cut, in: Path.join(cut, cell), epoch: seconds / 9)
                break
            } catch let early as EndedEarly {
                // On a busy machine the killer may be late, again and again: half a dozen times is another matter.
                if attempt == 6 { throw early }
            }
        }
        let folder = Path.join(cut, cell)
        func starts() throws -> Start { try Start(study, results: cut) }
        let last = try starts()
        #expect(last.wait() == 0, "\(last.output)")
        #expect(kills == 7 && resumed == 4, "\(kills) kills, \(resumed) resumed runs")
        #expect(last.output.contains("going on after epoch"))

        #expect(try TinyStudy.history(folder) == history)
        func checkpoint(_ folder: String) -> Data? {
            FileManager.default.contents(atPath: Path.join(folder, "checkpoint.h5"))
        }
        #expect(checkpoint(folder) != nil && checkpoint(folder) == checkpoint(expected))
        // Nothing else is left behind.
        #expect(try TinyStudy.files(folder) == ["SHA256SUMS", "checkpoint.h5", "history.csv"])

        // A finished run is left as it is.
        let again = try starts()
        #expect(again.wait() == 0 && again.output == "")
    }

    /// The state of a run with other values is of no use to this one.
    @Test func theStateOfAnotherRunIsNotTakenUp() throws {
        let study = try TinyStudy(["max_epochs": "2"])
        let first = try Start(study, results: study.results("cut"))
        #expect(
            first.kill {
                first.output.contains("  epoch   2  ") == false
                    && Path.exists(
                        Path.join(study.results("cut"), "tiny/cifar10/100/\(TinyStudy.backbone)/run1/resume.h5"))
            })
        let values = Path.join(study.protocols, "tiny.toml")
        let text = try String(contentsOfFile: values, encoding: .utf8).replacing("batch = 24", with: "batch = 30")
        try AtomicFile.write(text, to: values)
        let second = try Start(study, results: study.results("cut"))
        #expect(second.wait() == 0)
        #expect(second.output.contains("belongs to a run with other inputs: starting over"))
        #expect(!second.output.contains("going on after epoch"))
    }
}
