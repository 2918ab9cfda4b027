import CCrypto
import Foundation

/// Digests as lower-case hexadecimal digits: 64 of them for SHA-256, which is what is meant where
/// no algorithm is named.
public struct Digest {
    /// MD5 is here because data sets publish it; it finds damage, not forgery.
    public enum Algorithm: String, Sendable {
        case sha256 = "SHA-256"
        case md5 = "MD5"
    }

    private let context: OpaquePointer
    private let algorithm: Algorithm

    /// A running digest; feed it with `update` and read it once with `finish`.
    public init(_ algorithm: Algorithm = .sha256) throws {
        guard let context = EVP_MD_CTX_new() else { throw Failure("libcrypto gave no digest context") }
        guard EVP_DigestInit_ex(context, algorithm == .md5 ? EVP_md5() : EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw Failure("libcrypto has no \(algorithm.rawValue)")
        }
        self.context = context
        self.algorithm = algorithm
    }

    public func update(_ bytes: UnsafeRawBufferPointer) {
        _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// Ends the digest and frees its context: the value must not be used again.
    public consuming func finish() -> String {
        finishBytes().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    /// As `finish`, without the detour over text.
    public consuming func finishBytes() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: algorithm == .md5 ? 16 : 32)
        _ = EVP_DigestFinal_ex(context, &digest, nil)
        EVP_MD_CTX_free(context)
        return digest
    }

    public static func of(_ text: String) throws -> String { try of(Data(text.utf8)) }

    public static func of(_ data: Data) throws -> String {
        let digest = try Digest()
        data.withUnsafeBytes { digest.update($0) }
        return digest.finish()
    }

    /// The digest of a file's bytes, read in pieces of 1 MiB.
    public static func ofFile(_ path: String, algorithm: Algorithm = .sha256) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open", at: path, errno: errno) }
        defer { close(descriptor) }
        let digest = try Digest(algorithm)
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                _ = digest.finish()
                throw Failure.system("cannot read", at: path, errno: errno)
            }
            if count == 0 { return digest.finish() }
            piece.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
