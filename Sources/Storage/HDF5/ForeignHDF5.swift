import CHDF5Reader
import CIsolation
import Foundation

/// An HDF5 file that comes from elsewhere. The library crashes on damaged files, so that this one is read by
/// child processes with limits; what they end with is a value or a `Failure`.
///
/// Only datasets of the root group are read, and only what lies in the file itself.
public struct ForeignHDF5 {
    public let path: String

    public init(path: String) throws {
        self.path = path
        guard Path.exists(path) else { throw Failure("there is no such file", at: path) }
    }

    /// What a dataset is like.
    public struct Description: Equatable {
        public enum Kind: Equatable { case bytes, integers, other }

        public let kind: Kind
        /// One extent an axis, at least one.
        public let shape: [Int]
        /// How many rows along the first axis are stored, and decompressed, together; nil where there are no
        /// such pieces.
        public let chunkRows: Int?
    }

    public func describe(_ name: String) throws -> Description {
        let bytes = try run(wb_hdf5_describe, name, rows: 0..<0, limit: 128)
        let words = bytes.withUnsafeBytes { raw in
            (0..<(raw.count / 8)).map { Int(clamping: raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
        }
        guard words.count >= 3 else { throw damaged("\(name) cannot be read") }
        let kind: Description.Kind =
            switch words[0] {
            case Int(WB_HDF5_BYTES): .bytes
            case Int(WB_HDF5_INTEGERS): .integers
            default: .other
            }
        return Description(kind: kind, shape: Array(words[2...]), chunkRows: words[1] > 0 ? words[1] : nil)
    }

    /// Rows along the first axis of a dataset of unsigned bytes, row-major.
    ///
    /// - Parameter size: the bytes of a row.
    public func bytes(_ name: String, rows: Range<Int>, size: Int) throws -> [UInt8] {
        let bytes = try run(wb_hdf5_bytes, name, rows: rows, limit: rows.count * size)
        guard bytes.count == rows.count * size else { throw damaged("rows of \(name) have another size") }
        return bytes
    }

    /// All of a dataset of integers with one axis.
    public func integers(_ name: String, count: Int) throws -> [Int] {
        let bytes = try run(wb_hdf5_integers, name, rows: 0..<count, limit: count * 8)
        guard bytes.count == count * 8 else { throw damaged("\(name) has another size") }
        return bytes.withUnsafeBytes { raw in
            (0..<count).map { Int(raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)) }
        }
    }

    private func run(
        _ body: @convention(c) (UnsafeRawPointer?, Int32) -> Int32, _ name: String, rows: Range<Int>, limit: Int
    ) throws -> [UInt8] {
        // Opening takes some milliseconds, and tens of them under sanitizers. A file is asked half a dozen times, but
        // only once in vain: together that stays below a second.
        let limits = wb_isolation_limits(
            cpu_seconds: 0.4 + Double(limit) / 10e6, wall_seconds: 600, memory: 256 << 20 + 3 * limit,
            output: limit + 1)
        // No other thread may be inside the library while the child is forked.
        let result = try HDF5Library.locked {
            path.withCString { path in
                name.withCString { name in
                    var request = wb_hdf5_request(
                        path: path, name: name, first: UInt64(rows.lowerBound), count: UInt64(rows.count),
                        limit: UInt64(limit))
                    return wb_isolated(body, &request, limits)
                }
            }
        }
        defer { wb_isolated_free(result) }
        switch (result.outcome, Int(result.detail)) {
        case (WB_ISOLATED_DONE, _):
            return Array(UnsafeRawBufferPointer(start: result.bytes, count: result.count))
        case (WB_ISOLATED_NO_CHILD, _):
            throw Failure.system("cannot start a process to read the file", at: path, errno: result.detail)
        case (WB_ISOLATED_TIMED_OUT, _): throw damaged("\(name) takes too long to read")
        case (WB_ISOLATED_FAILED, Int(WB_HDF5_NO_DATASET)): throw damaged("holds no dataset \(name)")
        case (WB_ISOLATED_FAILED, Int(WB_HDF5_ELSEWHERE)):
            throw damaged("\(name) lies in another file, which is not read")
        case (WB_ISOLATED_FAILED, Int(WB_HDF5_TOO_LARGE)), (WB_ISOLATED_TOO_LARGE, _):
            throw damaged("\(name) is larger than expected")
        case (WB_ISOLATED_FAILED, _): throw damaged("\(name) cannot be read as HDF5")
        default: throw damaged("reading \(name) ends in a crash")
        }
    }

    private func damaged(_ what: String) -> Failure {
        Failure(what, at: path, advice: "The file is damaged or another one: fetch it again.")
    }
}
