import Datasets
import Foundation
import Storage
import Study

/// How many images a data set has, and how many bytes they take.
struct DataSize {
    let train, test, classes: Int
    /// Bytes of the prepared file.
    let bytes: Int
    /// Labels of the training images, where the prepared file is there.
    private let labels: [Int32]?

    /// Up to here preparation stores pixels, of images that are all of one size.
    private static let pixelLimit = 1 << 30
    /// Up to here training holds the images of a part in memory.
    private static let heldLimit = 512 << 20
    /// A photograph as JPEG, where nothing else is known.
    private static let usualFile = 100_000

    /// From the prepared file where it is there, else from the catalogue, else from the paper's Table 3.
    ///
    /// - Throws: `Failure` where nothing is known of the data set, or its prepared file is damaged.
    init(_ id: DatasetID, prepared: String, catalogue: DatasetCatalogue, published: PublishedDatasets) throws {
        let path = Path.join(prepared, "\(id.rawValue).h5")
        if Path.exists(path) {
            let dataset = try PreparedDataset(path: path, memoryLimit: 0)
            (train, test, classes) = (dataset.train.count, dataset.test.count, dataset.classes.count)
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
            (bytes, labels) = (size?.intValue ?? 0, dataset.train.labels)
        } else if let entry = catalogue[id.rawValue] {
            (train, test, classes, labels) = (entry.train, entry.test, entry.classes, nil)
            bytes = Self.bytes(entry)
        } else if let row = published[id] {
            (train, test, classes, labels) = (row.train, row.test, row.classes, nil)
            bytes = (row.train + row.test) * Self.usualFile
        } else {
            throw Failure("the number of its images is not known", at: id.rawValue)
        }
    }

    /// Pixels where these are stored, else the files, which fill their archives.
    private static func bytes(_ entry: DatasetEntry) -> Int {
        let images = entry.expectedImages
        let pixels = entry.size.map { $0.reduce(3 * images, *) }
        if let pixels, pixels <= pixelLimit { return pixels }
        let archives = (entry.files ?? []).filter { $0.address != nil }.compactMap(\.size).reduce(0, +)
        return archives > 0 ? archives : min(pixels ?? .max, images * usualFile)
    }

    /// Bytes of the images that a run holds in memory.
    var held: Int {
        [train, test].map { bytes / (train + test) * $0 }.filter { $0 <= Self.heldLimit }.reduce(0, +)
    }

    /// The images of a run.
    ///
    /// - Parameter holdsOut: whether a fifth of the training images chooses the epoch that counts.
    func images(_ percent: Percent, seed: UInt64, holdsOut: Bool) -> CellCost.Images {
        let chosen =
            labels.map { Subset.indices(labels: $0, classes: classes, percent: percent.rawValue, seed: seed).count }
            ?? max(classes, (train * percent.rawValue + 50) / 100)
        let held = holdsOut ? chosen / 5 : 0
        return CellCost.Images(training: chosen - held, judging: holdsOut ? held : test, test: test)
    }
}
