import Foundation
import Imaging
import Storage
import Testing

/// Decoding against Pillow's `convert("RGB")`, and what is refused.
@Suite struct ImageDecoderTests {
    @Test func goldenFilesAreThere() {
        #expect(Fixtures.imageNames.count >= 20)
        for kind in [".jpg", ".png", ".bmp"] {
            #expect(Fixtures.imageNames.contains { $0.hasSuffix(kind) })
        }
    }

    @Test(arguments: Fixtures.imageNames) func equalsPillow(_ name: String) throws {
        let golden = try HDF5Reader(path: Fixtures.folder + "/golden_images.h5")
        let image = try ImageDecoder.decode(Fixtures.image(name), name: name)
        #expect(try golden.shape(of: name) == [image.height, image.width, 3])
        #expect(try golden.read(name, as: UInt8.self) == image.pixels)
        let size = try ImageDecoder.size(Fixtures.image(name), name: name)
        #expect(size == (image.height, image.width))
    }

    @Test(arguments: Fixtures.imageNames) func everyPrefixIsRefused(_ name: String) throws {
        let bytes = try Fixtures.image(name)
        for count in 0..<bytes.count {
            #expect(throws: Failure.self, "\(count) of \(bytes.count) bytes") {
                try ImageDecoder.decode(Array(bytes[..<count]), name: name)
            }
        }
    }

    /// A damaged file is refused or decoded to something, never more than an error.
    @Test(arguments: Fixtures.imageNames) func everyByteMayBeWrong(_ name: String) throws {
        let bytes = try Fixtures.image(name)
        for index in bytes.indices {
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

    /// A cut scan followed by the end marker: libjpeg makes up the missing pixels and warns.
    @Test func missingPixelsAreRefusedEvenBeforeAnEndMarker() throws {
        let bytes = try Fixtures.image("rgb_420.jpg")
        #expect(throws: Failure.self) {
            try ImageDecoder.decode(Array(bytes.dropLast(150)) + [0xFF, 0xD9], name: "cut.jpg")
        }
    }

    @Test func superfluousBytesAreNoDamage() throws {
        let bytes = try Fixtures.image("rgb_420.jpg")
        #expect(try ImageDecoder.decode(bytes + [1, 2, 3], name: "a") == ImageDecoder.decode(bytes, name: "b"))
    }

    @Test(arguments: [[], [1], Array("GIF89a and so on".utf8), [UInt8](repeating: 0, count: 100)])
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

    @Test func encodingIsDeterministicAndClose() throws {
        let pixels = (0..<(40 * 50)).flatMap { index in [UInt8](repeating: UInt8(index % 50 * 4), count: 3) }
        let image = RGBImage(height: 40, width: 50, pixels: pixels)
        let bytes = try JPEGEncoder.encode(image, quality: 95)
        #expect(try JPEGEncoder.encode(image, quality: 95) == bytes)
        let back = try ImageDecoder.decode(bytes, name: "made")
        #expect(zip(back.pixels, pixels).allSatisfy { abs(Int($0) - Int($1)) <= 6 })
        #expect(stride(from: 0, to: back.pixels.count, by: 3).allSatisfy { back.pixels[$0] == back.pixels[$0 + 1] })
    }

    @Test(.enabled(if: Fixtures.hasSamples, "needs ../shared/data/samples"))
    func realImagesDecode() throws {
        let names = try Path.files(below: Fixtures.samples).filter { name in
            [".jpg", ".JPEG", ".png"].contains(where: name.hasSuffix)
        }
        #expect(names.count > 400)
        for name in names {
            let image = try ImageDecoder.decode(Fixtures.bytes(Fixtures.samples + "/" + name), name: name)
            #expect(image.height > 0 && image.width > 0)
        }
    }
}
