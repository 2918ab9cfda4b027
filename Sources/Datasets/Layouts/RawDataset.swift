import Imaging
import Storage

/// A data set as its authors distribute it, found on disk and checked as far as a look can tell.
public protocol RawDataset {
    var classes: [String] { get }
    /// The SHA-256 of what the data set is made from: over one line "name digest" a file, in the order
    /// of the names' bytes.
    var material: String { get }
    /// Words for the user about what is unusual.
    var remarks: [String] { get }
    /// The size of all images, where the layout fixes it.
    var fixedSize: (height: Int, width: Int)? { get }
    func count(of part: DatasetPart) -> Int
    /// Calls `body` with each image of a part, in the part's order, holding a few in memory at most.
    func stream(_ part: DatasetPart, _ body: (RawSample) throws -> Void) throws
}

extension RawDataset {
    public var remarks: [String] { [] }
}

/// One image of a raw data set.
public struct RawSample {
    public enum Content {
        /// Pixels that the layout stores without a file format.
        case pixels(RGBImage)
        /// A file in a format of `ImageDecoder`.
        case file(String)
    }

    public let name: String
    /// Where the image comes from, for errors.
    public let origin: String
    public let label: Int
    public let content: Content
}

/// Finds data sets in a folder of raw files.
public enum RawDatasets {
    /// Opens the data set of a site.
    ///
    /// - Throws: `Failure` that says which files are missing, where they were looked for and how to
    ///   get them; or which file has the wrong size or digest.
    public static func open(_ site: RawSite) throws -> any RawDataset {
        switch site.entry.layout {
        case .breakhis: try ListedDataset(site, BreakHis.list(site))
        case .cifar: try CIFARBinary(site)
        case .classFolders: try ListedDataset(site, ClassFolders.list(site))
        case .cub200: try ListedDataset(site, CUB200.list(site))
        case .dtd: try ListedDataset(site, DTD.list(site))
        case .flowers102: try ListedDataset(site, Flowers102.list(site))
        case .food101: try ListedDataset(site, Food101.list(site))
        case .galaxy10: try Galaxy10(site)
        case .neu: try ListedDataset(site, NEU.list(site))
        case .plantclef: try ListedDataset(site, PlantCLEF.list(site))
        case .rsna: try ListedDataset(site, RSNA.list(site))
        case .stanfordCars: try ListedDataset(site, StanfordCars.list(site))
        case .stanfordDogs: try ListedDataset(site, StanfordDogs.list(site))
        case .tinyImageNet: try ListedDataset(site, TinyImageNet.list(site))
        }
    }

    /// The digest over names and digests that `RawDataset.material` states.
    static func material(_ files: [(name: String, digest: String)]) throws -> String {
        let sorted = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return try Digest.of(sorted.map { "\($0.name) \($0.digest)\n" }.joined())
    }

    /// The error for files that are not there.
    static func missing(_ entry: DatasetEntry, folder: String, lookedFor: String) -> Failure {
        Failure(
            "the raw files of \(entry.title) are not there", at: folder,
            advice: """
                Looked for \(lookedFor).
                  \(entry.obtain)
                  and put it into \(folder), or name another folder for raw files with RAW= (--raw).
                """)
    }
}
