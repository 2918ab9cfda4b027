import Foundation
import Imaging
import Storage
import TestSupport
import Testing

/// Damaged files: each ends as an image or as a named error, and soon.
@Suite struct ImageMutationTests {
    /// Small files: those of this package, and real ones where they are at hand.
    private static func files(_ kind: String) throws -> (own: [[UInt8]], samples: [[UInt8]]) {
        let own = try Fixtures.imageNames.filter { $0.hasSuffix(kind) }.map { try Fixtures.image($0) }
        guard Fixtures.hasSamples else { return (own, []) }
        let names = try Path.files(below: Fixtures.samples).filter { $0.hasSuffix(kind) }
        let samples = try names.map { try Fixtures.bytes(Fixtures.samples + "/" + $0) }.filter { $0.count < 20_000 }
        return (own, Array(samples.prefix(100)))
    }

    @Test(arguments: [".jpg", ".png", ".bmp", ".tif", ".dcm"]) func damageIsAnImageOrAFailure(_ kind: String) throws {
        let (own, samples) = try Self.files(kind)
        let mutations = Mutations(seed: 4)
        var (images, slowest) = (0, Duration.zero)
        for number in 0..<Mutations.count {
            let files = number % 2 == 0 || samples.isEmpty ? own : samples
            let mutated = mutations.mutate(files[number / 2 % files.count], number: number)
            let bytes = kind == ".png" && number % 4 < 2 ? PNGChecksums.repaired(mutated) : mutated
            let took = try ProcessorTime.of {
                do {
                    let image = try ImageDecoder.decode(bytes, name: "damaged")
                    images += image.pixels.count == image.height * image.width * 3 ? 1 : 0
                } catch let failure as Failure {
                    #expect(failure.location == "damaged" && !failure.what.isEmpty)
                }
            }
            slowest = max(slowest, took)
            #expect(took < .seconds(1), "\(kind), number \(number): \(took)")
        }
        // Much damage is harmless: were all refused, nothing would have been tried.
        #expect(images > 0)
        if ProcessInfo.processInfo.environment["WHICH_BACKBONE_REPORT"] != nil {
            print("\(kind): \(images) of \(Mutations.count) decode, the slowest took \(slowest)")
        }
    }

    /// Small files that ask for much: the last scan of a progressive one again and again, for large images.
    @Test func scansWithoutEndAreRefused() throws {
        let file = try Fixtures.image("rgb_progressive.jpg")
        let last = try #require((0..<(file.count - 1)).last { file[$0] == 0xFF && file[$0 + 1] == 0xDA })
        let frame = try #require((0..<(file.count - 1)).first { file[$0] == 0xFF && file[$0 + 1] == 0xC2 })
        for (repeats, side) in [(600, 17), (450, 1_900), (450, 3_000), (60, 9_400)] {
            var bytes = Array(file.dropLast(2))
            for _ in 0..<repeats { bytes += file[last..<(file.count - 2)] }
            bytes += [0xFF, 0xD9]
            let size = [UInt8(side >> 8), UInt8(side & 0xFF)]
            bytes.replaceSubrange((frame + 5)..<(frame + 9), with: size + size)
            let time = try ProcessorTime.of {
                if repeats == 450 && side == 1_900 {
                    #expect(try ImageDecoder.decode(bytes, name: "it").height == side)
                } else {
                    let failure = try #require(throws: Failure.self) { try ImageDecoder.decode(bytes, name: "it") }
                    #expect(failure.what.contains("progressive scans"), "\(failure)")
                }
            }
            #expect(time < .seconds(1), "\(repeats) x \(side): \(time)")
        }
    }

    /// DCMTK seeks an element's place from the end: many in descending order take the square of that.
    @Test func descendingElementsTakeNoTime() throws {
        let header = try Fixtures.image("grey_inverted_implicit.dcm").prefix(132)
        let syntax = Array("1.2.840.10008.1.2\0".utf8)
        let meta = [0x02, 0x00, 0x10, 0x00] + Array("UI".utf8) + [UInt8(syntax.count), 0] + syntax
        for (count, words) in [(6_000, "holds no image"), (20_000, "elements"), (60_000, "elements")] {
            let elements = (0..<count).flatMap { number -> [UInt8] in
                let tag = 0x7FFE_FFFE - number
                return [16, 24, 0, 8].map { UInt8(truncatingIfNeeded: tag >> $0) } + [0, 0, 0, 0]
            }
            let time = try ProcessorTime.of {
                let failure = try #require(throws: Failure.self) {
                    try ImageDecoder.decode(header + meta + elements, name: "descending")
                }
                #expect(failure.what.contains(words), "\(failure)")
            }
            #expect(time < .seconds(1), "\(count): \(time)")
        }
    }

    /// Sequences within sequences: DCMTK before 3.7 would follow them until its stack ends.
    @Test func deepDICOMIsRefused() throws {
        let file = try Fixtures.image("grey.dcm")
        let sequence: [UInt8] = [0x08, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]
        let item: [UInt8] = [0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]
        for depth in [900, 100_000] {
            let bytes = file + (0..<depth).flatMap { _ in sequence + item }
            #expect(throws: Failure.self) { try ImageDecoder.decode(bytes, name: "deep") }
        }
    }
}

/// Checksums of a damaged PNG made right again: else libpng would look no further.
private enum PNGChecksums {
    static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        var offset = 8
        while offset + 12 <= bytes.count {
            let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
            let end = offset + 8 + length
            guard end + 4 <= bytes.count else { break }
            let sum = crc32(bytes[(offset + 4)..<end])
            for byte in 0..<4 { result[end + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * byte)) }
            offset = end + 4
        }
        return result
    }

    private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
    }
}
