import CImageWriter
import Storage

/// RGB to TIFF by libtiff: not compressed, in strips, as UC Merced's files are.
public enum TIFFEncoder {
    public static func encode(_ image: RGBImage) throws -> [UInt8] {
        // A strip is 8 KiB or a row, and takes 8 bytes of the directory.
        let capacity = image.pixels.count + 8 * image.height + 4096
        var message = [CChar](repeating: 0, count: Int(wb_tiff_writer_message_size))
        var isWritten = false
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { bytes, count in
            isWritten =
                wb_tiff_write(
                    image.pixels, UInt32(image.height), UInt32(image.width), bytes.baseAddress, capacity, &count,
                    &message) == 0
        }
        guard isWritten else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw Failure("an image cannot be encoded as TIFF: \(reason)")
        }
        return bytes
    }
}
