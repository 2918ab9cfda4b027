import Foundation
import Storage

extension DatasetFile {
    /// Compares a file with the size and the digest that the catalogue states for it.
    ///
    /// - Parameter sha256: gives the file's SHA-256 digest, where it may be known already.
    /// - Throws: `Failure` that says what differs and where the file is to be had.
    func check(_ path: String, sha256 known: (() throws -> String)? = nil) throws {
        let again = address.map { "fetch it again from \($0)" } ?? "fetch it again"
        if let size {
            var information = stat()
            guard stat(path, &information) == 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
            let found = Int(information.st_size)
            guard found == size else {
                let cause = found < size ? "The file is cut short" : "It is another file"
                throw Failure(
                    "holds \(grouped(found)) bytes, the official file \(grouped(size))", at: path,
                    advice: "\(cause): \(again)")
            }
        }
        for (expected, algorithm) in [(sha256, Digest.Algorithm.sha256), (md5, .md5)] {
            guard let expected else { continue }
            let remembered = algorithm == .sha256 ? try known?() : nil
            let found = try remembered ?? Digest.ofFile(path, algorithm: algorithm)
            guard found == expected else {
                throw Failure(
                    "has the \(algorithm.rawValue) digest \(found), not the official \(expected)", at: path,
                    advice: "The file is damaged or another one: \(again)")
            }
            return
        }
    }
}
