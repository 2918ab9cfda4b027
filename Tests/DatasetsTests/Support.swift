import Datasets
import Foundation
import Imaging
import Storage

/// A folder for one test, removed with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "datasets-" + UUID().uuidString
        try AtomicFile.makeFolder(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { Path.join(path, name) }

    @discardableResult
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try AtomicFile.write(Data(bytes), to: file(name))
        return file(name)
    }
}

enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    /// Real data sets beside the package; not part of it.
    static let realData = root + "/../shared/data"

    static func catalogue(_ name: String) throws -> DatasetCatalogue {
        try DatasetCatalogue(path: "\(root)/Data/\(name)")
    }
}

/// Calls `body` and returns the failure that it throws; nil where it throws none.
func failure(_ body: () throws -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch {
        return error as? Failure
    }
}

/// Catalogue entries for made-up data sets.
enum TinyEntry {
    /// Writes a catalogue of one entry and reads it.
    static func make(
        _ folder: TemporaryFolder, id: String, layout: String, classes: Int, train: Int, test: Int,
        split: String = "{ rule = \"official\" }", domain: String = "none", more: String = ""
    ) throws -> DatasetEntry {
        let text = """
            [\(id)]
            title = "Tiny \(id)"
            domain = "\(domain)"
            page = "https://example.org/page"
            licence = "none"
            layout = "\(layout)"
            classes = \(classes)
            train = \(train)
            test = \(test)
            split = \(split)
            obtain = "Fetch it from https://example.org/\(id)"
            \(more)
            """
        let path = folder.file("catalogue.toml")
        try AtomicFile.write(text, to: path)
        guard let entry = try DatasetCatalogue(path: path)[id] else { throw Failure("no entry") }
        return entry
    }

    static func random(_ fraction: Double, _ more: String = "") -> String {
        "{ rule = \"random\", fraction = \(fraction), seed = 1\(more.isEmpty ? "" : ", " + more) }"
    }
}

extension RawDatasets {
    /// Opens a data set of a folder, whose unpacked archives and noted digests go to `work` in it.
    static func open(id: String, entry: DatasetEntry, in folder: TemporaryFolder) throws -> any RawDataset {
        try open(RawSite(id: id, entry: entry, raw: folder.path, work: folder.file("work")))
    }
}

/// A made-up CIFAR with three training images in two batches and two test images.
enum TinyCIFAR {
    static let classes = ["a", "b", "c"]
    static let folder = "cifar/cifar-10-batches-bin"

    static func catalogue(
        in folder: TemporaryFolder, batchDigest: String? = nil, archiveMD5: String? = nil, archiveSize: Int? = nil
    ) throws -> DatasetEntry {
        let archive = (archiveSize.map { ", size = \($0)" } ?? "") + line("md5", archiveMD5)
        return try TinyEntry.make(
            folder, id: "cifar", layout: "cifar", classes: 3, train: 3, test: 2,
            more: """
                variant = "cifar10"
                files = [
                    { name = "cifar.tar.gz", address = "https://example.org/cifar.tar.gz"\(archive) },
                    { name = "data_batch_1.bin", part = "train", images = 2\(line("sha256", batchDigest)) },
                    { name = "data_batch_2.bin", part = "train", images = 1 },
                    { name = "test_batch.bin", part = "test", images = 2 },
                ]
                """)
    }

    private static func line(_ key: String, _ value: String?) -> String { value.map { ", \(key) = \"\($0)\"" } ?? "" }

    /// A record whose bytes tell its number, channel and place.
    static func record(_ number: Int, label: UInt8) -> [UInt8] {
        [label] + (0..<3072).map { UInt8(truncatingIfNeeded: $0 * 7 + number * 31 + $0 / 1024 * 50) }
    }

    /// The record's image: the planes of red, green and blue interleaved.
    static func pixels(_ number: Int) -> [UInt8] {
        let planes = Array(record(number, label: 0).dropFirst())
        return (0..<1024).flatMap { pixel in [planes[pixel], planes[1024 + pixel], planes[2048 + pixel]] }
    }

