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

    @Test func killedRunsEndWithTheSameBytes() throws {
        let study = try TinyStudy(["max_epochs": "9", "sgd_patience": "9"])
        let clock = ContinuousClock()
        let begin = clock.now
        let whole = try Start(study, results: study.results("whole"))
        #expect(whole.wait() == 0, "\(whole.output)")
        let seconds = (clock.now - begin).seconds
        let cell = "tiny/cifar10/100/\(TinyStudy.backbone)/run1"
        let (expected, folder) = (Path.join(study.results("whole"), cell), Path.join(study.results("cut"), cell))
        let history = try TinyStudy.history(expected)
        #expect(history.count == 9)
        // Both phases are there to be interrupted.
        #expect(Set(history.map { $0[1] }) == ["adamw", "sgd"])

        func starts() throws -> Start { try Start(study, results: study.results("cut")) }
        /// While the start writes the state, under a temporary name of its own.
        func writes(_ start: Start) -> () -> Bool {
            let partial = Path.join(folder, ".resume.h5.partial-\(start.process.processIdentifier)")
            return { Path.exists(partial) }
        }
        var (kills, resumed) = (0, 0)
        func interrupt(_ start: Start, at moment: () -> Bool) {
            if start.kill(at: moment) { kills += 1 }
            if start.output.contains("going on after epoch") { resumed += 1 }
            #expect(!Path.exists(Path.join(folder, "checkpoint.h5")), "the run ended before it was interrupted")
        }
        /// A share of an epoch after `event`.
        func behind(_ share: Double, _ event: @escaping () -> Bool) -> () -> Bool {
            var moment: (() -> Bool)?
            return {
                if moment == nil, event() { moment = after(share * seconds / Double(history.count)) }
                return moment?() ?? false
            }
        }
        // Before the first epoch has ended; while the first state is written; after that.
        interrupt(try starts(), at: after(0.05 * seconds))
        let first = try starts()
        interrupt(first, at: writes(first))
        interrupt(try starts(), at: behind(0.3) { Path.exists(Path.join(folder, "resume.h5")) })
        // From here on each start takes up a state. Behind an epoch, while the state is written, within an epoch.
        let before = resumed
        for share in [0, 0.6] {
            let start = try starts()
            interrupt(start, at: behind(share) { start.output.contains("\n  epoch ") })
            let next = try starts()
            interrupt(next, at: writes(next))
        }
        let last = try starts()
        #expect(last.wait() == 0, "\(last.output)")
        #expect(kills == 7 && resumed - before == 4, "\(kills) kills, \(resumed - before) resumed runs")
        #expect(last.output.contains("going on after epoch"))

        #expect(try TinyStudy.history(folder) == history)
        func checkpoint(_ folder: String) -> Data? {
            FileManager.default.contents(atPath: Path.join(folder, "checkpoint.h5"))
        }
        #expect(checkpoint(folder) != nil && checkpoint(folder) == checkpoint(expected))
        // Nothing else is left behind.
        #expect(try TinyStudy.files(folder) == ["checkpoint.h5", "history.csv"])

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
