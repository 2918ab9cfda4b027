import ArgumentParser
import Datasets
import Storage
import Study

/// What `--dataset` names: a data set of the catalogue, or a folder of one's own images.
struct DatasetSource {
    let id: String
    private let place: Place

    private enum Place {
        case known(DatasetEntry, raw: String)
        case own(String)
    }

    private let work: String

    /// - Throws: `ValidationError` for an unknown id, `Failure` for a folder that is not there.
    init(_ name: String, profile: Profile, raw: String?, folders: CatalogueOption) throws {
        work = folders.work(profile)
        let catalogue = try profile.catalogue(in: folders.data)
        if catalogue[name] == nil, Path.isFolder(name) {
            id = try OwnFolder.id(of: name)
            place = .own(name)
        } else if name.contains("/") {
            throw Failure("there is no such folder", at: name)
        } else {
            id = name
            place = .known(try catalogue.require(name), raw: raw ?? profile.raw(in: folders.data))
        }
    }

    /// The folder of raw files.
    var folder: String {
        switch place {
        case .known(let entry, let raw): Path.join(raw, entry.folder ?? id)
        case .own(let path): path
        }
    }

    var isOwn: Bool {
        if case .own = place { true } else { false }
    }

    /// Finds the files and reads the lists, unpacking archives where that is needed.
    func open(quiet: Bool) throws -> (entry: DatasetEntry, raw: any RawDataset) {
        switch place {
        case .known(let entry, let raw):
            let progress = UnpackProgress(quiet: quiet)
            let site = try RawSite(id: id, entry: entry, raw: raw, work: work, progress: progress.update)
            return (entry, try RawDatasets.open(site))
        case .own(let path): return try OwnFolder.open(path: path, work: work)
        }
    }
}

/// Progress over several archives.
private final class UnpackProgress {
    private let isQuiet: Bool
    private var current: (archive: String, progress: Progress)?

    init(quiet: Bool) { isQuiet = quiet }

    func update(_ archive: String, _ done: Int, _ total: Int) {
        if current?.archive != archive {
            current = (archive, Progress("unpacking \(archive), MiB", quiet: isQuiet))
        }
        current?.progress.update(done >> 20, of: max(1, total >> 20))
    }
}
