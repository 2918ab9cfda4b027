import Foundation

/// Reads bytes in order and never past their end.
struct ByteCursor {
    private let bytes: Data
    private var index: Data.Index

    init(_ bytes: Data) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// Bytes read so far.
    var position: Int { index - bytes.startIndex }

    var remaining: Int { bytes.endIndex - index }

    mutating func byte() throws -> UInt8 {
        guard index < bytes.endIndex else { throw endedEarly }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func take(_ count: Int) throws -> Data {
        guard count >= 0, count <= remaining else { throw endedEarly }
        defer { index += count }
        return bytes[index..<(index + count)]
    }

    /// A little-endian integer.
    mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) throws -> Integer {
        try take(MemoryLayout<Integer>.size).reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }

    /// A little-endian unsigned integer of 8 bytes that counts something.
    mutating func count64() throws -> Int {
        guard let count = Int(exactly: try integer(UInt64.self)) else { throw endedEarly }
        return count
    }

    /// The bytes before the next line feed, which must come within `limit` bytes; the line feed is
    /// read over.
    mutating func line(limit: Int) throws -> Data {
        let end = min(limit, remaining) + index
        guard let lineFeed = bytes[index..<end].firstIndex(of: UInt8(ascii: "\n")) else {
            throw TorchFailure.damaged("the pickle has a line without an end, at byte \(position)")
        }
        defer { index = lineFeed + 1 }
        return bytes[index..<lineFeed]
    }

    private var endedEarly: Failure { TorchFailure.damaged("the data end early, at byte \(position)") }
}
