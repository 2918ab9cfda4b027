import Foundation
import Storage

/// The bytes that have come so far, in `<file>.part`, and in `<file>.part.origin` which address they are
/// from and which version of it.
final class PartFile {
    let path: String
    private let originPath: String
    private let descriptor: Int32
    /// Bytes in the file.
    private(set) var count: Int

    /// Opens the part, which only one process at a time may hold.
    init(for file: String) throws {
        path = file + ".part"
        originPath = path + ".origin"
        try AtomicFile.makeFolder(Path.folder(of: file))
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Failure.system("cannot create the file", at: path, errno: errno) }
        // A part that was given its name in between is no part any more.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isSame(descriptor, path) else {
            close(descriptor)
            throw Failure("another process is fetching this file", at: path, advice: "Wait for it to end.")
        }
        count = 0
        count = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit { close(descriptor) }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0
            && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }

    /// Where the bytes are from; nil where that is not known.
    var origin: String? { note?.address }

    /// The version that the bytes are of, empty where the server did not say; nil where they are not
    /// known to be from `address`.
    func validator(of address: String) -> String? { note.flatMap { $0.address == address ? $0.validator : nil } }

    /// How many bytes are from `address`.
    func held(from address: String) -> Int { origin == address ? count : 0 }

    private var note: (address: String, validator: String)? {
        guard let text = try? String(contentsOfFile: originPath, encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count >= 2 ? (String(lines[0]), String(lines[1])) : nil
    }

    /// Forgets all bytes and notes where the next ones are from.
    func startAnew(address: String, validator: String?) throws {
        try clear()
        try AtomicFile.write("\(address)\n\(validator ?? "")\n", to: originPath)
    }

    func clear() throws {
        guard ftruncate(descriptor, 0) == 0 else { throw Failure.system("cannot write", at: path, errno: errno) }
        count = 0
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var offset = 0
        while offset < bytes.count, let start = bytes.baseAddress {
            let written = pwrite(descriptor, start + offset, bytes.count - offset, off_t(count))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw Failure.system("cannot write", at: path, errno: errno) }
            offset += written
            count += written
        }
    }

    /// Gives the complete part its name.
    func publish(as file: String) throws {
        try AtomicFile.publish(path, as: file)
        unlink(originPath)
    }

    func remove() {
        unlink(path)
        unlink(originPath)
    }
}
