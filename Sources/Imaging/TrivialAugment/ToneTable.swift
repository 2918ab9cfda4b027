/// Tables of 3 x 256 bytes that replace each byte by another one of its channel, for operations that need to know no
/// neighbours (Pillow's ImageEnhance and ImageOps).
enum ToneTable {
    static let size = 3 * 256

    /// The same change in all channels.
    static func fill(_ table: UnsafeMutablePointer<UInt8>, _ change: (Int) -> UInt8) {
        for value in 0..<256 {
            let changed = change(value)
            for channel in 0..<3 { table[channel * 256 + value] = changed }
        }
    }

    /// Pillow's `Image.blend` of one value with all: black gives Brightness, the mean grey level Contrast.
    static func blend(from level: Int, factor: Float, into table: UnsafeMutablePointer<UInt8>) {
        fill(table) { value in
            let blended = Float(level) + factor * Float(value - level)
            return UInt8(min(max(blended, 0), 255))
        }
    }

    /// - Parameter bits: of each byte that stay, 1 to 8.
    static func posterize(bits: Int, into table: UnsafeMutablePointer<UInt8>) {
        fill(table) { UInt8($0 & ~((1 << (8 - bits)) - 1)) }
    }

    /// Values of the threshold and above are inverted.
    static func solarize(threshold: Double, into table: UnsafeMutablePointer<UInt8>) {
        fill(table) { UInt8(Double($0) < threshold ? $0 : 255 - $0) }
    }
}
