import Datasets
import Foundation
import Storage
import Testing

@Suite struct NEUTests {
    @Test func flatFilesAreRead() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let raw = try TinyNEU.open(folder)
        #expect(raw.classes == TinyNEU.prefixes.map(\.0))
        let (train, test) = (try raw.list(.train), try raw.list(.test))
        #expect(train.count == 24 && test.count == 6)
        for label in 0..<6 { #expect(train.count { $0.label == label } == 4) }
        for sample in train + test { #expect(sample.name.hasPrefix(raw.classes[sample.label] + "_")) }
        #expect(Set((train + test).map(\.name)).count == 30)
    }

    /// Where the files lie changes neither the split nor what is recorded of them.
    @Test func foldersDoNotMatter() throws {
        let flat = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: flat)
        let expected = try TinyNEU.open(flat)
        let nested = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: nested) { name, number in
            "NEU-DET/\(number < 4 ? "train" : "validation")/images/\(name)"
        }
        let bare = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: bare) { _, _ in "" }
        for folder in [nested, bare] {
            let raw = try TinyNEU.open(folder)
            #expect(raw.material == expected.material)
            #expect(try raw.list(.test).map(\.name) == expected.list(.test).map(\.name))
        }
    }

    @Test func linkedFoldersAreFollowed() throws {
        let store = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: store)
        let folder = try TemporaryFolder()
        try AtomicFile.makeFolder(folder.file("neu"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("neu/NEU-DET"), withDestinationPath: store.file("neu/NEU-DET"))
        #expect(try TinyNEU.open(folder).material == TinyNEU.open(store).material)
    }

    @Test func bitmapsAreRead() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeBMP(to: folder)
        let raw = try TinyNEU.open(folder)
        let samples = try raw.list(.train) + raw.list(.test)
        for (index, (_, prefix)) in TinyNEU.prefixes.enumerated() {
            #expect(samples.count { $0.label == index && $0.name.hasPrefix(prefix + "_") } == 5)
        }
    }

    @Test func ofBothDistributionsTheFirstIsTaken() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        try TinyNEU.writeBMP(to: folder)
        #expect(try TinyNEU.open(folder).list(.test).allSatisfy { $0.name.hasSuffix(".jpg") })
    }

    @Test func missingFilesComeWithTheAddressAndThePlace() throws {
        let folder = try TemporaryFolder()
        for _ in 0..<2 {
            let failure = try #require(failure { _ = try TinyNEU.open(folder) })
            #expect(failure.location == folder.file("neu"))
            for word in ["NEU-DET/IMAGES", "NEU-CLS", "https://example.org/neu", folder.file("neu")] {
                #expect(failure.advice.contains(word), "\(word)")
            }
            try AtomicFile.makeFolder(folder.file("neu"))
        }
    }

    @Test func aMissingImageIsCounted() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        try FileManager.default.removeItem(atPath: folder.file("neu/NEU-DET/IMAGES/patches_2.jpg"))
        let failure = try #require(failure { _ = try TinyNEU.open(folder) })
        #expect(failure.what.contains("29 images where 30 are expected") && failure.what.contains("patches 4"))
    }

    /// The names, and with them the split, are the same as without an archive.
    @Test(arguments: ["NEU-DET.zip", "anything.tar.gz"]) func archivesAreUnpacked(_ archive: String) throws {
        let plain = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: plain)
        let images = plain.file("neu/NEU-DET/IMAGES")
        let entries = try Path.files(below: images).map { name in
            ("NEU-DET/IMAGES/\(name)", [UInt8](try Data(contentsOf: URL(fileURLWithPath: Path.join(images, name)))))
        }
        let folder = try TemporaryFolder()
        try ArchiveWriter.write(
            entries + [("NEU-DET/ANNOTATIONS/crazing_1.xml", [1])], to: folder.file("neu/\(archive)"))
        let raw = try TinyNEU.open(folder)
        #expect(try raw.material == TinyNEU.open(plain).material)
        #expect(try raw.list(.test).map(\.name) == TinyNEU.open(plain).list(.test).map(\.name))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("neu")) == [archive])
    }

    @Test(arguments: ["holiday.jpg", "crazing_x.jpg", "crazing.jpg", "dents_1.jpg", "_1.jpg"])
    func anImageWithoutAClassIsNamed(_ name: String) throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let path = try folder.write([1], "neu/NEU-DET/IMAGES/\(name)")
        #expect(try #require(failure { _ = try TinyNEU.open(folder) }).location == path)
    }

    @Test func theSameNameTwiceIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        try folder.write([1], "neu/other/crazing_1.jpg")
        #expect(try #require(failure { _ = try TinyNEU.open(folder) }).what.contains("same name"))
    }
}
