import Foundation

/// Pickles, checkpoints and zip archives put together byte by byte.
public enum TorchHandmade {
    public static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    public static func little<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    // MARK: Opcodes

    public static func proto(_ body: [UInt8]...) -> [UInt8] { [0x80, 2] + body.flatMap { $0 } + bytes(".") }
    public static func string(_ text: String) -> [UInt8] { bytes("X") + little(UInt32(text.utf8.count)) + bytes(text) }
    public static func global(_ module: String, _ name: String) -> [UInt8] { bytes("c\(module)\n\(name)\n") }
    public static func int(_ value: Int) -> [UInt8] { [0x8a, 8] + little(Int64(value)) }
    public static func tuple(_ items: [UInt8]...) -> [UInt8] { tuple(items) }
    public static func tuple(_ items: [[UInt8]]) -> [UInt8] { bytes("(") + items.flatMap { $0 } + bytes("t") }
    public static func ints(_ values: [Int]) -> [UInt8] { tuple(values.map(int)) }
    public static func dict(_ entries: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        bytes("}(") + entries.flatMap { $0.key + $0.value } + bytes("u")
    }

    // MARK: torch's objects

    public static func storage(
        _ key: String = "0", type: String = "FloatStorage", count: Int = 6, view: [UInt8]? = nil
    ) -> [UInt8] {
        tuple(
            [string("storage"), global("torch", type), string(key), string("cpu"), int(count)]
                + (view.map { [$0] } ?? []))
            + bytes("Q")
    }

    public static func tensor(
        _ storage: [UInt8] = storage(), offset: Int = 0, shape: [Int] = [2, 3], strides: [Int] = [3, 1],
        metadata: [UInt8] = []
    ) -> [UInt8] {
        let hooks = global("collections", "OrderedDict") + bytes(")R")
        let arguments = [storage, int(offset), ints(shape), ints(strides), [0x89], hooks, metadata]
        return global("torch._utils", "_rebuild_tensor_v2") + tuple(arguments) + bytes("R")
    }

    /// A state dict with the tensor "w".
    public static func stateDict(_ tensor: [UInt8] = tensor()) -> [UInt8] { dict([(string("w"), tensor)]) }

    // MARK: Files

    /// The storage "0" of every handmade file: 1, 2, 3, 4, 5, 6.
    public static let sixFloats: [UInt8] = (1...6).flatMap { little(Float($0).bitPattern) }

    /// Without `keys`, the file has the storage "0" where the object uses any.
    public static func legacy(
        object: [UInt8], keys: [String]? = nil, littleEndian: Bool = true, protocolVersion: Int = 1001,
        storages: [UInt8] = little(Int64(6)) + sixFloats
    ) -> Data {
        let magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
        let keys = keys ?? (Data(object).range(of: Data(string("storage"))) == nil ? [] : ["0"])
        let system = dict([
            (string("protocol_version"), int(protocolVersion)),
            (string("little_endian"), [littleEndian ? 0x88 : 0x89]),
            (string("type_sizes"), dict([(string("int"), int(4))])),
        ])
        return Data(
            proto([0x8a, 10] + magic) + proto(int(protocolVersion)) + proto(system) + proto(object)
                + proto(bytes("](") + keys.flatMap(string) + bytes("e")) + storages)
    }

    public struct Entry {
        public var name: String
        public var content: [UInt8]
        /// What the headers say, where it is not the truth.
        public var claimedSize: Int?
        public var checksum: UInt32?

        public init(name: String, content: [UInt8], claimedSize: Int? = nil, checksum: UInt32? = nil) {
            self.name = name
            self.content = content
            self.claimedSize = claimedSize
            self.checksum = checksum
        }
    }

    public static func entries(object: [UInt8]) -> [Entry] {
        [
            Entry(name: "archive/data.pkl", content: proto(object)),
            Entry(name: "archive/byteorder", content: bytes("little")),
            Entry(name: "archive/data/0", content: sixFloats),
            Entry(name: "archive/version", content: bytes("3\n")),
        ]
    }

    /// A zip archive of stored entries (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16).
    public static func zip(_ entries: [Entry]) -> Data {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let size = UInt32(entry.claimedSize ?? entry.content.count)
            let shared: [UInt8] =
                little(UInt16(20)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt32(0x21_0000))
                + little(entry.checksum ?? crc32(entry.content)) + little(size) + little(size)
                + little(UInt16(entry.name.utf8.count)) + little(UInt16(0))
            directory += bytes("PK") + [1, 2] + little(UInt16(20)) + shared
            directory += little(UInt16(0)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt32(0))
            directory += little(UInt32(file.count)) + bytes(entry.name)
            file += bytes("PK") + [3, 4] + shared + bytes(entry.name) + entry.content
        }
        let count = little(UInt16(entries.count))
        let end =
            bytes("PK") + [5, 6, 0, 0, 0, 0] + count + count + little(UInt32(directory.count))
            + little(UInt32(file.count)) + [0, 0]
        return Data(file + directory + end)
    }

    public static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { bits, _ in bits & 1 == 1 ? bits >> 1 ^ 0xedb8_8320 : bits >> 1 }
        }
    }
}
