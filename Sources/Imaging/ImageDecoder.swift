import Storage

/// Encoded images to 8-bit RGB, with the pixels of Pillow's `Image.open(file).convert("RGB")`.
///
/// JPEG (baseline and progressive; grey, YCbCr, RGB, CMYK and YCCK), PNG (all types) and BMP (8-bit
/// palette, 24 and 32 bit, not compressed). The format is told from the first bytes, never from the
/// name. Orientation tags, colour profiles and gamma are not applied, as Pillow does not.
public enum ImageDecoder {
    /// Larger images are refused before memory is asked for: the limit at which Pillow warns
    /// (`Image.MAX_IMAGE_PIXELS`).
    public static let pixelLimit = 89_478_485

    /// Decodes a whole image.
    ///
    /// - Parameter name: the file's name, for errors.
    /// - Throws: `Failure` for an unknown format, a damaged or truncated file, or too many pixels.
    public static func decode(_ bytes: UnsafeRawBufferPointer, name: String) throws -> RGBImage {
        let image = try open(bytes, name: name)
        try checkSize(image, name: name)
        do {
            return try image.decode()
        } catch let refusal as ImageRefusal {
            throw failure(refusal, name: name)
        }
    }

    public static func decode(_ bytes: [UInt8], name: String) throws -> RGBImage {
        try bytes.withUnsafeBytes { try decode($0, name: name) }
    }

    /// The size that the file's header states.
    public static func size(_ bytes: [UInt8], name: String) throws -> (height: Int, width: Int) {
        try bytes.withUnsafeBytes { bytes in
            let image = try open(bytes, name: name)
            try checkSize(image, name: name)
            return (image.height, image.width)
        }
    }

    private static func open(_ bytes: UnsafeRawBufferPointer, name: String) throws -> any EncodedImage {
        guard let format = ImageFormat(bytes) else {
            throw Failure(
                bytes.isEmpty ? "is empty, not an image" : "is not an image of a known format", at: name,
                advice: "JPEG, PNG and BMP files can be read.")
        }
        do {
            return switch format {
            case .jpeg: try JPEGImage(bytes)
            case .png: try PNGImage(bytes)
            case .bmp: try BMPImage(bytes)
            }
        } catch let refusal as ImageRefusal {
            throw failure(refusal, name: name)
        }
    }

    private static func checkSize(_ image: any EncodedImage, name: String) throws {
        guard image.height > 0, image.width > 0 else { throw failure(ImageRefusal("it has no pixels"), name: name) }
        let (pixels, overflow) = image.height.multipliedReportingOverflow(by: image.width)
        guard !overflow, pixels <= pixelLimit else {
            throw Failure(
                "is \(image.width) x \(image.height) pixels, more than the limit of \(pixelLimit) pixels", at: name)
        }
    }

    private static func failure(_ refusal: ImageRefusal, name: String) -> Failure {
        Failure(
            "does not decode: \(refusal.reason)", at: name,
            advice: "The file is damaged or incomplete: fetch it again.")
    }
}

/// An image whose header has been read.
protocol EncodedImage {
    var height: Int { get }
    var width: Int { get }
    func decode() throws -> RGBImage
}

/// Why a library refused an image, in its own words.
struct ImageRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
