/// BMP with the header of OS/2 1.x (12 bytes) or any of Windows' (40 to 124): 1, 4 and 8 bit with a palette, 16 and
/// 24 bit, 32 bit without its fourth byte; not compressed, RLE8 and RLE4. Read here and by no library, because none
/// at hand reads all that Pillow's BmpImagePlugin does.
struct BMPImage: EncodedImage {
    let height: Int
    let width: Int
    private let bytes: BMPBytes
    private let bits: Int
    private let compression: Int
    private let isTopDown: Bool
    private let pixelOffset: Int
    /// Red, green and blue of each index.
    private let palette: [(UInt8, UInt8, UInt8)]
    private let masks: BMPMasks?

    private static let (uncompressed, rle8, rle4, bitFields) = (0, 1, 2, 3)

    init(_ raw: UnsafeRawBufferPointer) throws {
        bytes = BMPBytes(raw)
        let headerSize = try bytes.word(14)
        var paletteOffset = 14 + headerSize
        var colours = 0
        let paletteEntry: Int
        if headerSize == 12 {
            (width, height, bits) = try (bytes.half(18), bytes.half(20), bytes.half(24))
            (compression, isTopDown, paletteEntry) = (Self.uncompressed, false, 3)
        } else {
            guard [40, 52, 56, 64, 108, 124].contains(headerSize) else {
                throw ImageRefusal.unsupported("its header has \(headerSize) bytes")
            }
            let stated = try Int(Int32(truncatingIfNeeded: bytes.word(22)))
            (width, height, isTopDown) = try (bytes.word(18), abs(stated), stated < 0)
            (bits, compression, colours) = try (bytes.half(28), bytes.word(30), bytes.word(46))
            paletteEntry = 4
        }
        guard [1, 4, 8, 16, 24, 32].contains(bits) else {
            throw ImageRefusal.unsupported("it has \(bits) bits a pixel")
        }
        switch (compression, bits) {
        case (Self.uncompressed, _), (Self.rle8, 8), (Self.rle4, 4): masks = bits == 16 ? .fiveBits : nil
        case (Self.bitFields, 16), (Self.bitFields, 24), (Self.bitFields, 32):
            masks = try BMPMasks(bytes, at: 54, bits: bits)
            if headerSize == 40 { paletteOffset += 12 }
        default: throw ImageRefusal.unsupported("its compression is \(compression), at \(bits) bits a pixel")
        }
        if colours == 0 { colours = 1 << bits }
        palette = try bits > 8 ? [] : Self.palette(bytes, at: paletteOffset, entry: paletteEntry, bits, colours)
        let paletteEnd = paletteOffset + (bits > 8 ? 0 : colours * paletteEntry)
        let stated = try bytes.word(10)
        // Some files count the pixels' offset from nothing, or leave the palette out.
        pixelOffset = stated == 0 || (bits <= 8 && stated == 14 + headerSize) ? paletteEnd : stated
    }

    /// Indices beyond the palette are black, as in Pillow.
    private static func palette(
        _ bytes: BMPBytes, at offset: Int, entry: Int, _ bits: Int, _ count: Int
    ) throws -> [(UInt8, UInt8, UInt8)] {
        guard count <= 65536 else { throw ImageRefusal.unsupported("its palette has \(count) colours") }
        return try (0..<(1 << bits)).map { index in
            guard index < count else { return (0, 0, 0) }
            let place = offset + index * entry
            return try (bytes.byte(place + 2), bytes.byte(place + 1), bytes.byte(place))
        }
    }

    func decode() throws -> RGBImage {
        if compression == Self.rle8 || compression == Self.rle4 {
            let indices = try BMPRunLengths.decode(
                bytes.from(0), from: pixelOffset, height: height, width: width, isFourBits: compression == Self.rle4)
            return image { rgb in
                fill(rgb) { y, out in
                    for x in 0..<width { put(palette[Int(indices[y * width + x])], x, out) }
                }
            }
        }
        let stride = (width * bits + 31) / 32 * 4
        // Pillow does without the padding of the last row.
        guard bytes.count - pixelOffset >= stride * (height - 1) + (width * bits + 7) / 8 else {
            throw ImageRefusal.damaged("the file ends before its pixels")
        }
        return image { rgb in
            fill(rgb) { y, out in decodeRow(bytes.from(pixelOffset + y * stride), into: out) }
        }
    }

    /// Calls `row` for each of the file's rows with where it goes.
    private func fill(
        _ rgb: UnsafeMutablePointer<UInt8>, _ row: (Int, UnsafeMutablePointer<UInt8>) throws -> Void
    ) rethrows {
        for y in 0..<height { try row(y, rgb + (isTopDown ? y : height - 1 - y) * width * 3) }
    }

    private func put(_ colour: (UInt8, UInt8, UInt8), _ x: Int, _ out: UnsafeMutablePointer<UInt8>) {
        (out[3 * x], out[3 * x + 1], out[3 * x + 2]) = colour
    }

    private func decodeRow(_ row: UnsafeRawBufferPointer, into out: UnsafeMutablePointer<UInt8>) {
        switch bits {
        case 1, 4, 8:
            let mask = (1 << bits) - 1
            for x in 0..<width {
                let bit = x * bits
                put(palette[Int(row[bit >> 3]) >> (8 - bits - bit & 7) & mask], x, out)
            }
        case 16:
            let masks = masks ?? .fiveBits
            for x in 0..<width { put(masks.colour(Int(row[2 * x]) | Int(row[2 * x + 1]) << 8), x, out) }
        default:
            let (step, places) = (bits / 8, masks?.places ?? (2, 1, 0))
            for x in 0..<width {
                let start = x * step
                put((row[start + places.0], row[start + places.1], row[start + places.2]), x, out)
            }
        }
    }
}

/// The file's bytes, none beyond its end.
struct BMPBytes {
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var count: Int { bytes.count }

    func byte(_ offset: Int) throws -> UInt8 {
        guard offset < bytes.count else { throw ImageRefusal.damaged("the file ends within its header") }
        return bytes[offset]
    }

    func half(_ offset: Int) throws -> Int { try Int(byte(offset)) | Int(byte(offset + 1)) << 8 }

    func word(_ offset: Int) throws -> Int { try half(offset) | half(offset + 2) << 16 }

    func from(_ offset: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes.dropFirst(offset)) }
}
