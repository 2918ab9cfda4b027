import CImageReader
import Foundation

/// TIFF by libtiff. `tiff_layout.c` says which layouts are read, `tiff_reader.c` what becomes of them.
struct TIFFImage: EncodedImage {
    private let bytes: UnsafeRawBufferPointer
    private let header: wb_tiff_header

    var height: Int { Int(header.height) }
    var width: Int { Int(header.width) }

    init(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes = bytes
        var header = wb_tiff_header()
        try ImageRefusal.check {
            wb_tiff_read_header(bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, &header, $0)
        }
        self.header = header
    }

    func decode() throws -> RGBImage {
        guard let block = malloc(max(1, header.block_bytes)) else { throw ImageRefusal.damaged("out of memory") }
        defer { free(block) }
        let stored = try image { rgb in
            try withUnsafePointer(to: header) { header in
                try ImageRefusal.check {
                    wb_tiff_read(
                        bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, header,
                        block.assumingMemoryBound(to: UInt8.self), rgb, $0)
                }
            }
        }
        if header.orientation == 1 { return stored }
        return image { rgb in
            withUnsafePointer(to: header) { wb_tiff_turn($0, stored.pixels, rgb) }
        }
    }
}
