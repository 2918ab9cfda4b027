import Foundation
import Storage

/// The outermost layer of a level 5 file: a header of 128 bytes and tagged elements that fill the rest. matio takes
/// a file that is cut short for one with fewer variables; this does not.
struct MATFrame {
    /// Bytes of the file.
    let size: Int
    let elements: Int

    private static let headerSize = 128
    private static let largest = 1 << 30
    private static let matrix: UInt32 = 14
    private static let compressed: UInt32 = 15

    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open", at: path, errno: errno) }
        defer { close(descriptor) }
        size = try FileStamp(descriptor: descriptor, path: path).size
        guard size <= Self.largest else {
            throw Failure("holds \(grouped(size)) bytes, too many for a file of labels", at: path)
        }
        func bytes(_ count: Int, at offset: Int) throws -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            guard pread(descriptor, &bytes, count, offset) == count else {
                throw MATFile.damaged("is cut short", path)
            }
            return bytes
        }
        let header = try bytes(Self.headerSize, at: 0)
        let isBig: Bool
        switch (header[124], header[125], header[126], header[127]) {
        case (0, 1, UInt8(ascii: "I"), UInt8(ascii: "M")): isBig = false
        case (1, 0, UInt8(ascii: "M"), UInt8(ascii: "I")): isBig = true
        case (0, 2, UInt8(ascii: "I"), UInt8(ascii: "M")), (2, 0, UInt8(ascii: "M"), UInt8(ascii: "I")):
            throw Failure(
                "is a MATLAB 7.3 file, which is not read here", at: path, advice: "In MATLAB, save it with -v7.")
        default: throw MATFile.damaged("is not a MATLAB file of level 5", path)
        }
        func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
            (isBig ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
        }
        var (offset, elements) = (Self.headerSize, 0)
        while offset < size {
            let tag = try bytes(8, at: offset)
            let (kind, length) = (word(tag[..<4]), Int(word(tag[4...])))
            guard kind == Self.matrix || kind == Self.compressed else {
                throw MATFile.damaged("holds something that is no variable", path)
            }
            offset += 8 + length
            elements += 1
        }
        guard offset == size else { throw MATFile.damaged("is cut short", path) }
        self.elements = elements
    }
}
