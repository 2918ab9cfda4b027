/// Formats that are recognised and not read, so that an error can name them.
enum ForeignFormat {
    private static let image = "Convert it to PNG or JPEG."
    private static let noImage = "It is not an image: take it out of the folder."

    /// What a file is, and what its owner can do; nil where the first bytes say nothing.
    static func name(of bytes: UnsafeRawBufferPointer) -> (name: String, advice: String)? {
        for (name, offset, mark) in images where bytes.dropFirst(offset).starts(with: mark.utf8) {
            return ("a file in the format \(name)", image)
        }
        if let container = name(ofContainer: bytes) { return ("a file in the format \(container)", image) }
        if isBareDICOM(bytes) {
            return (
                "a DICOM file without \"DICM\" at byte 128, which cannot be told from other data",
                "Write it anew with its header, for example by dcmtk's `dcmconv in.dcm out.dcm`."
            )
        }
        let start = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
        let text = start.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if text.hasPrefix("<svg") || (text.hasPrefix("<?xml") && text.contains("<svg")) {
            return ("a file in the format SVG", image)
        }
        if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") {
            return ("a web page", "Often an error message that was saved under an image's name: fetch the file again.")
        }
        for (name, mark) in others where bytes.starts(with: mark) { return (name, noImage) }
        return nil
    }

    /// Name, offset and mark. Of the ASCII range only, so that UTF-8 is bytes.
    private static let images: [(name: String, offset: Int, mark: String)] = [
        ("GIF", 0, "GIF8"), ("WebP", 8, "WEBP"), ("JPEG 2000", 4, "jP  \r\n"), ("JPEG XL", 4, "JXL \r\n"),
        ("PDF", 0, "%PDF"), ("PostScript", 0, "%!PS"), ("Photoshop", 0, "8BPS"), ("XCF (GIMP)", 0, "gimp xcf"),
        ("DDS", 0, "DDS "), ("Radiance HDR", 0, "#?RADIANCE"), ("OpenEXR", 0, "v/1\u{1}"), ("FITS", 0, "SIMPLE  ="),
        ("ICO", 0, "\0\0\u{1}\0"), ("Netpbm", 0, "P4\n"), ("Netpbm", 0, "P5\n"), ("Netpbm", 0, "P6\n"),
        ("Olympus raw", 0, "IIRO"), ("Panasonic raw", 0, "IIU\0"), ("Fujifilm raw", 0, "FUJIFILM"),
        ("DjVu", 0, "AT&TFORM"), ("NRRD", 0, "NRRD0"), ("FLIF", 0, "FLIF"), ("QOI", 0, "qoif"),
    ]

    private static let others: [(name: String, mark: [UInt8])] = [
        ("a zip archive", [0x50, 0x4B, 0x03, 0x04]), ("a gzip archive", [0x1F, 0x8B]),
        ("a rar archive", Array("Rar!".utf8)), ("a 7z archive", [0x37, 0x7A, 0xBC, 0xAF]),
        ("an HDF5 file", [0x89, 0x48, 0x44, 0x46]), ("a MATLAB file", Array("MATLAB 5.0".utf8)),
        ("a Matroska or WebM film", [0x1A, 0x45, 0xDF, 0xA3]),
    ]

    /// JPEG 2000 and JPEG XL without a container; what calls itself by the brand of its ISO container.
    private static func name(ofContainer bytes: UnsafeRawBufferPointer) -> String? {
        if bytes.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) { return "JPEG 2000" }
        if bytes.starts(with: [0xFF, 0x0A]) { return "JPEG XL" }
        guard bytes.count >= 12, bytes.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
        return switch String(decoding: bytes[8..<12], as: UTF8.self) {
        case "avif", "avis": "AVIF"
        case "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1": "HEIC"
        case "crx ": "Canon raw"
        default: "MP4 or QuickTime (a film)"
        }
    }

    /// A data set that begins with its group 2 or 8, in either byte order, with no preamble before it.
    private static func isBareDICOM(_ bytes: UnsafeRawBufferPointer) -> Bool {
        [
            [0x02, 0, 0, 0], [0x08, 0, 0, 0], [0x08, 0, 0x05, 0], [0x08, 0, 0x08, 0], [0, 0x08, 0, 0],
            [0, 0x08, 0, 0x05],
        ]
        .contains { (mark: [UInt8]) in bytes.starts(with: mark) }
    }
}
