import Foundation
import Storage

/// A data set whose images are files: what a layout's reader listed, divided and checked.
struct ListedDataset: RawDataset {
    let classes: [String]
    let material: String
    let remarks: [String]
    let fixedSize: (height: Int, width: Int)? = nil
    private let parts: [DatasetPart: [Listing.Image]]

    init(_ site: RawSite, _ listing: Listing) throws {
        let entry = site.entry
        guard listing.classes.count == entry.classes else {
            throw Failure(
                "\(listing.classes.count) classes were found where \(entry.title) has \(entry.classes)", at: site.home,
                advice: "\(list(listing.classes, limit: 12)). Move folders away that do not belong to it.")
        }
        guard let (train, test) = listing.divided(by: entry.split) else {
            throw Failure("\(entry.title) has no official split; the catalogue must state a random one")
        }
        var names: Set<String> = []
        for image in train + test where !names.insert(image.name).inserted {
            throw Failure("two images have the name \(image.name)", at: site.home, advice: "Keep one of the two.")
        }
        if !listing.isChosen { try Self.check(train: train.count, test: test.count, entry, at: site.home) }
        classes = listing.classes
        remarks = listing.remarks + entry.remarks(train: train.count, test: test.count)
        parts = [.train: train, .test: test]
        material = try Self.material(site, listing, train + test)
    }

    func count(of part: DatasetPart) -> Int { parts[part]?.count ?? 0 }

    func stream(_ part: DatasetPart, _ body: (RawSample) throws -> Void) throws {
        for image in parts[part] ?? [] {
            try body(
                RawSample(name: image.name, origin: image.path, label: image.label, content: .file(image.path)))
        }
    }

    /// An incomplete copy is refused: its numbers could not be compared with the paper's.
    private static func check(train: Int, test: Int, _ entry: DatasetEntry, at home: String) throws {
        let advice = "\(entry.obtain). Images of your own are prepared with DATASET=folder (--dataset folder)."
        guard train + test == entry.expectedImages else {
            throw Failure(
                "holds \(grouped(train + test)) images where \(grouped(entry.expectedImages)) are expected", at: home,
                advice: advice)
        }
        // The parts of a random split are this project's own; a remark tells where they differ from the paper's.
        guard entry.split != .official || (train, test) == (entry.train, entry.test) else {
            throw Failure(
                """
                divides its images into \(grouped(train)) for training and \(grouped(test)) for testing, \
                where \(grouped(entry.train)) and \(grouped(entry.test)) are official
                """, at: home, advice: advice)
        }
    }

    /// The digest of lists and images; a file that several images share is read once.
    private static func material(_ site: RawSite, _ listing: Listing, _ images: [Listing.Image]) throws -> String {
        let lists = listing.lists.map { (name: Path.name(of: $0), path: $0) }
        let files = lists + images.map { (name: $0.name, path: $0.path) }
        var known: Set<String> = []
        let once = files.filter { known.insert($0.path).inserted }
        let digests = Dictionary(
            zip(once.map(\.path), try site.digests(of: once)), uniquingKeysWith: { first, _ in first })
        return try RawDatasets.material(files.compactMap { file in digests[file.path].map { (file.name, $0) } })
    }
}

/// The first few of many, for errors.
func list(_ names: [String], limit: Int) -> String {
    names.prefix(limit).joined(separator: ", ") + (names.count > limit ? " and \(names.count - limit) more" : "")
}
