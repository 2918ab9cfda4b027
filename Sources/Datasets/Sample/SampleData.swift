import Foundation
import Imaging
import Storage

/// Miniature data sets in the official layouts and formats, for a first run without any data: made-up
/// images that can be learned. Data/sample.toml is their catalogue.
public enum SampleData {
    /// Changes when the same seed would give other images.
    private static let version = "3"

    /// The file that lists the others with their digests; it is written last.
    public static func list(in folder: String) -> String { Path.join(folder, "files.csv") }

    public static func inputs(seed: UInt64) -> Inputs {
        Inputs(["generator": version, "seed": String(seed)])
    }

    /// The files that the list names and that are not there any more; none where there is no list.
    public static func missing(in folder: String) -> [String] {
        let records = (try? CSVTable(path: list(in: folder)))?.records ?? []
        return records.map { Path.join(folder, $0["file"] ?? "") }.filter { !Path.exists($0) }
    }

    /// Makes all files below `folder`, which then serves as the folder of raw files. The same seed
    /// gives the same bytes (with the same versions of the libraries that compress them).
    ///
    /// - Parameter progress: is told how many data sets are done.
    public static func write(
        to folder: String, seed: UInt64, provenance: Provenance, progress: (_ done: Int, _ total: Int) -> Void
    ) throws {
        try AtomicFile.remove(existing: list(in: folder))
        var rows: [[String]] = []
        let sets = sets(seed: seed)
        for (index, set) in sets.enumerated() {
            let files = try set.files()
            try SampleFile.write(files, to: Path.join(folder, set.folder))
            rows += try files.map { file in
                let name = Path.join(set.folder, file.name)
                return [name, try Digest.ofFile(Path.join(folder, name))]
            }
            progress(index + 1, sets.count)
        }
        let comments = provenance.comments + inputs(seed: seed).comments
        try CSVTable(comments: comments, columns: ["file", "sha256"], rows: rows).write(to: list(in: folder))
    }

    /// The first image of each class of every data set, before a library encodes it.
    package static func firstImages(seed: UInt64) -> [(folder: String, images: [RGBImage])] {
        sets(seed: seed).map { ($0.folder, $0.firstImages()) }
    }

    /// The twenty data sets, of which the four of BreakHis come from one archive, and one to pretrain on.
    private static func sets(seed: UInt64) -> [any SampleSet] {
        [
            SampleCIFAR(seed: seed), SampleNEU(seed: seed), SampleCIFAR100(seed: seed), SampleTinyImageNet(seed: seed),
            SampleStanfordDogs(seed: seed), SampleFlowers102(seed: seed), SampleCUB200(seed: seed),
            SampleStanfordCars(seed: seed), SampleFood101(seed: seed), SampleDTD(seed: seed),
            SampleClassFolders.ucMerced(seed: seed), SampleClassFolders.euroSAT(seed: seed),
            SampleClassFolders.plantVillage(seed: seed), SamplePlantCLEF(seed: seed), SampleGalaxy10(seed: seed),
            SampleBreakHis(seed: seed), SampleRSNA(seed: seed), SampleImageNet(seed: seed),
        ]
    }
}

extension AtomicFile {
    /// Removes a file whose folder may not exist yet.
    fileprivate static func remove(existing path: String) throws {
        if Path.exists(path) { try remove(path) }
    }
}
