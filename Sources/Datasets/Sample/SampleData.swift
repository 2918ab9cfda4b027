import Foundation
import Imaging
import Storage

/// Miniature data sets in the official formats, for a first run without any data: made-up images that
/// can be learned. Data/sample.toml is their catalogue.
///
/// cifar10: five training batches of 100 images, 50 of each class together, and 200 test images.
/// neu: 30 JPEG files of each of the six classes.
public enum SampleData {
    package static let batchImages = 100
    static let testImages = 200
    static let imagesPerClass = 30
    /// Changes when the same seed would give other images.
    private static let version = "1"

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
    /// gives the same bytes.
    public static func write(
        to folder: String, seed: UInt64, provenance: Provenance, progress: (_ done: Int, _ total: Int) -> Void
    ) throws {
        var rows: [[String]] = []
        let total = 7 + SampleNEU.textures.count * imagesPerClass
        func write(_ bytes: [UInt8], _ name: String) throws {
            let content = Data(bytes)
            try AtomicFile.write(content, to: Path.join(folder, name))
            rows.append([name, try Digest.of(content)])
            progress(rows.count, total)
        }
        try AtomicFile.remove(existing: list(in: folder))

        let batches = "cifar10/cifar-10-batches-bin"
        let cifar = SampleCIFAR(seed: seed)
        for number in 1...5 {
            try write(cifar.batch(number, count: batchImages), "\(batches)/data_batch_\(number).bin")
        }
        try write(cifar.batch(6, count: testImages), "\(batches)/test_batch.bin")
        try write(Array((cifarClasses.joined(separator: "\n") + "\n\n").utf8), "\(batches)/batches.meta.txt")

        let neu = SampleNEU(seed: seed)
        for (index, texture) in SampleNEU.textures.enumerated() {
            for number in 1...imagesPerClass {
                let image = neu.image(classIndex: index, number: number)
                try write(
                    try JPEGEncoder.encode(image, quality: 92), "neu/NEU-DET/IMAGES/\(texture.name)_\(number).jpg")
            }
        }
        let comments = provenance.comments + inputs(seed: seed).comments
        try CSVTable(comments: comments, columns: ["file", "sha256"], rows: rows).write(to: list(in: folder))
    }

    private static let cifarClasses = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
}

extension AtomicFile {
    /// Removes a file whose folder may not exist yet.
    fileprivate static func remove(existing path: String) throws {
        if Path.exists(path) { try remove(path) }
    }
}
