import Datasets
import Download
import Foundation
import Storage

/// Which files data sets consist of, where they lie and where they come from.
struct FetchPlan {
    /// Each file once, though several data sets may share it.
    private(set) var files: [FetchFile] = []
    private(set) var byHand: [ByHand] = []

    /// A data set whose files have no address.
    struct ByHand {
        let id: String
        let entry: DatasetEntry
        /// Where its files belong.
        let folder: String
        let raw: String

        /// Whether something was put there; `fetch-prep check` tells whether it is all.
        var isThere: Bool {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.contains { !$0.hasPrefix(".") }
        }
    }

    /// - Parameters:
    ///   - raw: the folder of raw files.
    ///   - work: the folder of unpacked archives.
    ///   - mirror: the address of a copy of such a folder, to be used instead of the published addresses.
    init(_ sets: [(id: String, entry: DatasetEntry)], raw: String, work: String, mirror: String?) throws {
        for (id, entry) in sets {
            let name = entry.folder ?? id
            let folder = Path.join(raw, name)
            let isOnly = entry.files?.count { $0.address != nil } == 1
            var hasAddress = false
            for file in entry.files ?? [] {
                guard let address = file.address else { continue }
                hasAddress = true
                guard file.name == Path.name(of: file.name), ![".", "..", ""].contains(file.name) else {
                    throw Failure("\(id): '\(file.name)' is no name of a file", at: "the catalogue")
                }
                let path = Path.join(folder, file.name)
                if let known = files.firstIndex(where: { $0.path == path }) {
                    files[known].share(with: id)
                    continue
                }
                var download = Download(
                    address: mirror.map { Path.join($0, name, file.name) } ?? address, to: path,
                    expected: ExpectedBytes(size: file.size, sha256: file.sha256, md5: file.md5))
                if mirror == nil {
                    download.mirrors = file.mirrors ?? []
                } else {
                    // A user's own choice of server; only this machine's may do without https.
                    download.allowsLoopback = true
                }
                // Where the size is not known, something has to end what never ends.
                download.limits.size = 64 << 30
                files.append(
                    FetchFile(
                        id: id, licence: entry.licence, download: download,
                        unpacked: Path.join(work, name, file.name), isOnly: isOnly))
            }
            if !hasAddress { byHand.append(ByHand(id: id, entry: entry, folder: folder, raw: raw)) }
        }
    }
}

/// A file to be fetched.
struct FetchFile {
    /// The data sets that it belongs to.
    private(set) var ids: [String]
    let licence: String
    let download: Download
    /// Where the file is unpacked, if it is an archive.
    private let unpacked: String
    /// Whether the data set has no other to fetch.
    private let isOnly: Bool

    var path: String { download.path }
    var name: String { Path.name(of: path) }
    var expected: ExpectedBytes { download.expected }

    /// The folder that does in the place of an archive which is not there: what this program unpacked it to, or, for
    /// a data set of one archive, a folder that its user has put there.
    var standIn: String? {
        guard Unpacker.isArchive(name), !Path.exists(path) else { return nil }
        if Unpacker.holds(path, in: unpacked),
            expected.sha256.isEmpty || Unpacker.digest(of: unpacked) == expected.sha256
        {
            return unpacked
        }
        let home = Path.folder(of: path)
        let names = isOnly ? (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? [] : []
        return names.sorted().filter { !$0.hasPrefix(".") }.map { Path.join(home, $0) }.first(where: Path.isFolder)
    }

    init(id: String, licence: String, download: Download, unpacked: String, isOnly: Bool) {
        ids = [id]
        self.licence = licence
        self.download = download
        self.unpacked = unpacked
        self.isOnly = isOnly
    }

    mutating func share(with id: String) { ids.append(id) }
}
