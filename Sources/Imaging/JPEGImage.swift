import CTurboJPEG

/// JPEG by TurboJPEG, with the settings that Pillow leaves at their defaults: the accurate integer
/// transform and smooth ("fancy") upsampling of the colour planes.
struct JPEGImage: EncodedImage {
    let height: Int
    let width: Int
    private let bytes: UnsafeRawBufferPointer
    private let hasFourInks: Bool

    init(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes = bytes
        (height, width, hasFourInks) = try Self.withDecompressor { handle in
            var (width, height, subsampling, space) = (Int32(0), Int32(0), Int32(0), Int32(-1))
            let status = tjDecompressHeader3(
                handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt(bytes.count),
                &width, &height, &subsampling, &space)
            // An unusual subsampling fails only here, after everything else has been filled in; the
            // decoder itself can handle it.
            guard status == 0 || (width > 0 && height > 0 && space >= 0) else { throw Self.refusal(handle) }
            let inks = [Int32(TJCS_CMYK.rawValue), Int32(TJCS_YCCK.rawValue)]
            return (Int(height), Int(width), inks.contains(space))
        }
    }

    func decode() throws -> RGBImage {
        let format = Int32(hasFourInks ? TJPF_CMYK.rawValue : TJPF_RGB.rawValue)
        let count = height * width * (hasFourInks ? 4 : 3)
        var samples = [UInt8](repeating: 0, count: count)
        try Self.withDecompressor { handle in
            // The last argument bounds the work that a hostile progressive file can ask for.
            let status = tjDecompress2(
                handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt(bytes.count),
                &samples, Int32(width), 0, Int32(height), format, TJFLAG_LIMITSCANS)
            if status != 0 {
                let refusal = Self.refusal(handle)
                guard refusal.isHarmlessWarning else { throw refusal }
            }
        }
        return RGBImage(height: height, width: width, pixels: hasFourInks ? Self.rgb(fromInks: samples) : samples)
    }

    /// Pillow takes four inks to be stored inverted, as Adobe's programs do, and converts them without
    /// a colour profile: 255 - k - c * (255 - k) / 255, rounded.
    private static func rgb(fromInks samples: [UInt8]) -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(samples.count / 4 * 3)
        for pixel in stride(from: 0, to: samples.count, by: 4) {
            let white = Int(samples[pixel + 3])
            for ink in 0..<3 {
                let product = (255 - Int(samples[pixel + ink])) * white + 128
                pixels.append(UInt8(clamping: white - ((product >> 8) + product) >> 8))
            }
        }
        return pixels
    }

    private static func withDecompressor<Result>(_ body: (tjhandle) throws -> Result) throws -> Result {
        guard let handle = tjInitDecompress() else { throw ImageRefusal(String(cString: tjGetErrorStr2(nil))) }
        defer { tjDestroy(handle) }
        return try body(handle)
    }

    private static func refusal(_ handle: tjhandle) -> ImageRefusal {
        ImageRefusal(String(cString: tjGetErrorStr2(handle)))
    }
}

extension ImageRefusal {
    /// Whether this is one of libjpeg's warnings after which all pixels are there. The library's own
    /// distinction does not help: it takes missing data for a warning, and an error after a warning too.
    fileprivate var isHarmlessWarning: Bool {
        [
            "extraneous bytes before marker", "unknown JFIF revision number", "bad ICC marker",
            "Unknown Adobe color transform code", "Invalid SOS parameters for sequential JPEG",
        ].contains(where: reason.contains)
    }
}
