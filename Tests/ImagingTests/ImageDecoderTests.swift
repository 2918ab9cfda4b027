import Foundation
import Imaging
import Storage
import Testing

/// Decoding against Pillow's `convert("RGB")`, of DICOM against pydicom, and what is refused.
@Suite struct ImageDecoderTests {
    /// Size and digest of the pixels of each file, by Scripts/reference/images.py.
    private static func golden() throws -> [String: (height: Int, width: Int, digest: String)] {
        let file = try HDF5Reader(path: Fixtures.folder + "/golden_images.h5")
        let (names, digests) = try (file.readStrings("names"), file.readStrings("sha256"))
        let shapes = try file.read("shapes", as: Int32.self).map(Int.init)
        return Dictionary(
            uniqueKeysWithValues: names.indices.map {
                (names[$0], (shapes[2 * $0], shapes[2 * $0 + 1], digests[$0]))
            })
    }

    @Test func goldenFilesAreThere() throws {
        #expect(try Set(Self.golden().keys) == Set(Fixtures.imageNames))
        for (kind, count) in [(".jpg", 10), (".png", 20), (".bmp", 15), (".tif", 50), (".dcm", 8)] {
            #expect(Fixtures.imageNames.filter { $0.hasSuffix(kind) }.count >= count)
        }
    }

    @Test func equalsPillow() throws {
        let golden = try Self.golden()
        for name in Fixtures.imageNames {
            let expected = try #require(golden[name])
            guard let image = try ImageDecoder.decoded(Fixtures.image(name), name: name) else { continue }
            #expect((image.height, image.width) == (expected.height, expected.width), "\(name)")
            #expect(try Digest.of(Data(image.pixels)) == expected.digest, "\(name)")
            #expect(try ImageDecoder.size(Fixtures.image(name), name: name) == (image.height, image.width), "\(name)")
        }
    }

    /// What a file that is cut may lack: DICOM and TIFF files can end with what is no pixel, and Pillow too does
    /// without the padding behind the last row of a BMP, and at times without a JPEG's end marker.
    @Test(arguments: Fixtures.imageNames) func everyPrefixIsRefused(_ name: String) throws {
        let bytes = try Fixtures.image(name)
        let whole = try ImageDecoder.decode(bytes, name: name)
        let slack = name.hasSuffix(".png") ? 0 : name.hasSuffix(".jpg") ? 2 : 4
        for count in 0..<bytes.count {
            do {
                let image = try ImageDecoder.decode(Array(bytes[..<count]), name: name)
                #expect(count >= bytes.count - slack && image == whole, "\(count) of \(bytes.count) bytes")
            } catch let failure as Failure {
                #expect(failure.location == name)
            }
        }
    }

