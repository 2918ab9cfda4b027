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
        let clock = ContinuousClock()
        var (images, slowest) = (0, Duration.zero)
        for number in 0..<Mutations.count {
            let files = number % 2 == 0 || samples.isEmpty ? own : samples
            let mutated = mutations.mutate(files[number / 2 % files.count], number: number)
            let bytes = kind == ".png" && number % 4 < 2 ? PNGChecksums.repaired(mutated) : mutated
            let begin = clock.now
            do {
                let image = try ImageDecoder.decode(bytes, name: "damaged")
                images += image.pixels.count == image.height * image.width * 3 ? 1 : 0
            } catch let failure as Failure {
                #expect(failure.location == "damaged" && !failure.what.isEmpty)
            }
            let took = clock.now - begin
            slowest = max(slowest, took)
            #expect(took < .seconds(1), "\(kind), number \(number)")
        }
        // Much damage is harmless: were all refused, nothing would have been tried.
        #expect(images > 0)
        if ProcessInfo.processInfo.environment["WHICH_BACKBONE_REPORT"] != nil {
            print("\(kind): \(images) of \(Mutations.count) decode, the slowest took \(slowest)")
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
