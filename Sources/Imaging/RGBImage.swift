import CKernels

/// An image of 8-bit RGB.
public struct RGBImage: Equatable, Sendable, CustomStringConvertible {
    public let height: Int
    public let width: Int
    /// Row-major height x width x 3.
    public let pixels: [UInt8]

    public var description: String { "image of \(width) x \(height) pixels" }

    public init(height: Int, width: Int, pixels: [UInt8]) {
        precondition(height > 0 && width > 0 && pixels.count == height * width * 3, "pixels do not fill the image")
        self.height = height
        self.width = width
        self.pixels = pixels
    }

    /// An image from the plane of all red bytes, followed by those of green and blue.
    public init(height: Int, width: Int, planes: UnsafeBufferPointer<UInt8>) {
        precondition(planes.count == height * width * 3, "planes do not fill the image")
        let pixels = [UInt8](unsafeUninitializedCapacity: planes.count) { pixels, initialized in
            wb_interleave_rgb(planes.baseAddress, height * width, pixels.baseAddress)
            initialized = planes.count
        }
        self.init(height: height, width: width, pixels: pixels)
    }
}
