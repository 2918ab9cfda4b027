import CKernels

/// Bytes to floats as torchvision's `ToTensor` and `Normalize` do it: (x / 255 - mean) / std, each
/// step rounded to single precision.
///
/// There are only 256 bytes, so every result is computed once, by these very operations.
public struct PixelNormalisation: Sendable {
    private let table: [Float]

    /// - Parameters:
    ///   - mean: of red, green and blue, on the scale of 0 to 1.
    ///   - std: likewise; not zero.
    public init(mean: [Float], std: [Float]) {
        precondition(mean.count == 3 && std.count == 3 && !std.contains(0), "three means and three deviations")
        table = (0..<3).flatMap { channel in
            (0..<256).map { (Float($0) / 255 - mean[channel]) / std[channel] }
        }
    }

    /// Converts `count` pixels of interleaved RGB; `result` takes 3 x `count` floats.
    public func apply(_ pixels: UnsafePointer<UInt8>, count: Int, into result: UnsafeMutablePointer<Float>) {
        wb_normalise_rgb(pixels, count, table, result)
    }
}
