import Foundation
import Imaging
import Storage

/// What Scripts/reference/augment.py stores: digests of torchvision's results, and what they are of.
struct TrivialAugmentGolden {
    struct Case: Sendable {
        let number: Int
        let kind: String
        let height: Int
        let width: Int
    }

    let operations: [String]
    let magnitudes: [Double]
    let counts: [Int]
    let images: [Case]
    private let digests: [String]
    /// Digests of single magnitudes, of some images by number.
    let byMagnitude: [Int: [String]]

    init() throws {
        let file = try HDF5Reader(path: Fixtures.folder + "/golden_augment.h5")
        operations = try file.readStrings("operations")
        magnitudes = try file.read("magnitudes", as: Double.self)
        counts = try file.read("counts", as: Int32.self).map(Int.init)
        digests = try file.readStrings("sha256")
        let sizes = try file.read("sizes", as: Int32.self).map(Int.init)
        images = try file.readStrings("kinds").enumerated().map { number, kind in
            Case(number: number, kind: kind, height: sizes[number * 2 + 1], width: sizes[number * 2])
        }
        byMagnitude = try file.names(in: "by_magnitude").reduce(into: [:]) { result, name in
            result[Int(name) ?? -1] = try file.readStrings("by_magnitude/\(name)")
        }
    }

    func digest(of image: Case, _ operation: TrivialAugment.Operation) -> String? {
        operations.firstIndex(of: operation.rawValue).map { digests[image.number * operations.count + $0] }
    }

    /// All draws of an operation in the file's order: for each bin positive, then negative where there are both.
    static func draws(_ operation: TrivialAugment.Operation) -> [TrivialAugment.Draw] {
        (0..<(operation.hasMagnitude ? TrivialAugment.bins : 1)).flatMap { bin in
            (operation.isSigned ? [false, true] : [false]).map {
                TrivialAugment.Draw(operation, bin: bin, isNegative: $0)
            }
        }
    }

    static func image(_ image: Case) -> RGBImage {
        var pixels = Hashed.bytes("augment\(image.number)", count: image.height * image.width * 3)
        for index in pixels.indices {
            let (pixel, channel) = index.quotientAndRemainder(dividingBy: 3)
            let (y, x) = pixel.quotientAndRemainder(dividingBy: image.width)
            let z = pixels[index]
            switch image.kind {
            case "dim": pixels[index] = (z >> UInt8(channel + 1)) + [9, 50, 200][channel]
            case "steps": pixels[index] = z & (z << 3) & 0xE0
            case "flat": pixels[index] = [7, 128, 255][channel]
            case "ramp":
                let slope = (x * 255 / image.width + y * 255 / image.height) / 2
                pixels[index] = UInt8((slope + 20 * channel + Int(z >> 6)) % 256)
            default: break
            }
        }
        return RGBImage(height: image.height, width: image.width, pixels: pixels)
    }
}
