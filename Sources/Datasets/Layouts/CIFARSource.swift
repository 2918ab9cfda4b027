import Foundation
import Storage

/// Where CIFAR's files are: in a folder, or in the archive.
struct CIFARSource {
    private enum Place {
        case folder(String)
        case archive(String)
    }

    private let place: Place
    private let form: CIFARForm
    private let site: RawSite

    init(_ site: RawSite, _ form: CIFARForm) throws {
        self.form = form
        self.site = site
        let (entry, home) = (site.entry, site.home)
        let names = DatasetPart.allCases.flatMap(entry.files(of:)).map(\.name)
        let folders = [Path.join(home, form.folder), home]
        if let folder = folders.first(where: { folder in names.contains { Path.exists(Path.join(folder, $0)) } }) {
            let missing = names.filter { !Path.exists(Path.join(folder, $0)) }
            guard missing.isEmpty else {
                throw RawDatasets.missing(
                    entry, folder: folder, lookedFor: "\(missing.joined(separator: ", ")) beside the other batch files")
            }
            place = .folder(folder)
            return
        }
        let archives =
            entry.archive.map { file in [home, Path.folder(of: home)].map { Path.join($0, file.name) } } ?? []
        guard let archive = archives.first(where: Path.exists) else {
            let places = folders.map { Path.join($0, names.first ?? "") } + archives
            throw RawDatasets.missing(entry, folder: home, lookedFor: places.joined(separator: ", "))
        }
        place = .archive(archive)
        try entry.archive?.check(archive) { try site.digest(of: archive) }
    }

    /// Where a file is, for errors.
    func location(of name: String) -> String {
        switch place {
        case .folder(let folder): Path.join(folder, name)
        case .archive(let archive): "\(archive): \(name)"
        }
    }

    func read(_ name: String, limit: Int) throws -> [UInt8] {
        switch place {
        case .folder(let folder):
            let path = Path.join(folder, name)
            guard let content = FileManager.default.contents(atPath: path) else {
                throw Failure(
                    "cannot read the file", at: path, advice: "It belongs to the data set: unpack the archive again.")
            }
            return [UInt8](content)
        case .archive(let archive):
            guard let content = try ArchiveReader.read(name, from: archive, limit: limit) else {
                throw Failure("\(name) is not inside", at: archive, advice: "Fetch the archive again.")
            }
            return content
        }
    }

    /// A batch whose size and, where the catalogue states it, digest are right.
    func readChecked(_ batch: DatasetFile) throws -> [UInt8] {
        let bytes = try read(batch.name, limit: size(of: batch))
        try checkSize(bytes.count, of: batch)
        if batch.sha256 != nil { try checkDigest(Digest.of(Data(bytes)), of: batch) }
        return bytes
    }

    /// The digest of a batch, after checking its size and digest.
    ///
    /// Inside an archive whose own digest was checked, the catalogue's digest is taken at its word:
    /// unpacking the archive to compute it would take seconds whenever a program asks whether anything
    /// has changed. `readChecked` computes it when the batch is read.
    func digest(of batch: DatasetFile) throws -> String {
        switch place {
        case .folder(let folder):
            let path = Path.join(folder, batch.name)
            var information = stat()
            guard stat(path, &information) == 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
            try checkSize(Int(information.st_size), of: batch)
            let digest = try site.digest(of: path)
            try checkDigest(digest, of: batch)
            return digest
        case .archive:
            if let expected = batch.sha256 { return expected }
            return try Digest.of(Data(readChecked(batch)))
        }
    }

    private func size(of batch: DatasetFile) -> Int { (batch.images ?? 0) * form.recordSize }

    private func checkSize(_ found: Int, of batch: DatasetFile) throws {
        let expected = size(of: batch)
        guard found == expected else {
            throw Failure(
                """
                holds \(grouped(found)) bytes; \(grouped(batch.images ?? 0)) records of \
                \(grouped(form.recordSize)) bytes take \(grouped(expected))
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
