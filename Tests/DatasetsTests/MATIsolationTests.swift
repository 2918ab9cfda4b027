import CIsolation
import Foundation
import TestSupport
import Testing

/// What a library may do in its child process without harm to this one.
@Suite struct MATIsolationTests {
    private static let limits = wb_isolation_limits(
        cpu_seconds: 0.2, wall_seconds: 20, memory: 64 << 20, output: 1 << 20)

    private static func run(
        _ limits: wb_isolation_limits = limits,
        _ body: @convention(c) (_ context: UnsafeRawPointer?, _ output: Int32) -> Int32
    ) -> (outcome: wb_isolation_outcome, detail: Int32, bytes: [UInt8]) {
        let result = wb_isolated(body, nil, limits)
        defer { wb_isolated_free(result) }
        return (
            result.outcome, result.detail, [UInt8](UnsafeRawBufferPointer(start: result.bytes, count: result.count))
        )
    }

    @Test func bytesComeBackWhole() {
        let found = Self.run { _, output in
            var bytes = [UInt8](repeating: 7, count: 1000)
            for _ in 0..<900 where write(output, &bytes, bytes.count) != bytes.count { return 1 }
            return 0
        }
        #expect(found.outcome == WB_ISOLATED_DONE && found.bytes == [UInt8](repeating: 7, count: 900_000))
        #expect(Self.run { _, _ in 0 }.outcome == WB_ISOLATED_DONE)
    }

    @Test func otherEndsAreTold() {
        let failed = Self.run { _, output in
            write(output, "x", 1)
            return 3
        }
        #expect(failed.outcome == WB_ISOLATED_FAILED && failed.detail == 3 && failed.bytes.isEmpty)
        let crashed = Self.run { _, _ in raise(SIGSEGV) }
        #expect(crashed.outcome == WB_ISOLATED_CRASHED && crashed.detail == SIGSEGV)
    }

    @Test func aChildThatDoesNotEndIsEnded() {
        let time = ProcessorTime.of {
            #expect(
                Self.run { _, _ in
                    while getpid() != 0 {}; return 0
                }.outcome == WB_ISOLATED_TIMED_OUT)
        }
        // Less than the second that the kernel adds; the limit is a fifth of one.
        #expect(time < .seconds(1), "\(time)")
        var short = Self.limits
        short.wall_seconds = 0.2
        // One that sleeps takes no processor time; one that has closed the pipe still has to go.
        #expect(Self.run(short) { _, _ in Int32(sleep(100)) }.outcome == WB_ISOLATED_TIMED_OUT)
        let closed = Self.run(short) { _, output in
            close(output)
            return Int32(sleep(100))
        }
        #expect(closed.outcome == WB_ISOLATED_TIMED_OUT)
    }

    @Test func aChildThatTellsTooMuchIsEnded() {
        let found = Self.run { _, output in
            var bytes = [UInt8](repeating: 7, count: 1 << 16)
            while write(output, &bytes, bytes.count) > 0 {}
            return 0
        }
        #expect(found.outcome == WB_ISOLATED_TOO_LARGE && found.bytes.isEmpty)
    }

    @Test func aChildCannotWriteFiles() throws {
        let folder = try TemporaryFolder()
        let name = folder.file("x")
        let result = name.withCString { path in
            wb_isolated(
                { path, _ in
                    guard let path else { return 1 }
                    let descriptor = open(path.assumingMemoryBound(to: CChar.self), O_WRONLY | O_CREAT, 0o644)
                    return write(descriptor, "x", 1) == 1 ? 0 : 1
                }, path, Self.limits)
        }
        #expect(result.outcome == WB_ISOLATED_CRASHED && result.detail == SIGXFSZ)
    }
}
