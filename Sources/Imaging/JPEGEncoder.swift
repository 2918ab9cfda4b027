import CTurboJPEG
import Storage

/// RGB or grey to JPEG by TurboJPEG, without subsampling of the colour planes.
public enum JPEGEncoder {
    /// - Parameter quality: 1 to 100, libjpeg's scale.
    public static func encode(_ image: RGBImage, quality: Int) throws -> [UInt8] {
        try encode(image.pixels, height: image.height, width: image.width, TJPF_RGB, TJSAMP_444, quality: quality)
    }

    /// A file with one component.
    ///
    /// - Parameters:
    ///   - grey: height x width bytes.
    ///   - quality: 1 to 100, libjpeg's scale.
    public static func encode(grey: [UInt8], height: Int, width: Int, quality: Int) throws -> [UInt8] {
        precondition(grey.count == height * width, "pixels do not fill the image")
        return try encode(grey, height: height, width: width, TJPF_GRAY, TJSAMP_GRAY, quality: quality)
    }

    private static func encode(
        _ pixels: [UInt8], height: Int, width: Int, _ format: TJPF, _ sampling: TJSAMP, quality: Int
    ) throws -> [UInt8] {
        guard let handle = tjInitCompress() else { throw failure(nil) }
        defer { tjDestroy(handle) }
        var start: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        defer { tjFree(start) }
        let status = tjCompress2(
            handle, pixels, Int32(width), 0, Int32(height), Int32(format.rawValue), &start, &count,
            Int32(sampling.rawValue), Int32(quality), TJFLAG_ACCURATEDCT)
        guard status == 0, let start else { throw failure(handle) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    private static func failure(_ handle: tjhandle?) -> Failure {
        Failure("an image cannot be encoded as JPEG: \(String(cString: tjGetErrorStr2(handle)))")
    }
}
