import CImageReader

/// JPEG by libjpeg, with the settings that Pillow leaves at their defaults.
struct JPEGImage: EncodedImage {
    private let bytes: UnsafeRawBufferPointer
    private let header: wb_jpeg_header

    var height: Int { Int(header.height) }
    var width: Int { Int(header.width) }
    /// 1 grey, 3 colours, 4 inks.
    var components: Int { Int(header.components) }

    init(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes = bytes
        var header = wb_jpeg_header()
        try ImageRefusal.check {
            wb_jpeg_read_header(bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, &header, $0)
        }
        guard [1, 3, 4].contains(header.components) else {
            throw ImageRefusal.unsupported("it has \(header.components) components")
        }
        self.header = header
    }

    func decode() throws -> RGBImage { try decode(colours: wb_jpeg_colours_are_ycc) }

    /// - Parameter colours: what three components are where the stream itself does not say.
    func decode(colours: wb_jpeg_colours) throws -> RGBImage {
        try image { rgb in
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: components == 4 ? width * 4 : 1) { row in
                try withUnsafePointer(to: header) { header in
                    try ImageRefusal.check {
                        wb_jpeg_read(
                            bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, header, colours,
                            row.baseAddress, rgb, $0)
                    }
                }
            }
        }
    }
}
