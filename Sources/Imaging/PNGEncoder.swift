import CPNG
import Foundation
import Storage

/// RGB to PNG by libpng, without loss.
public enum PNGEncoder {
    public static func encode(_ image: RGBImage) throws -> [UInt8] {
        var header = png_image()
        header.version = png_uint_32(PNG_IMAGE_VERSION)
        header.width = png_uint_32(image.width)
        header.height = png_uint_32(image.height)
        header.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        defer { png_image_free(&header) }
        // libpng's PNG_IMAGE_PNG_SIZE_MAX with room to spare: rows with their filter, stored, and the chunks around.
        let raw = image.height * (image.width * 3 + 1)
        let capacity = raw + raw / 1000 + 1024
        var succeeded: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { bytes, count in
            var written = png_alloc_size_t(capacity)
            succeeded = png_image_write_to_memory(&header, bytes.baseAddress, &written, 0, image.pixels, 0, nil)
            count = succeeded == 0 ? 0 : Int(written)
        }
        guard succeeded != 0 else {
            let reason = withUnsafeBytes(of: header.message) { message in
                String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw Failure("an image cannot be encoded as PNG: \(reason)")
        }
        return bytes
    }
}
