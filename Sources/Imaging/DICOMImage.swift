import CDICOM
import CImageReader

/// DICOM by DCMTK; its JPEG streams by libjpeg.
///
/// Read is what a radiograph of RSNA's is, and a little more: one frame of 8-bit samples, grey (MONOCHROME1, which
/// is inverted, and MONOCHROME2) or in colours; not compressed, run-length encoded, or 8-bit JPEG. All others are
/// refused with a word about what is inside. Windows, rescaling and overlays are not applied, as in pydicom's
/// `pixel_array`.
final class DICOMImage: EncodedImage {
    let height: Int
    let width: Int
    private let file: OpaquePointer
    private let header: wb_dicom_header

    private var isGrey: Bool { header.samples == 1 }
    private var isJPEG: Bool { Self.jpegSyntaxes.contains(Self.text(header.transfer_syntax)) }

    /// JPEG Baseline, and JPEG Extended, whose streams can be of 8 bits.
    private static let jpegSyntaxes = ["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"]
    /// Implicit and Explicit VR Little Endian, Explicit VR Big Endian, RLE Lossless. Deflated files are not read:
    /// what they ask for cannot be seen beforehand.
    private static let nativeSyntaxes = [
        "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.5",
    ]

    init(_ bytes: UnsafeRawBufferPointer) throws {
        var header = wb_dicom_header()
        file = try Self.call { message in
            wb_dicom_open(bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count, &header, message)
        }
        self.header = header
        (height, width) = (Int(header.rows), Int(header.columns))
        try check()
    }

    deinit { wb_dicom_close(file) }

    private func check() throws {
        let kind = Self.text(header.kind)
        let syntax = Self.text(header.transfer_syntax)
        guard header.has_pixels != 0 else {
            throw ImageRefusal.unsupported(
                kind.isEmpty ? "it holds no image" : "it holds no image: its content is \(kind)")
        }
        guard height > 0, width > 0, header.samples > 0, header.bits_allocated > 0, header.bits_stored > 0 else {
            throw ImageRefusal.damaged("it does not state its size, samples and bits")
        }
        guard header.frames == -1 || header.frames == 1 else {
            throw header.frames > 1
                ? ImageRefusal.unsupported("it has \(header.frames) frames")
                : ImageRefusal.damaged("its number of frames is no number of frames")
        }
        guard header.bits_allocated == 8, header.bits_stored == 8, header.high_bit == 7, header.is_signed != 1 else {
            let sign = header.is_signed == 1 ? ", signed" : ""
            throw ImageRefusal.unsupported(
                "its samples have \(header.bits_stored) bits in \(header.bits_allocated)\(sign); "
                    + "its transfer syntax is \(Self.text(header.transfer_syntax_name))")
        }
        guard isJPEG || Self.nativeSyntaxes.contains(syntax) else {
            throw ImageRefusal.unsupported("its transfer syntax is \(Self.text(header.transfer_syntax_name))")
        }
        try checkColours()
    }

    private func checkColours() throws {
        let colours = Self.text(header.photometric)
        let known = isGrey ? ["MONOCHROME1", "MONOCHROME2"] : isJPEG ? ["RGB", "YBR_FULL", "YBR_FULL_422"] : ["RGB"]
        guard known.contains(colours), header.samples == 1 || header.samples == 3 else {
            throw ImageRefusal.unsupported("its colours are \(colours), in \(header.samples) samples")
        }
    }

    func decode() throws -> RGBImage {
        let image = try isJPEG ? decodeStream() : decodeSamples()
        guard Self.text(header.photometric) == "MONOCHROME1" else { return image }
        return self.image { rgb in
            for (index, value) in image.pixels.enumerated() { rgb[index] = ~value }
        }
    }

    private func decodeStream() throws -> RGBImage {
        let frame = try frame()
        guard frame.starts(with: [0xFF, 0xD8, 0xFF]) else { throw ImageRefusal.damaged("its JPEG stream is none") }
        let stream = try JPEGImage(frame)
        guard stream.height == height, stream.width == width, stream.components == header.samples else {
            throw ImageRefusal.damaged("its JPEG stream is of another size")
        }
        let isRGB = Self.text(header.photometric) == "RGB"
        return try stream.decode(colours: isRGB ? wb_jpeg_colours_are_rgb : wb_jpeg_colours_are_ycc)
    }

    private func decodeSamples() throws -> RGBImage {
        let frame = try frame()
        let count = height * width
        // An odd number of bytes is padded.
        guard frame.count == (count * (isGrey ? 1 : 3) + 1) / 2 * 2 || frame.count == count * (isGrey ? 1 : 3) else {
            throw ImageRefusal.damaged(
                "it has \(frame.count) bytes of pixels, and \(width) x \(height) x \(header.samples) of them are stated"
            )
        }
        let isPlanar = !isGrey && header.is_planar == 1
        return image { rgb in
            for pixel in 0..<count {
                for channel in 0..<3 {
                    let place = isGrey ? pixel : isPlanar ? channel * count + pixel : pixel * 3 + channel
                    rgb[pixel * 3 + channel] = frame[place]
                }
            }
        }
    }

    private func frame() throws -> UnsafeRawBufferPointer {
        var start: UnsafePointer<UInt8>?
        var count = 0
        _ = try Self.call { wb_dicom_frame(file, &start, &count, $0) == 0 ? file : nil }
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    private static func call(_ body: (UnsafeMutablePointer<CChar>) -> OpaquePointer?) throws -> OpaquePointer {
        var message = [CChar](repeating: 0, count: Int(wb_dicom_text_size))
        guard let result = body(&message) else {
            throw ImageRefusal.damaged(message.withUnsafeBytes(text))
        }
        return result
    }

    /// A C array of characters, which Swift sees as a tuple.
    private static func text<Characters>(_ characters: Characters) -> String { withUnsafeBytes(of: characters, text) }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
