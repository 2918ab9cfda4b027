import CTurboJPEG
import Storage

/// RGB to JPEG by TurboJPEG, without subsampling of the colour planes.
public enum JPEGEncoder {
    /// - Parameter quality: 1 to 100, libjpeg's scale.
    public static func encode(_ image: RGBImage, quality: Int) throws -> [UInt8] {
        guard let handle = tjInitCompress() else { throw failure(nil) }
        defer { tjDestroy(handle) }
        var start: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        defer { tjFree(start) }
        let status = tjCompress2(
            handle, image.pixels, Int32(image.width), 0, Int32(image.height), Int32(TJPF_RGB.rawValue), &start,
            &count, Int32(TJSAMP_444.rawValue), Int32(quality), TJFLAG_ACCURATEDCT)
        guard status == 0, let start else { throw failure(handle) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    private static func failure(_ handle: tjhandle?) -> Failure {
        Failure("an image cannot be encoded as JPEG: \(String(cString: tjGetErrorStr2(handle)))")
    }
}
