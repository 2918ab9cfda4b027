/// The file formats that are read, told apart by their first bytes.
enum ImageFormat: String, CaseIterable {
    case jpeg = "JPEG"
    case png = "PNG"
    case bmp = "BMP"
    case tiff = "TIFF"
    case dicom = "DICOM"

    init?(_ bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: "BM".utf8) {
            self = .bmp
        } else if bytes.count >= 132, bytes.dropFirst(128).starts(with: "DICM".utf8) {
            self = .dicom  // Before TIFF: some scanners' files are both, and their images are in the DICOM part.
        } else if ["II*\0", "MM\0*", "II+\0", "MM\0+"].contains(where: { bytes.starts(with: $0.utf8) }) {
            self = .tiff
        } else {
            return nil
        }
    }
}
