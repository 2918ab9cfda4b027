import CImageReader
import CTurboJPEG
import Foundation

/// BMP by TurboJPEG's reader: 8-bit palette, 24 and 32 bit, uncompressed, with a header of 12, 40 or
/// 64 bytes. The fourth byte of a 32-bit pixel is dropped.
struct BMPImage: EncodedImage {
    let height: Int
    let width: Int
    private let bytes: UnsafeRawBufferPointer
    private let isTopDown: Bool

    private static let heightOffset = 22

    /// Reads the size only, so that it can be checked before the library asks for memory.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        func number<Value: FixedWidthInteger>(_ offset: Int, as type: Value.Type) -> Int {
            Int(Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type)))
        }
        guard bytes.count >= 26 else { throw ImageRefusal("the file ends within its header") }
        if number(14, as: UInt32.self) == 12 {
            (width, height) = (number(18, as: UInt16.self), number(20, as: UInt16.self))
            isTopDown = false
        } else {
            let stated = number(Self.heightOffset, as: Int32.self)
            (width, height) = (number(18, as: Int32.self), abs(stated))
            isTopDown = stated < 0
        }
        self.bytes = bytes
    }

    /// The library reads files only, hence the file in memory. It knows rows from the bottom up only:
    /// of a file whose negative height tells the contrary the sign is changed, and the rows are asked
    /// for in the file's order.
    func decode() throws -> RGBImage {
        var content = [UInt8](bytes)
        if isTopDown {
            withUnsafeBytes(of: Int32(height).littleEndian) { height in
                for (offset, byte) in height.enumerated() { content[Self.heightOffset + offset] = byte }
            }
        }
        let descriptor = wb_memory_file(content, content.count)
        guard descriptor >= 0 else { throw ImageRefusal(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var (width, height, format) = (Int32(0), Int32(0), Int32(TJPF_RGB.rawValue))
        let flags = isTopDown ? TJFLAG_BOTTOMUP : 0
        guard let start = tjLoadImage("/proc/self/fd/\(descriptor)", &width, 1, &height, &format, flags) else {
            throw ImageRefusal(String(cString: tjGetErrorStr2(nil)))
        }
        defer { tjFree(start) }
        guard width == self.width, height == self.height else { throw ImageRefusal("its header is inconsistent") }
        let pixels = Array(UnsafeBufferPointer(start: start, count: Int(width) * Int(height) * 3))
        return RGBImage(height: Int(height), width: Int(width), pixels: pixels)
    }
}
