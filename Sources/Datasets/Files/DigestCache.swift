import Foundation
import Storage

/// The file in which `FileDigests` remembers: CSV with the columns size, modified, changed, inode, sha256 and path.
///
/// It has its own reader: with 100,000 lines it is read each time a program asks whether anything has changed.
package enum DigestCache {
    package struct Record {
        let stamp: FileStamp
        let sha256: String
    }

    private static let columns = ["size", "modified", "changed", "inode", "sha256", "path"]

    /// The records by path; those up to the first damage, if any.
    package static func read(_ path: String) -> [String: Record] {
        guard let content = try? FileBytes.read(path) else { return [:] }
        let header = Array((columns.joined(separator: ",") + "\n").utf8)
        return content.withUnsafeBytes { bytes -> [String: Record] in
            guard bytes.starts(with: header) else { return [:] }
            var records: [String: Record] = [:]
            var rest = bytes[header.count...]
            records.reserveCapacity(rest.count / 160)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                guard let (path, record) = parse(rest[..<end]) else { break }
                records[path] = record
                rest = rest[(end + 1)...]
            }
            return records
        }
    }

    static func write(_ records: [String: Record], to path: String) throws {
        let rows = records.filter { !$0.key.utf8.contains(UInt8(ascii: "\n")) && !$0.key.contains("\r") }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { path, record in
                let stamp = record.stamp
                return [
                    String(stamp.size), String(stamp.modified), String(stamp.changed), String(stamp.inode),
                    record.sha256, path,
                ]
            }
        try CSVTable(columns: columns, rows: rows).write(to: path)
    }

    private static func parse(_ line: Slice<UnsafeRawBufferPointer>) -> (path: String, record: Record)? {
        var rest = line
        func field() -> Slice<UnsafeRawBufferPointer>? {
            guard let comma = rest.firstIndex(of: UInt8(ascii: ",")) else { return nil }
            defer { rest = rest[(comma + 1)...] }
            return rest[..<comma]
        }
        guard let size = field().flatMap(number), let modified = field().flatMap(number),
            let changed = field().flatMap(number), let inode = field().flatMap(number), let digest = field(),
            digest.count == 64, digest.allSatisfy(isHexadecimal)
        else { return nil }
        var path = String(decoding: rest, as: UTF8.self)
        if path.hasPrefix("\"") {
            guard path.count >= 2, path.hasSuffix("\"") else { return nil }
            path = String(path.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
        let stamp = FileStamp(
            size: Int(size), modified: Int(modified), changed: Int(changed), inode: UInt64(inode))
        return (path, Record(stamp: stamp, sha256: String(decoding: digest, as: UTF8.self)))
    }

    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
        guard (1...18).contains(digits.count) || digits.count == 19, digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        var value = 0
        for digit in digits {
            let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(Int(digit) - 0x30)
            if isLarge || isLarger { return nil }
            value = sum
        }
        return value
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
