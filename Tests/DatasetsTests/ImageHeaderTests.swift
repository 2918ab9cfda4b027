import Datasets
import Foundation
import Imaging
import Storage
import Testing

/// The size of an image from its first bytes is that from all of them.
@Suite struct ImageHeaderTests {
    /// Too rough to be packed: more than what is read at first.
    private static let image = RGBImage(
        height: 310, width: 300,
        pixels: (0..<(310 * 300 * 3)).map { UInt8(truncatingIfNeeded: ($0 &* $0 &* 40_503) >> 9) }
    )

    /// A JPEG file with profiles before the header: so many segments of 60,000 bytes.
    private static func jpeg(profiles: Int) throws -> [UInt8] {
        let bytes = try JPEGEncoder.encode(image, quality: 95)
        let segment: [UInt8] = [0xFF, 0xE2, 0xEA, 0x62] + [UInt8](repeating: 7, count: 60_000)
        return bytes[..<2] + (0..<profiles).flatMap { _ in segment } + bytes[2...]
    }

    @Test func theFirstBytesTell() throws {
        let folder = try TemporaryFolder()
        let files: [(name: String, bytes: [UInt8])] = [
            ("plain.jpg", try Self.jpeg(profiles: 0)), ("profile.jpg", try Self.jpeg(profiles: 1)),
            ("late.jpg", try Self.jpeg(profiles: 3)), ("x.png", try PNGEncoder.encode(Self.image)),
            ("x.tif", try TIFFEncoder.encode(Self.image)),
            ("cut.jpg", Array(try Self.jpeg(profiles: 3).prefix(70_000))),
            ("none.jpg", [UInt8](repeating: 1, count: 70_000)), ("empty.jpg", []),
        ]
        for (name, bytes) in files {
            let path = try folder.write(bytes, name)
            guard let expected = try? ImageDecoder.size(bytes, name: path) else {
                #expect(throws: Failure.self, "\(name)") { try ImageHeader.read(path) }
                continue
            }
            let found = try ImageHeader.read(path)
            #expect(found.size == expected && found.fileBytes == bytes.count, "\(name)")
            #expect(bytes.count > 1 << 16 && found.size == (310, 300), "\(name)")
        }
        #expect(throws: Failure.self) { try ImageHeader.read(folder.file("nowhere.jpg")) }
        #expect(throws: Failure.self) { try ImageHeader.read(folder.path) }
    }
}
