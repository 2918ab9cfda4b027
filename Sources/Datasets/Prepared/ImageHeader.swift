import Foundation
import Imaging
import Storage

/// The size of an image from the first bytes of its file.
package enum ImageHeader {
    /// Where the headers of JPEG and PNG files end, but for those that hold profiles or previews.
    private static let reach = 1 << 16

    /// The image's size and the file's bytes; files whose first bytes do not tell are read as a whole.
    ///
    /// - Throws: `Failure`, as `ImageDecoder.size` of the whole file.
    package static func read(_ path: String) throws -> (size: (height: Int, width: Int), fileBytes: Int) {
        if let (start, fileBytes) = try? first(of: path), fileBytes > start.count, isSequential(start),
            let size = try? ImageDecoder.size(start, name: path)
        {
            return (size, fileBytes)
        }
        let bytes = try FileBytes.read(path)
        return (try ImageDecoder.size(bytes, name: path), bytes.count)
    }

    /// Whether nothing behind the header has a say in whether the file is read: JPEG and PNG.
    private static func isSequential(_ start: [UInt8]) -> Bool {
        start.starts(with: [0xFF, 0xD8, 0xFF]) || start.starts(with: [0x89, 0x50, 0x4E, 0x47])
    }

    private static func first(of path: String) throws -> (bytes: [UInt8], fileBytes: Int) {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let bytes = try handle.read(upToCount: reach) ?? Data()
        return ([UInt8](bytes), Int(try handle.seekToEnd()))
    }
}