    static var files: [(name: String, bytes: [UInt8])] {
        [
            ("data_batch_1.bin", record(0, label: 2) + record(1, label: 0)),
            ("data_batch_2.bin", record(2, label: 1)),
            ("test_batch.bin", record(3, label: 1) + record(4, label: 2)),
            ("batches.meta.txt", Array("a\nb\nc\n\n".utf8)),
        ]
    }

    static func write(to folder: TemporaryFolder, _ place: String = folder) throws {
        for file in files { try folder.write(file.bytes, Path.join(place, file.name)) }
    }

    static func open(_ folder: TemporaryFolder, _ entry: DatasetEntry? = nil) throws -> any RawDataset {
        try RawDatasets.open(id: "cifar", entry: entry ?? catalogue(in: folder), in: folder)
    }

    /// Packs the folder of batches into an archive.
    static func pack(_ folder: TemporaryFolder, into archive: String) throws {
        try AtomicFile.makeFolder(Path.folder(of: folder.file(archive)))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "-C", folder.file("cifar"), "-czf", folder.file(archive), "cifar-10-batches-bin"]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure("tar failed") }
    }
}

/// A made-up NEU with five images of each class.
enum TinyNEU {
    static let perClass = 5
    static let prefixes = [
        ("crazing", "Cr"), ("inclusion", "In"), ("patches", "Pa"), ("pitted_surface", "PS"), ("rolled-in_scale", "RS"),
        ("scratches", "Sc"),
    ]

    static func entry(in folder: TemporaryFolder) throws -> DatasetEntry {
        try TinyEntry.make(
            folder, id: "neu", layout: "neu", classes: 6, train: 24, test: 6, split: TinyEntry.random(0.8))
    }

    static func image(_ number: Int, size: (height: Int, width: Int) = (20, 24)) -> RGBImage {
        let count = size.height * size.width * 3
        return RGBImage(
            height: size.height, width: size.width,
            pixels: (0..<count).map { UInt8(truncatingIfNeeded: $0 / 3 * 3 + number * 17) })
    }

    /// Writes NEU-DET's form; `size` tells each image's size.
    static func writeJPEG(
        to folder: TemporaryFolder, place: (_ name: String, _ number: Int) -> String = { _, _ in "NEU-DET/IMAGES" },
        size: (Int) -> (height: Int, width: Int) = { _ in (20, 24) }
    ) throws {
        for (index, (name, _)) in prefixes.enumerated() {
            for number in 1...perClass {
                let serial = index * perClass + number
                let bytes = try JPEGEncoder.encode(image(serial, size: size(serial)), quality: 90)
                try folder.write(bytes, "neu/\(place(name, number))/\(name)_\(number).jpg")
            }
        }
    }

    /// Writes NEU-CLS's form: 8-bit BMP.
    static func writeBMP(to folder: TemporaryFolder) throws {
        for (index, (_, prefix)) in prefixes.enumerated() {
            for number in 1...perClass {
                try folder.write(bmp(grey: UInt8(index * 20 + number)), "neu/NEU-CLS/\(prefix)_\(number).bmp")
            }
        }
    }

    /// An 8 x 4 grey BMP with a palette of 256 greys.
    static func bmp(grey: UInt8) -> [UInt8] {
        func little(_ value: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let start = 14 + 40 + 256 * 4
        var bytes = Array("BM".utf8) + little(start + 32, 4) + little(0, 4) + little(start, 4)
        bytes += little(40, 4) + little(8, 4) + little(4, 4) + little(1, 2) + little(8, 2)
        bytes += [UInt8](repeating: 0, count: 24)
        for value in 0...UInt8.max { bytes += [value, value, value, 0] }
        return bytes + [UInt8](repeating: grey, count: 32)
    }

    static func open(_ folder: TemporaryFolder) throws -> any RawDataset {
        try RawDatasets.open(id: "neu", entry: entry(in: folder), in: folder)
    }
}

extension RawDataset {
    /// The names and labels of a part, in order.
    func list(_ part: DatasetPart) throws -> [(name: String, label: Int)] {
        var samples: [(name: String, label: Int)] = []
        try stream(part) { samples.append(($0.name, $0.label)) }
        return samples
    }
}
