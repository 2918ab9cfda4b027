import Foundation
import Storage

/// A file to be fetched by https: checked before it gets its name, and resumed after an interruption.
///
/// The bytes go to `<file>.part`. What cuts a transfer (a lost connection, a stall, a busy server) leads to
/// further attempts that go on from there, and so does a later call. What one server cannot give, or gives
/// wrongly, is asked of the next one.
public struct Download: Sendable {
    public let address: String
    /// Other addresses of the same bytes, tried in turn.
    public var mirrors: [String] = []
    /// The file to make.
    public let path: String
    public let expected: ExpectedBytes

    public struct Limits: Sendable {
        /// Bytes that a file may have whose size is not known.
        public var size = 4 << 30
        public var connectSeconds = 30
        /// A transfer that is slower than `stallBytesPerSecond` for so long is cut.
        public var stallSeconds = 30
        public var stallBytesPerSecond = 1000
        /// Attempts in a row that bring nothing new before an address is given up.
        public var attempts = 6
        /// Before the second attempt; doubled for each further one, up to half a minute.
        public var firstPauseSeconds = 1.0

        public init() {}
    }

    public var limits = Limits()
    /// Whether http is allowed where the host is this machine.
    public var allowsLoopback = false
    /// A file of certificate authorities to trust instead of the system's.
    public var authorities = ProcessInfo.processInfo.environment["CURL_CA_BUNDLE"]
    /// Looks at the complete bytes before they get their name; what throws here removes them.
    public var inspect: @Sendable (_ part: String) throws -> Void = { _ in }

    public init(address: String, to path: String, expected: ExpectedBytes) {
        self.address = address
        self.path = path
        self.expected = expected
    }

    /// - Parameter digestPrefix: what the file's SHA-256 begins with; empty where it is not known.
    public init(address: String, to path: String, digestPrefix: String) {
        self.init(address: address, to: path, expected: ExpectedBytes(sha256: digestPrefix))
    }

    /// Fetches the file, replacing one that is there.
    ///
    /// - Parameters:
    ///   - progress: gets the bytes that are there, and of how many where that is known.
    ///   - notice: gets a sentence before each further attempt.
    /// - Returns: the SHA-256 of the file.
    /// - Throws: `Failure` that names addresses, file and folder, and says what to do by hand.
    @discardableResult
    public func run(
        progress: @escaping (_ done: Int, _ total: Int?) -> Void = { _, _ in }, notice: (String) -> Void = { _ in }
    ) throws -> String {
        var refusals: [Refusal] = []
        let sources = ([address] + mirrors).compactMap { text -> Address? in
            do {
                return try Address(text, allowsLoopback: allowsLoopback)
            } catch {
                let failure = error as? Failure
                let place = failure?.location ?? text
                refusals.append(Refusal("cannot be fetched from \(place): \(failure?.what ?? "\(error)")"))
                return nil
            }
        }
        guard !sources.isEmpty else { throw failure(refusals) }
        let part = try PartFile(for: path)
        defer { if part.count == 0 { part.remove() } }
        // The address whose bytes are there goes first.
        let origin = part.origin
        for source in sources.filter({ $0.text == origin }) + sources.filter({ $0.text != origin }) {
            if let last = refusals.last { notice("\(last.what); trying \(source.text)") }
            do {
                try transfer(from: source, to: part, progress: progress, notice: notice)
                return try check(part, from: source)
            } catch let refusal as Refusal {
                refusals.append(refusal)
            }
        }
        let kept = sources.contains { resumable(part, from: $0) != nil } ? part.count : 0
        throw failure(refusals, kept: kept)
    }

    /// What the user can do without this program.
    public var byHand: String {
        let others = mirrors.isEmpty ? "" : ", or the same from \(mirrors.joined(separator: " or ")),"
        return "Download \(address)\(others) in a browser and put it as \(Path.name(of: path)) "
            + "into \(Path.folder(of: path))."
    }

    /// Why an address did not give the file, which another one may.
    private struct Refusal: Error {
        let what: String

        init(_ what: String) { self.what = what }
    }

    private func failure(_ refusals: [Refusal], kept: Int = 0) -> Failure {
        let next = kept > 0 ? " The same command goes on after the \(kept) bytes that are there." : ""
        return Failure(refusals.map(\.what).joined(separator: "; "), at: path, advice: byHand + next)
    }

    private func transfer(
        from source: Address, to part: PartFile, progress: @escaping (Int, Int?) -> Void, notice: (String) -> Void
    ) throws {
        var most = part.held(from: source.text)
        var failures = 0
        var hasReachedServer = false
        func refusal(_ reason: String) -> Refusal { Refusal("cannot be fetched from \(source.text): \(reason)") }
        while true {
            let validator = resumable(part, from: source)
            let attempt = Transfer(
                source, to: part, validator: validator, expectedSize: expected.size, sizeLimit: limits.size,
                progress: progress)
            let outcome = try attempt.run(limits, authorities: authorities)
            hasReachedServer = hasReachedServer || attempt.hasReachedServer
            var wait: Int?
            let cause: String
            switch outcome {
            case .complete: return
            case .refused(let reason): throw refusal(reason)
            case .restart(let reason):
                try part.clear()
                cause = reason
            case .cut(let reason, let pause):
                // Without a network there is nothing to wait for.
                guard hasReachedServer else { throw refusal(reason) }
                wait = pause
                cause = reason
            }
            let held = part.held(from: source.text)
            if held > most { (most, failures) = (held, 0) }
            failures += 1
            guard failures < limits.attempts else { throw refusal("\(cause), after \(failures) attempts") }
            let seconds = pause(after: failures, asked: wait)
            notice("\(cause); trying again in \(String(format: "%.3g", seconds)) s, from byte \(held)")
            Thread.sleep(forTimeInterval: seconds)
        }
    }

    /// The version that the part is of; nil where going on from it could give a mixture that nothing finds.
    private func resumable(_ part: PartFile, from source: Address) -> String? {
        guard part.count > 0, let validator = part.validator(of: source.text) else { return nil }
        return validator.isEmpty && !expected.hasDigest ? nil : validator
    }

    private func pause(after failures: Int, asked: Int?) -> Double {
        if let asked, asked > 0 { return Double(min(asked, 60)) }
        return min(limits.firstPauseSeconds * pow(2, Double(failures - 1)), 30)
    }

    private func check(_ part: PartFile, from source: Address) throws -> String {
        let found = try expected.compare(part.path)
        if let complaint = found.complaint {
            try part.clear()
            throw Refusal("what came from \(source.text) \(complaint); it was removed")
        }
        do {
            try inspect(part.path)
        } catch {
            try part.clear()
            let reason = (error as? Failure)?.what ?? "\(error)"
            throw Refusal("what came from \(source.text) was removed: \(reason)")
        }
        try part.publish(as: path)
        return found.sha256
    }
}
