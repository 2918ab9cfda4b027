import Foundation
import Storage

/// Where CIFAR's files are: in a folder, or in the archive.
enum CIFARSource {
    case folder(String)
    case archive(String)

    /// The name of the folder in the official archive.
    private static let officialFolder = "cifar-10-batches-bin"

    init(id: String, entry: DatasetEntry, raw: String) throws {
        let home = Path.join(raw, id)
        let names = DatasetPart.allCases.flatMap(entry.files(of:)).map(\.name)
        let folders = [Path.join(home, Self.officialFolder), home]
        if let folder = folders.first(where: { folder in names.contains { Path.exists(Path.join(folder, $0)) } }) {
            let missing = names.filter { !Path.exists(Path.join(folder, $0)) }
            guard missing.isEmpty else {
                throw RawDatasets.missing(
                    entry, folder: folder, lookedFor: "\(missing.joined(separator: ", ")) beside the other batch files")
            }
            self = .folder(folder)
            return
        }
        let archives = entry.archive.map { [Path.join(home, $0.name), Path.join(raw, $0.name)] } ?? []
        guard let archive = archives.first(where: Path.exists) else {
            let places = folders.map { Path.join($0, names.first ?? "") } + archives
            throw RawDatasets.missing(entry, folder: home, lookedFor: places.joined(separator: ", "))
        }
        self = .archive(archive)
        if let expected = entry.archive { try Self.check(archive, expected) }
    }

    /// Where a file is, for errors.
    func location(of name: String) -> String {
        switch self {
        case .folder(let folder): Path.join(folder, name)
        case .archive(let archive): "\(archive): \(name)"
        }
    }

    func read(_ name: String, limit: Int) throws -> [UInt8] {
        switch self {
        case .folder(let folder):
            let path = Path.join(folder, name)
            guard let content = FileManager.default.contents(atPath: path) else {
                throw Failure(
                    "cannot read the file", at: path, advice: "It belongs to the data set: unpack the archive again.")
            }
            return [UInt8](content)
        case .archive(let archive):
            guard let content = try TarArchive.read(name, from: archive, limit: limit) else {
                throw Failure("\(name) is not inside", at: archive, advice: "Fetch the archive again.")
            }
            return content
        }
    }

    /// A batch whose size and, where the catalogue states it, digest are right.
    func readChecked(_ batch: DatasetFile, size: Int) throws -> [UInt8] {
        let bytes = try read(batch.name, limit: size)
        try checkSize(bytes.count, size, of: batch)
        if batch.sha256 != nil { try checkDigest(Digest.of(Data(bytes)), of: batch) }
        return bytes
    }

    /// The digest of a batch, after checking its size and digest.
    ///
    /// Inside an archive whose own digest was checked, the catalogue's digest is taken at its word:
    /// unpacking the archive to compute it would take seconds whenever a program asks whether anything
    /// has changed. `readChecked` computes it when the batch is read.
    func digest(of batch: DatasetFile, size: Int) throws -> String {
        switch self {
        case .folder(let folder):
            let path = Path.join(folder, batch.name)
            try checkSize(Self.size(of: path), size, of: batch)
            let digest = try Digest.ofFile(path)
            try checkDigest(digest, of: batch)
            return digest
        case .archive:
            if let expected = batch.sha256 { return expected }
            return try Digest.of(Data(readChecked(batch, size: size)))
        }
    }

    private static func check(_ path: String, _ expected: DatasetFile) throws {
        let again = "fetch it again from \(expected.address ?? "its page")"
        if let size = expected.size {
            let found = try Self.size(of: path)
            guard found == size else {
                let cause = found < size ? "The file is cut short" : "It is another file"
                throw Failure(
                    "holds \(grouped(found)) bytes, the official file \(grouped(size))", at: path,
                    advice: "\(cause): \(again)")
            }
        }
        guard let md5 = expected.md5 else { return }
        let found = try Digest.ofFile(path, algorithm: .md5)
        guard found == md5 else {
            throw Failure(
                "has the MD5 digest \(found), not the official \(md5)", at: path,
                advice: "The file is damaged or another one: \(again)")
        }
    }

    private static func size(of path: String) throws -> Int {
        var information = stat()
        guard stat(path, &information) == 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
        return Int(information.st_size)
    }

    private func checkSize(_ found: Int, _ expected: Int, of batch: DatasetFile) throws {
        guard found == expected else {
            throw Failure(
                """
                holds \(grouped(found)) bytes; \(grouped(batch.images ?? 0)) records of \
                \(grouped(CIFARBinary.recordSize)) bytes take \(grouped(expected))
                """, at: location(of: batch.name),
                advice: found < expected ? "The file is cut short: fetch it again." : "Fetch the file again.")
        }
    }

    private func checkDigest(_ found: String, of batch: DatasetFile) throws {
        guard let expected = batch.sha256, found != expected else { return }
        throw Failure(
            "has the SHA-256 digest \(found), not the official \(expected)", at: location(of: batch.name),
            advice: "The file is damaged or another one: fetch it again.")
    }
}
