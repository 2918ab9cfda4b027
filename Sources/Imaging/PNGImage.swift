import CImageReader
import Foundation

/// PNG by libpng. `png_reader.c` says what becomes of each type.
struct PNGImage: EncodedImage {
    private let bytes: UnsafeRawBufferPointer
    private let header: wb_png_header

    var height: Int { Int(header.height) }
    var width: Int { Int(header.width) }

    init(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes = bytes
        var header = wb_png_header()
        try ImageRefusal.check {
            wb_png_read_header(bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, &header, $0)
        }
        self.header = header
        if Self.isAnimated(bytes) { throw ImageRefusal.unsupported("it is animated") }
    }

    func decode() throws -> RGBImage {
        // Zeroed and not touched: an interlaced file fills it, others use a row of it or nothing.
        guard let raw = calloc(max(1, header.raw_bytes), 1) else { throw ImageRefusal.damaged("out of memory") }
        defer { free(raw) }
        return try image { rgb in
            try withUnsafePointer(to: header) { header in
                try ImageRefusal.check {
                    wb_png_read(
                        bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, header,
                        raw.assumingMemoryBound(to: UInt8.self), rgb, $0)
                }
            }
        }
    }

    /// Whether the chunks before the pixels announce more than one frame, or others hold one. libpng does not know
    /// these chunks: https://www.w3.org/TR/png-3/#apng-frame-based-animation
    private static func isAnimated(_ bytes: UnsafeRawBufferPointer) -> Bool {
        func word(_ offset: Int) -> Int {
            Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
        var offset = 8
        while bytes.count - offset >= 12 {
            let kind = bytes[(offset + 4)..<(offset + 8)]
            if kind.elementsEqual("acTL".utf8) { return word(offset + 8) > 1 }
            if kind.elementsEqual("IDAT".utf8) { return false }
            offset += 12 + word(offset)
        }
        return false
    }
}
