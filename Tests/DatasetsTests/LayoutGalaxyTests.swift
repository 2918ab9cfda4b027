import Datasets
import Foundation
import Storage
import TestSupport
import Testing

/// Galaxy10's HDF5 file.
@Suite struct LayoutGalaxyTests {
    private static let file = "galaxy10/Galaxy10_DECals.h5"

    private static func entry(_ folder: TemporaryFolder, classes: Int = 10, more: String = "") throws -> DatasetEntry {
        try TinyEntry.make(
            folder, id: "galaxy10", layout: "galaxy10", classes: classes, train: 18, test: 2,
            split: TinyEntry.random(0.9, #"within = "all""#), more: more)
    }

    /// The byte of a row, line, column and channel.
    private static func byte(_ row: Int, _ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: row * 31 + index * 7) }

    private static func write(
        _ folder: TemporaryFolder, labels: [UInt8] = (0..<20).map { $0 % 10 }, shape: [Int] = [20, 4, 6, 3]
    ) throws {
        let size = shape.dropFirst().reduce(1, *)
        let pixels = (0..<shape[0]).flatMap { row in (0..<size).map { byte(row, $0) } }
        try HDF5Writer.write(to: folder.file(file)) { file in
            try file.write("images", pixels, shape: shape)
            try file.write("ans", labels)
            try file.write("ra", labels.map { Double($0) })
        }
    }

    @Test func rowsAreImages() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder)
        let raw = try RawDatasets.open(id: "galaxy10", entry: Self.entry(folder), in: folder)
        #expect(raw.classes.first == "Disturbed Galaxies" && raw.classes.last == "Edge-on Galaxies with Bulge")
        #expect(raw.count(of: .train) == 18 && raw.count(of: .test) == 2)
        let size = try #require(raw.fixedSize)
        #expect(size == (4, 6))
        var names: [String] = []
        for part in DatasetPart.allCases {
            var last = ""
            try raw.stream(part) { sample in
                guard case .pixels(let image) = sample.content, let row = Int(sample.name) else {
                    throw Failure("no pixels")
                }
                #expect(sample.name.count == 5 && sample.name > last && sample.label == row % 10)
                #expect(image.height == 4 && image.width == 6)
                #expect(image.pixels == (0..<72).map { Self.byte(row, $0) })
                last = sample.name
                names.append(sample.name)
            }
        }
        #expect(Set(names).count == 20)
    }

    /// A file that h5py wrote in compressed pieces, as the official one is (Scripts/reference/galaxy.py).
    @Test func compressedPiecesAreRead() throws {
        let folder = try TemporaryFolder()
        let fixture = "\(Repository.root)/Tests/Fixtures/datasets/galaxy10_chunked.h5"
        try AtomicFile.makeFolder(folder.file("galaxy10"))
        try FileManager.default.copyItem(atPath: fixture, toPath: folder.file(Self.file))
        let images = try ForeignHDF5(path: fixture).describe("images")
        #expect(images.chunkRows == 3 && images.shape == [20, 4, 4, 3] && images.kind == .bytes)
        #expect(try ForeignHDF5(path: fixture).describe("ans").chunkRows == nil)
        let raw = try RawDatasets.open(id: "galaxy10", entry: Self.entry(folder), in: folder)
        for part in DatasetPart.allCases {
            try raw.stream(part) { sample in
                guard case .pixels(let image) = sample.content, let row = Int(sample.name) else {
                    throw Failure("no pixels")
                }
                #expect(sample.label == row * 3 % 10)
                #expect(image.pixels == (0..<(4 * 4 * 3)).map { Self.byte(row, $0) })
            }
        }
    }

    @Test func wrongFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        func refusal(_ entry: DatasetEntry) throws -> Failure {
            try #require(failure { _ = try RawDatasets.open(id: "galaxy10", entry: entry, in: folder) })
        }
        #expect(try refusal(Self.entry(folder)).advice.contains("Galaxy10_DECals.h5"))
        try Self.write(folder, labels: [UInt8](repeating: 10, count: 20))
        #expect(try refusal(Self.entry(folder)).what.contains("row 0 has the label 10"))
        try Self.write(folder, labels: [UInt8](repeating: 0, count: 19))
        #expect(try refusal(Self.entry(folder)).what.contains("19 labels"))
        try Self.write(folder, shape: [20, 4, 6, 4])
        #expect(try refusal(Self.entry(folder)).what.contains("[20, 4, 6, 4]"))
        try Self.write(folder, labels: [0, 1], shape: [2, 4, 6, 3])
        #expect(try refusal(Self.entry(folder)).what == "holds 2 images where 20 are expected")
        let digest = String(repeating: "0", count: 64)
        let known = try Self.entry(
            folder, more: #"files = [{ name = "Galaxy10_DECals.h5", sha256 = "\#(digest)" }]"#)
        #expect(try refusal(known).what.contains(digest))
        try folder.write(Array("no HDF5".utf8), Self.file)
        #expect(try refusal(Self.entry(folder)).location == folder.file(Self.file))
    }

    @Test func labelsMayBeWider() throws {
        let folder = try TemporaryFolder()
        try HDF5Writer.write(to: folder.file(Self.file)) { file in
            try file.write("images", [UInt8](repeating: 9, count: 20 * 12), shape: [20, 2, 2, 3])
            try file.write("ans", (0..<20).map { Int64($0 % 3) })
            try file.write("ra", [0.5])
        }
        let raw = try RawDatasets.open(id: "galaxy10", entry: Self.entry(folder, classes: 3), in: folder)
        #expect(raw.classes.count == 3)
        let file = try ForeignHDF5(path: folder.file(Self.file))
        #expect(try file.describe("ans").kind == .integers && file.describe("ra").kind == .other)
        for name in ["dec", "", "/", "images/x", "."] {
            #expect(throws: Failure.self, "\(name)") { try file.describe(name) }
        }
        #expect(throws: Failure.self) { try file.bytes("images", rows: 19..<21, size: 12) }
        #expect(throws: Failure.self) { try file.bytes("images", rows: 0..<2, size: 11) }
        #expect(throws: Failure.self) { try file.integers("ans", count: 21) }
        for sample in try raw.list(.train) { #expect(sample.label == (Int(sample.name) ?? 0) % 3) }
    }

    /// Whatever becomes of the file: images or a named error.
    @Test func mutatedFilesAreReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let fixture = "\(Repository.root)/Tests/Fixtures/datasets/galaxy10_chunked.h5"
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture)))
        let entry = try Self.entry(folder)
        try AtomicFile.makeFolder(folder.file("galaxy10"))
        var (whole, slowest) = (0, Duration.zero)
        for number in 0..<Mutations.count {
            let mutated = Mutations(seed: 13).mutate(bytes, number: number)
            try Data(mutated).write(to: URL(fileURLWithPath: folder.file(Self.file)))
            let time = ProcessorTime.of {
                do {
                    let raw = try RawDatasets.open(id: "galaxy10", entry: entry, in: folder)
                    for part in DatasetPart.allCases { try raw.stream(part) { _ in } }
                    whole += 1
                } catch {
                    #expect(error is Failure, "\(number): \(error)")
                }
            }
            slowest = max(slowest, time)
            #expect(time < .seconds(1), "\(number): \(time)")
        }
        if ProcessInfo.processInfo.environment["WHICH_BACKBONE_REPORT"] != nil {
            print("Galaxy10: \(whole) of \(Mutations.count) read, slowest \(slowest)")
        }
    }
}
