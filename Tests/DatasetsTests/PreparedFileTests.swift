import Datasets
import Foundation
import Imaging
import Storage
import Testing

@Suite struct PreparedFileTests {
    private static let provenance = Provenance(program: "test")

    private static func prepare(_ folder: TemporaryFolder, _ name: String = "neu.h5") throws -> PreparedDataset {
        let path = folder.file(name)
        let entry = try TinyNEU.entry(in: folder)
        let raw = try TinyNEU.open(folder)
        try PreparedFile.write(to: path, id: "neu", entry: entry, raw: raw, provenance: provenance)
        return try PreparedDataset(path: path)
    }

    @Test func imagesOfOneSizeAreStoredAsPixels() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let prepared = try Self.prepare(folder)
        let entry = try TinyNEU.entry(in: folder)
        #expect(prepared.id == "neu" && prepared.title == entry.title)
        #expect(prepared.classes == TinyNEU.prefixes.map(\.0))
        #expect(prepared.split.contains("seed 1"))
        #expect(prepared.train.count == 24 && prepared.test.count == 6)
        let size = try #require(prepared.train.imageSize)
        #expect(size == (20, 24))
        try Self.checkImages(prepared, folder)
        try prepared.verify()
        let reader = try HDF5Reader(path: folder.file("neu.h5"))
        #expect(try reader.shape(of: "train/images") == [24, 20, 24, 3])
        #expect(try reader.attribute("origin") == entry.page)
        #expect(try reader.attribute("provenance")?.contains("program = test") == true)
        #expect(try reader.attribute("licence") != nil)
    }

    @Test func imagesOfSeveralSizesAreStoredAsFiles() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder, size: { (20 + $0 % 3, 24) })
        let prepared = try Self.prepare(folder)
        #expect(prepared.train.imageSize == nil && prepared.test.imageSize == nil)
        try Self.checkImages(prepared, folder)
        try prepared.verify()
    }

    /// Every image equals the one decoded from its own file, and its label the class of its name.
    private static func checkImages(_ prepared: PreparedDataset, _ folder: TemporaryFolder) throws {
        for part in [prepared.train, prepared.test] {
            for index in 0..<part.count {
                let name = part.names[index]
                let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("neu/NEU-DET/IMAGES/\(name)")))
                #expect(try part.image(at: index) == ImageDecoder.decode([UInt8](data), name: name))
                #expect(name.hasPrefix(prepared.classes[Int(part.labels[index])]))
            }
        }
    }

    @Test func pixelsOfCIFARArrive() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        let entry = try TinyCIFAR.catalogue(in: folder)
        let path = folder.file("cifar.h5")
        var progress: [Int] = []
        try PreparedFile.write(
            to: path, id: "cifar", entry: entry, raw: TinyCIFAR.open(folder), provenance: Self.provenance
        ) { done, total in
            progress.append(done)
            #expect(total == 5)
        }
        #expect(progress.last == 5)
        let prepared = try PreparedDataset(path: path)
        #expect(prepared.split == "official")
        #expect(prepared.train.labels == [2, 0, 1] && prepared.test.labels == [1, 2])
        #expect(try prepared.test.image(at: 1).pixels == TinyCIFAR.pixels(4))
    }

    @Test func preparingTwiceGivesEqualBytes() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let first = try Self.prepare(folder, "first.h5")
        let second = try Self.prepare(folder, "second.h5")
        #expect(try Digest.ofFile(first.path) == Digest.ofFile(second.path))
        #expect(first.digest == second.digest)
    }

    @Test func theContentsDigestIgnoresWhoMadeTheFile() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let first = try Self.prepare(folder, "first.h5")
        let path = folder.file("second.h5")
        try PreparedFile.write(
            to: path, id: "neu", entry: TinyNEU.entry(in: folder), raw: TinyNEU.open(folder),
            provenance: Provenance(program: "another program"))
        #expect(try PreparedDataset(path: path).digest == first.digest)
        #expect(try Digest.ofFile(path) != Digest.ofFile(first.path))
    }

    @Test func inputsAreRecordedAndChangeWithTheRawFiles() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let prepared = try Self.prepare(folder)
        let entry = try TinyNEU.entry(in: folder)
        let inputs = PreparedFile.inputs(id: "neu", entry: entry, raw: try TinyNEU.open(folder))
        #expect(inputs.reasons(against: Inputs.recorded(in: prepared.path)).isEmpty)
        let other = try JPEGEncoder.encode(TinyNEU.image(77), quality: 90)
        try folder.write(other, "neu/NEU-DET/IMAGES/crazing_1.jpg")
        let changed = PreparedFile.inputs(id: "neu", entry: entry, raw: try TinyNEU.open(folder))
        let reasons = changed.reasons(against: Inputs.recorded(in: prepared.path))
        #expect(reasons.count == 1 && reasons.first?.contains("raw files") == true)
    }

    @Test(arguments: [true, false]) func aBrokenImageIsNamedAndNothingIsWritten(_ sameSize: Bool) throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder, size: { (sameSize ? 20 : 20 + $0 % 2, 24) })
        let path = folder.file("neu/NEU-DET/IMAGES/scratches_3.jpg")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        try folder.write(Array(bytes.dropLast(40)), "neu/NEU-DET/IMAGES/scratches_3.jpg")
        let failure = try #require(failure { _ = try Self.prepare(folder) })
        #expect(failure.location == path)
        #expect(failure.what.contains("does not decode"))
        #expect(!Path.exists(folder.file("neu.h5")))
    }

    @Test func damageIsFound() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let prepared = try Self.prepare(folder)
        let image = try prepared.test.image(at: 3).pixels
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: prepared.path)))
        let place = try #require(Data(bytes).range(of: Data(image)))
        bytes[place.lowerBound + 100] ^= 4
        let damaged = try folder.write(bytes, "damaged.h5")
        let failure = try #require(failure { try PreparedDataset(path: damaged).verify() })
        #expect(failure.location == damaged)
    }

    @Test func otherFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: Failure.self) { try PreparedDataset(path: folder.file("none.h5")) }
        let text = try folder.write(Array("no HDF5".utf8), "text.h5")
        #expect(throws: Failure.self) { try PreparedDataset(path: text) }
        let empty = folder.file("empty.h5")
        try HDF5Writer.write(to: empty) { _ in }
        #expect(try #require(failure { _ = try PreparedDataset(path: empty) }).what.contains("dataset"))
    }

    @Test func statisticsAreThoseOfThePixels() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder, size: { (20 + $0 % 2, 24) })
        let part = try Self.prepare(folder).train
        let values = try (0..<part.count).flatMap { try part.image(at: $0).pixels }
        let (mean, std) = try part.channelStatistics()
        for channel in 0..<3 {
            let own = stride(from: channel, to: values.count, by: 3).map { Double(values[$0]) / 255 }
            let average = own.reduce(0, +) / Double(own.count)
            let deviation = (own.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(own.count)).squareRoot()
            #expect(abs(mean[channel] - average) < 1e-12 && abs(std[channel] - deviation) < 1e-9)
        }
    }
}
