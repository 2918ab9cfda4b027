import Foundation
import Storage

/// A file to be fetched by https: checked before it gets its name, and resumed after an interruption.
///
/// The bytes go to `<file>.part`. What cuts a transfer (a lost connection, a stall, a busy server) leads to
/// further attempts that go on from there, and so does a later call.
public struct Download {
    public let address: String
    /// The file to make.
    public let path: String
    /// What the file's SHA-256 begins with, up to all of its 64 digits; empty where it is not known.
    public let digestPrefix: String

    public struct Limits: Sendable {
        /// Bytes that the file may have.
        public var size = 4 << 30
        public var connectSeconds = 30
        /// A transfer that is slower than `stallBytesPerSecond` for so long is cut.
        public var stallSeconds = 30
        public var stallBytesPerSecond = 1000
        /// Attempts in a row that bring nothing new before it is given up.
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
    public var inspect: (_ part: String) throws -> Void = { _ in }

    public init(address: String, to path: String, digestPrefix: String) {
        self.address = address
        self.path = path
        self.digestPrefix = digestPrefix.lowercased()
    }

    /// Fetches the file, replacing one that is there.
    ///
    /// - Parameters:
    ///   - progress: gets the bytes that are there, and of how many where the server says so.
    ///   - notice: gets a sentence before each further attempt.
    /// - Returns: the SHA-256 of the file.
    /// - Throws: `Failure` that names address, file and folder, and says what to do by hand.
    @discardableResult
    public func run(
        progress: @escaping (_ done: Int, _ total: Int?) -> Void = { _, _ in }, notice: (String) -> Void = { _ in }
    ) throws -> String {
        let source: Address
        do {
            source = try Address(address, allowsLoopback: allowsLoopback)
        } catch let failure as Failure {
            throw Failure("cannot be fetched from \(failure.location): \(failure.what)", at: path, advice: byHand)
        }
        let part = try PartFile(for: path)
        defer { if part.count == 0 { part.remove() } }
        try transfer(from: source, to: part, progress: progress, notice: notice)
        return try check(part)
    }

    /// What the user can do without this program.
    public var byHand: String {
        "Download \(address) in a browser and put it as \(Path.name(of: path)) into \(Path.folder(of: path))."
    }

    private func transfer(
        from source: Address, to part: PartFile, progress: @escaping (Int, Int?) -> Void, notice: (String) -> Void
    ) throws {
        var most = part.count
        var failures = 0
        var hasReachedServer = false
        func giveUp(_ reason: String) -> Failure {
            let kept = part.count > 0 ? " The same command goes on after the \(part.count) bytes that are there." : ""
            return Failure("cannot be fetched from \(address): \(reason)", at: path, advice: byHand + kept)
        }
        while true {
            let validator = resumable(part)
            if validator == nil { try part.clear() }
            let attempt = Transfer(source, to: part, validator: validator, sizeLimit: limits.size, progress: progress)
            let outcome = try attempt.run(limits, authorities: authorities)
            hasReachedServer = hasReachedServer || attempt.hasReachedServer
            var wait: Int?
            let cause: String
            switch outcome {
            case .complete: return
            case .refused(let reason): throw giveUp(reason)
            case .restart(let reason):
                try part.clear()
                cause = reason
            case .cut(let reason, let pause):
                // Without a network there is nothing to wait for.
                guard hasReachedServer else { throw giveUp(reason) }
                wait = pause
                cause = reason
            }
            if part.count > most { (most, failures) = (part.count, 0) }
            failures += 1
            guard failures < limits.attempts else { throw giveUp("\(cause), after \(failures) attempts") }
            let seconds = pause(after: failures, asked: wait)
            notice("\(cause); trying again in \(String(format: "%.3g", seconds)) s, from byte \(part.count)")
            Thread.sleep(forTimeInterval: seconds)
        }
    }

    /// The version that the part is of; nil where going on from it could give a mixture that nothing finds.
    private func resumable(_ part: PartFile) -> String? {
        guard part.count > 0, let validator = part.validator(of: address) else { return nil }
        return validator.isEmpty && digestPrefix.isEmpty ? nil : validator
    }

    private func pause(after failures: Int, asked: Int?) -> Double {
        if let asked, asked > 0 { return Double(min(asked, 60)) }
        return min(limits.firstPauseSeconds * pow(2, Double(failures - 1)), 30)
    }

    private func check(_ part: PartFile) throws -> String {
        let digest = try Digest.ofFile(part.path)
        guard digest.hasPrefix(digestPrefix) else {
            part.remove()
            throw Failure(
                "what came from \(address) has the sha256 \(digest), which should begin with \(digestPrefix); "
                    + "it was removed", at: path, advice: byHand)
        }
        do {
            try inspect(part.path)
        } catch {
            part.remove()
            let reason = (error as? Failure)?.what ?? "\(error)"
            throw Failure("what came from \(address) was removed: \(reason)", at: path, advice: byHand)
        }
        try part.publish(as: path)
        return digest
    }
}
