/// Grey to BMP with a palette of 256 shades, as NEU-CLS' files are.
public enum BMPEncoder {
    /// - Parameter grey: height x width bytes.
    public static func encode(grey: [UInt8], height: Int, width: Int) -> [UInt8] {
        precondition(height > 0 && width > 0 && grey.count == height * width, "pixels do not fill the image")
        let stride = (width + 3) / 4 * 4
        let pixelOffset = 14 + 40 + 256 * 4
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pixelOffset + stride * height)
        func append(_ value: Int, bytes count: Int) {
            for byte in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
        }
        bytes += "BM".utf8
        for field in [pixelOffset + stride * height, 0, pixelOffset] { append(field, bytes: 4) }
        for field in [40, width, height] { append(field, bytes: 4) }
        for field in [1, 8] { append(field, bytes: 2) }  // planes, bits a pixel
        // Not compressed; size of the pixels; 72 dots an inch; colours in the palette and of importance.
        for field in [0, stride * height, 2835, 2835, 256, 0] { append(field, bytes: 4) }
        for shade in 0..<256 { append(shade * 0x01_0101, bytes: 4) }
        for y in (0..<height).reversed() {
            bytes += grey[(y * width)..<((y + 1) * width)]
            append(0, bytes: stride - width)
        }
        return bytes
    }
}
