import Foundation
import Imaging
import Testing

/// Where the tests find their files.
enum Fixtures {
    /// The package's root.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let folder = root + "/Tests/Fixtures"
    /// Real images beside the package; not part of it.
    static let samples = root + "/../shared/data/samples"
    static var hasSamples: Bool { FileManager.default.fileExists(atPath: samples) }

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The image files that Scripts/reference/images.py makes.
    static let imageNames = files("images")
    /// Those of kinds that are not read.
    static let refusedNames = files("images/refused")

    private static func files(_ name: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []
        return names.filter { $0.contains(".") }.sorted()
    }

    static func image(_ name: String) throws -> [UInt8] { try bytes("\(folder)/images/\(name)") }
}

extension ImageDecoder {
    /// The image; or nil, and the test has failed.
    static func decoded(_ bytes: [UInt8], name: String) -> RGBImage? {
        do {
            return try decode(bytes, name: name)
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }
}

/// The bytes that Scripts/reference/hashed.py makes of a name: SplitMix64 from the name's FNV-1a.
enum Hashed {
    static func bytes(_ name: String, count: Int) -> [UInt8] {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (1...max(1, count)).prefix(count).map { index in
            var z = seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return UInt8((z ^ (z >> 31)) >> 56)
        }
    }

    static func image(_ name: String, height: Int, width: Int) -> RGBImage {
        RGBImage(height: height, width: width, pixels: bytes(name, count: height * width * 3))
    }
}
