import Imaging
import Storage

/// Tells whether two images are equal pixel by pixel: the first half of the SHA-256 of size and pixels.
struct PixelDigest: Hashable, Sendable {
    static let byteCount = 16
    let bytes: [UInt8]

    init(_ image: RGBImage) throws {
        let digest = try Digest()
        digest.update(values: [Int64(image.height), Int64(image.width)])
        digest.update(values: image.pixels)
        bytes = Array(digest.finishBytes().prefix(Self.byteCount))
    }

    fileprivate init(bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

    /// The digests that are stored one behind the other.
    static func list(_ stored: [UInt8]) -> [PixelDigest] {
        stride(from: 0, to: stored.count - byteCount + 1, by: byteCount).map {
            PixelDigest(bytes: stored[$0..<($0 + byteCount)])
        }
    }
}
