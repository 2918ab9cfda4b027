import Foundation
import Storage

/// What is known of a file's bytes before they are here.
public struct ExpectedBytes: Sendable, Equatable {
    /// Nil where it is not known.
    public let size: Int?
    /// What the SHA-256 begins with, up to all of its 64 digits; empty where it is not known.
    public let sha256: String
    /// Empty where it is not known.
    public let md5: String

    public init(size: Int? = nil, sha256: String? = nil, md5: String? = nil) {
        self.size = size
        self.sha256 = sha256?.lowercased() ?? ""
        self.md5 = md5?.lowercased() ?? ""
    }

    public var hasDigest: Bool { !sha256.isEmpty || !md5.isEmpty }

    /// What is wrong with a file of `count` bytes; nil where nothing is.
    public func complaint(count: Int) -> String? {
        guard let size, count != size else { return nil }
        return "has \(grouped(count)) bytes, which should be \(grouped(size))"
    }

    /// Reads a file once.
    ///
    /// - Returns: its SHA-256, and what is not as expected, worded to follow the file's name; nil where all is.
    /// - Throws: `Failure` where the file cannot be read.
    public func compare(_ path: String) throws -> (sha256: String, complaint: String?) {
        let found = try Self.read(path, withMD5: !md5.isEmpty)
        if let complaint = complaint(count: found.count) { return (found.sha256, complaint) }
        if !found.sha256.hasPrefix(sha256) {
            let should = sha256.count == 64 ? "be" : "begin with"
            return (found.sha256, "has the sha256 \(found.sha256), which should \(should) \(sha256)")
        }
        if found.md5 != md5 { return (found.sha256, "has the md5 \(found.md5), which should be \(md5)") }
        return (found.sha256, nil)
    }

    private static func read(_ path: String, withMD5: Bool) throws -> (count: Int, sha256: String, md5: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open", at: path, errno: errno) }
        defer { close(descriptor) }
        let sha256 = try Digest()
        let md5 = withMD5 ? try Digest(.md5) : nil
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var total = 0
        var failure: Failure?
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { failure = Failure.system("cannot read", at: path, errno: errno) }
            guard count > 0 else { break }
            total += count
            piece.withUnsafeBytes {
                let bytes = UnsafeRawBufferPointer(rebasing: $0[..<count])
                sha256.update(bytes)
                md5?.update(bytes)
            }
        }
        // Read once in any case, which frees them.
        let digests = (sha256.finish(), md5?.finish() ?? "")
        if let failure { throw failure }
        return (total, digests.0, digests.1)
    }
}
