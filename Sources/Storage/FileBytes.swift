import Foundation

/// The content of whole files.
public enum FileBytes {
    /// - Parameter limit: a larger file is refused before memory is asked for.
    /// - Throws: `Failure` where the file cannot be read or is too large.
    public static func read(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open", at: path, errno: errno) }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else {
            throw Failure.system("cannot read", at: path, errno: errno)
        }
        guard information.st_mode & S_IFMT == S_IFREG else { throw Failure("is no file", at: path) }
        let size = Int(information.st_size)
        guard size <= limit else {
            throw Failure("holds \(grouped(size)) bytes, more than the limit of \(grouped(limit))", at: path)
        }
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size, let start = buffer.baseAddress {
                let count = Glibc.read(descriptor, start + filled, size - filled)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
                // The file has become shorter since; what is left of it will not decode.
                if count == 0 { break }
                filled += count
            }
        }
    }
}
