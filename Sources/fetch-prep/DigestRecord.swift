import Foundation
import Storage

/// The SHA-256 that a file had when it was fetched, in `<file>.sha256`, as `sha256sum --check` reads it.
///
/// For files whose authors publish no digest: a later look can tell whether the file changed since.
enum DigestRecord {
    static func write(_ sha256: String, beside path: String) throws {
        try AtomicFile.write("\(sha256)  \(Path.name(of: path))\n", to: path + ".sha256")
    }

    /// Nil where there is no record, or a damaged one.
    static func read(beside path: String) -> String? {
        guard let text = try? String(contentsOfFile: path + ".sha256", encoding: .utf8) else { return nil }
        let digest = text.prefix { $0 != " " }
        return digest.count == 64 && digest.allSatisfy(\.isHexDigit) ? String(digest) : nil
    }
}
