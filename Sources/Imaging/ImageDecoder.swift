import Storage

/// Encoded images to 8-bit RGB, with the pixels of Pillow's `Image.open(file).convert("RGB")`.
///
/// - JPEG: baseline and progressive; grey, YCbCr, RGB, CMYK and YCCK.
/// - PNG: all types.
/// - BMP: 1 to 32 bit, RLE.
/// - TIFF: 1 to 16 bit; grey, palette, RGB, CMYK, with and without alpha; strips and tiles; the usual compressions.
/// - DICOM: one frame of 8 bit, grey or in colours; not compressed, RLE or JPEG. Pillow does not read it: the pixels
///   are pydicom's, with MONOCHROME1 inverted.
///
/// The format is told from the first bytes, never from the name. TIFF is turned as its orientation says; the
/// orientation of others, colour profiles and gamma are not applied. All of that is what Pillow does.
public enum ImageDecoder {
    /// Larger images are refused before memory is asked for: the limit at which Pillow warns
    /// (`Image.MAX_IMAGE_PIXELS`).
    public static let pixelLimit = 89_478_485

    /// Decodes a whole image.
    ///
    /// - Parameter name: the file's name, for errors.
    /// - Throws: `Failure` for an unknown format, a kind that is not read (animated images among them), a damaged or
    ///   truncated file, or too many pixels.
    public static func decode(_ bytes: UnsafeRawBufferPointer, name: String) throws -> RGBImage {
        try withImage(bytes, name: name) { try $0.decode() }
    }

    public static func decode(_ bytes: [UInt8], name: String) throws -> RGBImage {
        try bytes.withUnsafeBytes { try decode($0, name: name) }
    }

    /// The size that the file's header states.
    public static func size(_ bytes: [UInt8], name: String) throws -> (height: Int, width: Int) {
        try bytes.withUnsafeBytes { try withImage($0, name: name) { ($0.height, $0.width) } }
    }

    private static func withImage<Result>(
        _ bytes: UnsafeRawBufferPointer, name: String, _ body: (any EncodedImage) throws -> Result
    ) throws -> Result {
        guard let format = ImageFormat(bytes) else { throw unknown(bytes, name: name) }
        do {
            let image: any EncodedImage =
                switch format {
                case .jpeg: try JPEGImage(bytes)
                case .png: try PNGImage(bytes)
                case .bmp: try BMPImage(bytes)
                case .tiff: try TIFFImage(bytes)
                case .dicom: try DICOMImage(bytes)
                }
            try checkSize(image, name: name)
            return try body(image)
        } catch let refusal as ImageRefusal {
            throw failure(refusal, format, name: name)
        }
    }

    private static func checkSize(_ image: any EncodedImage, name: String) throws {
        guard image.height > 0, image.width > 0 else { throw ImageRefusal.damaged("it has no pixels") }
        let (pixels, overflow) = image.height.multipliedReportingOverflow(by: image.width)
        guard !overflow, pixels <= pixelLimit else {
            throw Failure(
                "is \(image.width) x \(image.height) pixels, more than the limit of \(pixelLimit) pixels", at: name,
                advice: "Scale it down, or cut it into pieces.")
        }
    }

    private static func unknown(_ bytes: UnsafeRawBufferPointer, name: String) -> Failure {
        if let (kind, advice) = ForeignFormat.name(of: bytes) {
            return Failure("is \(kind)", at: name, advice: advice)
        }
        let formats = ImageFormat.allCases.map(\.rawValue).joined(separator: ", ")
        return Failure(
            bytes.isEmpty ? "is empty, not an image" : "is not an image of a known format", at: name,
            advice: "These formats can be read: \(formats).")
    }

    private static func failure(_ refusal: ImageRefusal, _ format: ImageFormat, name: String) -> Failure {
        switch refusal.kind {
        case .damaged:
            Failure(
                "does not decode: \(refusal.reason)", at: name,
                advice: "The file is damaged or incomplete: fetch it again.")
        case .unsupported:
            Failure(
                "is a kind of \(format.rawValue) that is not read: \(refusal.reason)", at: name,
                advice: "Convert it to PNG or JPEG, with one image of 8 bits a colour.")
        }
    }
}

/// An image whose header has been read.
protocol EncodedImage {
    var height: Int { get }
    var width: Int { get }
    /// Called only where height x width is within the limit.
    func decode() throws -> RGBImage
}

extension EncodedImage {
    /// An image whose pixels `fill` writes, height x width x 3, without touching them before.
    func image(_ fill: (UnsafeMutablePointer<UInt8>) throws -> Void) rethrows -> RGBImage {
        let count = height * width * 3
        let pixels = try [UInt8](unsafeUninitializedCapacity: count) { pixels, initialized in
            guard let start = pixels.baseAddress else { return }
            try fill(start)
            initialized = count
        }
        return RGBImage(height: height, width: width, pixels: pixels)
    }
}
