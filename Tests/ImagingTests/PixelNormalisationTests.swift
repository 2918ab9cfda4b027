import Foundation
import Imaging
import Storage
import Testing

/// Normalisation against torchvision 0.29's to_tensor and normalize.
@Suite struct PixelNormalisationTests {
    /// The digests are of the float32 values, little-endian, of pixels (v, v, v) for v = 0 ... 255.
    @Test(arguments: [
        (
            [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616],
            "590ca610c02d4ab01486733153256f5341f4362ba75db4e12798b200a167dbc5"
        ),
        (
            [0.485, 0.456, 0.406], [0.229, 0.224, 0.225],
            "8c626e48a7ca8a3a4c1fef347a331e88748ff9dbc57d734b54bd4613205621dc"
        ),
    ])
    func equalsTorchvision(_ mean: [Float], _ std: [Float], _ digest: String) throws {
        let pixels = (0..<256).flatMap { [UInt8](repeating: UInt8($0), count: 3) }
        var values = [Float](repeating: .nan, count: pixels.count)
        PixelNormalisation(mean: mean, std: std).apply(pixels, count: 256, into: &values)
        #expect(try values.withUnsafeBytes { try Digest.of(Data($0)) } == digest)
    }

    @Test func noNormalisationIsTheScaleFromZeroToOne() {
        var values = [Float](repeating: 9, count: 6)
        PixelNormalisation(mean: [0, 0, 0], std: [1, 1, 1]).apply([0, 255, 51, 102, 153, 204], count: 2, into: &values)
        #expect(values == [0, 1, 0.2, 0.4, 0.6, 0.8])
    }

    @Test func planesBecomePixels() {
        let planes: [UInt8] = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26]
        let image = planes.withUnsafeBufferPointer { RGBImage(height: 2, width: 3, planes: $0) }
        #expect(image.pixels == [1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 5, 15, 25, 6, 16, 26])
    }
}
