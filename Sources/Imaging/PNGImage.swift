import CImageReader

/// PNG by libpng. `png_reader.c` says what becomes of each type.
struct PNGImage: EncodedImage {
    private let bytes: UnsafeRawBufferPointer
    private var header = wb_png_header()

    var height: Int { Int(header.height) }
    var width: Int { Int(header.width) }

    init(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes = bytes
        var header = wb_png_header()
        try Self.call { wb_png_read_header(bytes.baseAddress, bytes.count, &header, $0) }
        self.header = header
    }

    func decode() throws -> RGBImage {
        var raw = [UInt8](repeating: 0, count: height * header.raw_row_bytes)
        let count = height * width * 3
        let pixels = try [UInt8](unsafeUninitializedCapacity: count) { rgb, initialized in
            try withUnsafePointer(to: header) { header in
                try Self.call {
                    wb_png_read(
                        bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, header, &raw,
                        rgb.baseAddress, $0)
                }
            }
            initialized = count
        }
        return RGBImage(height: height, width: width, pixels: pixels)
    }

    private static func call(_ body: (UnsafeMutablePointer<CChar>) -> Int32) throws {
        var message = [CChar](repeating: 0, count: wb_png_message_size)
        guard body(&message) == 0 else {
            throw ImageRefusal(String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
    }
}