    /// A damaged file is refused or decoded to something, never more than an error. Every third byte: it is a matter
    /// of time.
    @Test(arguments: Fixtures.imageNames) func everyByteMayBeWrong(_ name: String) throws {
        let bytes = try Fixtures.image(name)
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var damaged = bytes
            damaged[index] ^= UInt8(1 << (index % 8))
            do {
                let image = try ImageDecoder.decode(damaged, name: name)
                #expect(image.pixels.count == image.height * image.width * 3)
            } catch let failure as Failure {
                #expect(failure.location == name)
            }
        }
    }

    /// Each with the words that tell its owner what is inside.
    @Test func kindsThatAreNotReadAreNamed() throws {
        let words = [
            "animated.png": "animated", "grey.gif": "GIF", "grey.webp": "WebP", "grey.jp2": "JPEG 2000",
            "grey.avif": "AVIF", "grey.ico": "ICO", "two_pages.tif": "more than one page",
            "floats.tif": "16-bit floating-point", "lab.tif": "L*a*b*", "ycbcr.tif": "YCbCr",
            "unknown_compression.tif": "34712", "grey_premultiplied.tif": "premultiplied",
            "rgb_16bit_planes.tif": "planes of 16-bit", "drawing.svg": "SVG", "paper.pdf": "PDF",
            "page.jpg": "web page", "embedded_png.bmp": "compression is 5",
            "deflated.dcm": "deflated",
        ]
        #expect(Set(words.keys) == Set(Fixtures.refusedNames))
        for (name, word) in words {
            let bytes = try Fixtures.image("refused/" + name)
            let failure = try #require(throws: Failure.self, "\(name)") { try ImageDecoder.decode(bytes, name: name) }
            #expect(failure.what.contains(word), "\(failure)")
            #expect(failure.location == name && !failure.advice.isEmpty)
        }
    }

    @Test func theFormatIsToldFromTheContent() throws {
        let jpeg = try Fixtures.image("rgb_444.jpg")
        #expect(try ImageDecoder.decode(jpeg, name: "wrong.png") == ImageDecoder.decode(jpeg, name: "right.jpg"))
    }

    @Test func truncationIsReportedInTheLibrarysWords() throws {
        let bytes = try Fixtures.image("rgb_420.jpg")
        do {
            _ = try ImageDecoder.decode(Array(bytes.dropLast(200)), name: "cut.jpg")
            Issue.record("a truncated file was decoded")
        } catch let failure as Failure {
            #expect(failure.location == "cut.jpg")
            #expect(failure.what.contains("does not decode"))
            #expect(failure.what.contains("Premature end"))
        }
    }

    /// Damage inside the data, as Scripts/reference/damaged_jpeg.py does it.
    private static func damage(_ bytes: [UInt8], _ way: String, at place: Int) -> [UInt8] {
        var result = bytes
        switch way {
        case "flip": result[place] ^= 1 << UInt8(place % 8)
        case "lose": result.removeSubrange(place..<min(place + 3, bytes.count))
        case "zero": for index in place..<min(place + 8, bytes.count) { result[index] = 0 }
        default: result = bytes[..<place] + [0xFF, 0xD9]
        }
        return result
    }

    /// Where Pillow decodes a damaged JPEG, and to which pixels.
    @Test func damagedJPEGEqualsPillow() throws {
        let table = try CSVTable(path: Fixtures.folder + "/damaged_jpeg.csv")
        #expect(table.rows.count == 4 * Fixtures.imageNames.count { $0.hasSuffix(".jpg") })
        for row in table.rows {
            let bytes = try Fixtures.image(row[0])
            let scan = try #require((0..<(bytes.count - 4)).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
            let start = scan + 2 + Int(bytes[scan + 2]) << 8 + Int(bytes[scan + 3])
            var (places, pixels) = (Data(), Data())
            for place in start..<(bytes.count - 2) {
                let damaged = Self.damage(bytes, row[1], at: place)
                let image = try? ImageDecoder.decode(damaged, name: "damaged")
                places.append(image == nil ? 0 : 1)
                pixels.append(contentsOf: image?.pixels ?? [])
            }
            let what = "\(row[0]), \(row[1])"
            #expect(places.count { $0 == 1 } == Int(row[2]), "\(what)")
            #expect(try Digest.of(places).hasPrefix(row[3]), "\(what)")
            if !row[4].isEmpty { #expect(try Digest.of(pixels).hasPrefix(row[4]), "\(what)") }
        }
    }

    @Test func superfluousBytesAreNoDamage() throws {
        let bytes = try Fixtures.image("rgb_420.jpg")
        #expect(try ImageDecoder.decode(bytes + [1, 2, 3], name: "a") == ImageDecoder.decode(bytes, name: "b"))
    }

    @Test(arguments: [
        [], [1], Array("GIF89a and so on".utf8), [UInt8](repeating: 0, count: 100), Array("BM".utf8),
        [0x49, 0x49, 42, 0],
    ])
    func whatIsNoImageIsRefused(_ bytes: [UInt8]) {
        #expect(throws: Failure.self) { try ImageDecoder.decode(bytes, name: "it") }
        #expect(throws: Failure.self) { try ImageDecoder.size(bytes, name: "it") }
    }

    @Test func tooManyPixelsAreRefusedBeforeMemoryIsAskedFor() throws {
        var bmp = try Fixtures.image("rgb_24bit.bmp")
        for (offset, byte) in [0x00, 0x28, 0x00, 0x00].enumerated() {  // 10,240 x 10,240
            bmp[18 + offset] = UInt8(byte)
            bmp[22 + offset] = UInt8(byte)
        }
        do {
            _ = try ImageDecoder.decode(bmp, name: "huge.bmp")
            Issue.record("a huge image was decoded")
        } catch let failure as Failure {
            #expect(failure.what.contains("10240 x 10240"))
            #expect(failure.what.contains("89478485"))
        }
    }

    @Test(.enabled(if: Fixtures.hasSamples, "needs ../shared/data/samples"))
    func realImagesDecode() throws {
        let names = try Path.files(below: Fixtures.samples).filter { name in
            [".jpg", ".JPEG", ".png", ".tif"].contains(where: name.hasSuffix)
        }
        #expect(names.count > 400)
        for name in names {
            let image = try ImageDecoder.decode(Fixtures.bytes(Fixtures.samples + "/" + name), name: name)
            #expect(image.height > 0 && image.width > 0)
        }
    }
}
