import Foundation

/// SHA256SUMS of a folder: the digests of what a program wrote there, in the form that `sha256sum -c` checks.
///
/// A file is sealed when it has a line. Its line goes before the file is replaced, and comes back when the new one is
/// there: whenever a program is killed, every line that is left is true. A file without a line is no damage.
public struct Sums: Equatable, Sendable {
    public static let name = "SHA256SUMS"

    /// Digests by the files' names.
    public private(set) var digests: [String: String] = [:]

    /// Reads a folder's lines; none where there is no such file.
    ///
    /// - Throws: `Failure` where a line is not a digest, two spaces and a name.
    public init(folder: String) throws {
        let path = Path.join(folder, Self.name)
        guard Path.exists(path) else { return }
        let bytes = try FileBytes.read(path, limit: 1 << 24)
        guard bytes.last == UInt8(ascii: "\n"), let lines = Self.parse(bytes) else {
            throw Failure(
                "is not a list of digests as sha256sum writes it", at: path,
                advice: "Remove it: the files in the folder then count as unsealed.")
        }
        digests = lines
    }

    /// Refuses a file that has a line and other bytes than the line says.
    ///
    /// - Parameter digest: what the file's bytes give now.
    public static func check(_ name: String, digest: String, in folder: String) throws {
        guard let sealed = try Sums(folder: folder).digests[name], sealed != digest else { return }
        throw Failure(
            "does not hold what was written to it", at: Path.join(folder, name),
            advice: "It is damaged: remove it and run the same make command again, which makes it anew.")
    }

    /// Replaces files: their lines are away while `write` runs and come back behind it, with the new digests.
    public static func sealing<Value>(
        _ names: [String], in folder: String, _ write: () throws -> Value
    ) throws -> Value {
        try unseal(names, in: folder)
        let value = try write()
        try seal(names, in: folder)
        return value
    }

    /// Removes the lines of files that are about to change. A list that cannot be read goes as a whole.
    public static func unseal(_ names: [String], in folder: String) throws {
        guard Path.exists(Path.join(folder, name)) else { return }
        try change(folder) { digests in for name in names { digests[name] = nil } }
    }

    /// Adds the lines of files that are as they shall stay.
    public static func seal(_ names: [String], in folder: String) throws {
        let found = try names.map { ($0, try Digest.ofFile(Path.join(folder, $0))) }
        try change(folder) { digests in for (name, digest) in found { digests[name] = digest } }
    }

    /// Adds the lines that are missing because a program was killed between the last file and its line. Lines that
    /// are there stay; nothing is done while one of the files is missing.
    public static func complete(_ names: [String], in folder: String) throws {
        guard names.allSatisfy({ Path.exists(Path.join(folder, $0)) }), let sums = try? Sums(folder: folder) else {
            return
        }
        let missing = names.filter { sums.digests[$0] == nil }
        if !missing.isEmpty { try seal(missing, in: folder) }
    }

    /// Reads, changes and writes the list while no other process does: figures of one folder may be made at once.
    private static func change(_ folder: String, _ body: (inout [String: String]) -> Void) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open the folder", at: folder, errno: errno) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Failure.system("cannot lock the folder", at: folder, errno: errno) }
        }
        let path = Path.join(folder, name)
        let known: Sums?
        do {
            known = try Sums(folder: folder)
        } catch {
            // Nobody's list is overwritten: it gets another name, under which verify shows it.
            try AtomicFile.publish(path, as: path + ".damaged")
            known = nil
        }
        var digests = known?.digests ?? [:]
        body(&digests)
        guard known?.digests != digests else { return }
        if digests.isEmpty { return try AtomicFile.remove(path) }
        let lines = digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        try AtomicFile.write(lines.map { "\($0.value)  \($0.key)\n" }.joined(), to: path)
    }

    /// Nil for anything but lines of digest, two spaces and a plain name, each name once.
    private static func parse(_ bytes: [UInt8]) -> [String: String]? {
        var result: [String: String] = [:]
        for line in bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let (digest, rest) = (line.prefix(64), line.dropFirst(64))
            let name = rest.dropFirst(2)
            guard digest.count == 64, digest.allSatisfy(isHexadecimal), rest.starts(with: [0x20, 0x20]), !name.isEmpty,
                name.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }),
                result.updateValue(
                    String(decoding: digest, as: UTF8.self), forKey: String(decoding: name, as: UTF8.self)) == nil
            else { return nil }
        }
        return result
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
