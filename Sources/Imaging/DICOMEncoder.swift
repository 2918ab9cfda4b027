import CDICOM
import Storage

/// A radiograph as DICOM (Secondary Capture, 8-bit grey) by DCMTK, for sample data. There are no dates in it, and
/// its identifiers follow from the patient's: equal arguments give equal bytes.
public enum DICOMEncoder {
    /// - Parameters:
    ///   - grey: height x width bytes, as stored.
    ///   - isMonochrome1: whether 0 is white.
    ///   - jpegQuality: of JPEG Baseline, 1 to 100; nil for pixels that are not compressed (Explicit VR Little Endian).
    ///   - patient: name and id, at most 64 characters of ASCII.
    public static func encode(
        grey: [UInt8], height: Int, width: Int, isMonochrome1: Bool, jpegQuality: Int?, patient: String
    ) throws -> [UInt8] {
        precondition(grey.count == height * width, "pixels do not fill the image")
        guard height <= UInt16.max, width <= UInt16.max else {
            throw Failure("an image of \(width) x \(height) pixels is too large for DICOM")
        }
        let pixels = try jpegQuality.map {
            try JPEGEncoder.encode(grey: grey, height: height, width: width, quality: $0)
        }
        let content = pixels ?? grey
        let capacity = content.count + 8192
        var message = [CChar](repeating: 0, count: Int(wb_dicom_text_size))
        var isWritten = false
        let bytes = content.withUnsafeBufferPointer { content in
            [UInt8](unsafeUninitializedCapacity: capacity) { bytes, count in
                patient.withCString { patientText in
                    uid(patient, "study").withCString { study in
                        uid(patient, "series").withCString { series in
                            uid(patient, "instance").withCString { instance in
                                var picture = wb_dicom_picture(
                                    pixels: content.baseAddress, count: content.count,
                                    is_jpeg: jpegQuality == nil ? 0 : 1, is_monochrome1: isMonochrome1 ? 1 : 0,
                                    rows: UInt16(height), columns: UInt16(width), patient: patientText,
                                    study_uid: study, series_uid: series, instance_uid: instance)
                                isWritten =
                                    wb_dicom_write(&picture, bytes.baseAddress, capacity, &count, &message) == 0
                            }
                        }
                    }
                }
            }
        }
        guard isWritten else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw Failure("an image cannot be encoded as DICOM: \(reason)")
        }
        return bytes
    }

    /// Under 2.25, where 128-bit numbers need no registration: FNV-1a of the patient and of what is named.
    private static func uid(_ patient: String, _ purpose: String) -> String {
        func hash(_ text: String) -> UInt64 {
            text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
        return "2.25.\(hash("\(patient)/\(purpose)"))"
    }
}
