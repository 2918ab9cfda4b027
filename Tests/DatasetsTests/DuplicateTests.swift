import Datasets
import Foundation
import Imaging
import Storage
import Testing

/// Equal images, sizes and broken files, found by looking at every image.
@Suite struct DuplicateTests {
    /// NEU with three equal images: two of one class, of which the seeded split decides the part.
    private static func equalImages() throws -> (TemporaryFolder, any RawDataset) {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let place = folder.file("neu/NEU-DET/IMAGES")
        let copied = try Data(contentsOf: URL(fileURLWithPath: "\(place)/crazing_1.jpg"))
        for name in ["crazing_2.jpg", "patches_3.jpg"] { try AtomicFile.write(copied, to: "\(place)/\(name)") }
        return (folder, try TinyNEU.open(folder))
    }

    @Test func equalImagesAreFoundInRawAndInPreparedFiles() throws {
        let (folder, raw) = try Self.equalImages()
        let found = try #require(try ImageSurvey(of: raw, decoding: true).duplicates)
        #expect(found.groups.map { Set($0.map(\.name)) } == [["crazing_1.jpg", "crazing_2.jpg", "patches_3.jpg"]])
        #expect(found.acrossClasses.count == 1)
        let parts = Set(found.groups[0].map(\.part))
        #expect(found.acrossParts.count == (parts.count > 1 ? 1 : 0))
        #expect(found.report().contains { $0.contains("crazing_1.jpg") && $0.contains("different classes") })
        let path = folder.file("neu.h5")
        try PreparedFile.write(
            to: path, id: "neu", entry: TinyNEU.entry(in: folder), raw: raw, provenance: Provenance(program: "test"))
        #expect(try PreparedDataset(path: path).duplicates.groups == found.groups)
    }

    @Test func differentImagesAreNotEqual() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let survey = try ImageSurvey(of: TinyNEU.open(folder), decoding: true)
        #expect(try #require(survey.duplicates).groups.isEmpty && survey.duplicates?.report() == [])
        #expect(survey.commonSize ?? (0, 0) == (20, 24))
        #expect(survey.counts[.train] == [4, 4, 4, 4, 4, 4] && survey.counts[.test] == [1, 1, 1, 1, 1, 1])
    }

    /// The same bytes in another shape are another image.
    @Test func theSizeCounts() throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let place = folder.file("neu/NEU-DET/IMAGES")
        for (name, size) in [("crazing_1.jpg", (20, 24)), ("crazing_2.jpg", (24, 20))] {
            let grey = RGBImage(height: size.0, width: size.1, pixels: [UInt8](repeating: 128, count: 20 * 24 * 3))
            try folder.write(JPEGEncoder.encode(grey, quality: 90), "neu/NEU-DET/IMAGES/\(name)")
        }
        #expect(Path.exists(place))
        let survey = try ImageSurvey(of: TinyNEU.open(folder), decoding: true)
        #expect(try #require(survey.duplicates).groups.isEmpty)
        #expect(survey.commonSize == nil && survey.sizes.values.sorted() == [1, 29])
    }

    @Test(arguments: [true, false]) func brokenImagesAreNamedAndCanBeLeftOut(_ decoding: Bool) throws {
        let folder = try TemporaryFolder()
        try TinyNEU.writeJPEG(to: folder)
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("neu/NEU-DET/IMAGES/crazing_1.jpg"))))
        try folder.write(Array(whole.dropLast(40)), "neu/NEU-DET/IMAGES/crazing_1.jpg")
        try folder.write(Array("no image".utf8), "neu/NEU-DET/IMAGES/patches_5.jpg")
        let raw = try TinyNEU.open(folder)
        let survey = try ImageSurvey(of: raw, decoding: decoding)
        // A header does not tell that the rest is missing.
        let expected = decoding ? ["crazing_1.jpg", "patches_5.jpg"] : ["patches_5.jpg"]
        #expect(survey.unreadable.map(\.name).sorted() == expected)
        for broken in survey.unreadable { #expect(broken.failure.location.hasSuffix(broken.name)) }
        let rest = try raw.leavingOut(survey.unreadable)
        #expect(rest.count(of: .train) + rest.count(of: .test) == 30 - expected.count)
        #expect(
            try DatasetPart.allCases.allSatisfy { part in try !rest.list(part).contains { expected.contains($0.name) } }
        )
        #expect(rest.remarks.contains { $0.contains("patches_5.jpg") } && rest.material != raw.material)
    }
}
