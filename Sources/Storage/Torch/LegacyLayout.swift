import Foundation

/// torch's format before 1.6: five pickles one behind the other (magic number, protocol version,
/// system information, the object, the storages' keys), then the storages in the order of the keys,
/// each as a count of elements (8 bytes) and little-endian data.
enum LegacyLayout {
    /// The opcode PROTO.
    static let signature: [UInt8] = [0x80]

    /// 0x1950a86a20f9469cfc6c
    private static let magicNumber: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
    private static let protocolVersion = 1001

    static func read(_ file: Data) throws -> TorchContent {
        var cursor = ByteCursor(file)
        guard case .long(magicNumber) = try PickleMachine.run(&cursor).root else {
            throw TorchFailure.damaged("torch's magic number is missing")
        }
        guard case .int(protocolVersion) = try PickleMachine.run(&cursor).root else {
            throw TorchFailure.damaged("the legacy format's protocol version is not \(protocolVersion)")
        }
        try checkByteOrder(PickleMachine.run(&cursor))
        let pickle = try PickleMachine.run(&cursor)
        let keys = try self.keys(PickleMachine.run(&cursor))
        var storages: [String: Data] = [:]
        for key in keys {
            guard let storage = pickle.storages[key] else {
                throw TorchFailure.damaged("no tensor uses the storage \(TorchFailure.quoted(key))")
            }
            guard try cursor.count64() == storage.count else {
                throw TorchFailure.damaged("the storage \(TorchFailure.quoted(key)) has two sizes")
            }
            let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.dtype.size)
            guard !overflow, try storages.updateValue(cursor.take(size), forKey: key) == nil else {
                throw TorchFailure.damaged("the storage \(TorchFailure.quoted(key)) is too large or comes twice")
            }
        }
        return TorchContent(pickle: pickle, storages: storages)
    }

    private static func checkByteOrder(_ information: Pickle) throws {
        guard case .dictionary(let place, _) = information.root else {
            throw TorchFailure.damaged("the system information is missing")
        }
        for case (.string("little_endian"), .bool(true)) in information.heap.pairs(in: place) { return }
        throw Failure("the file was written by a big-endian machine, which is not supported")
    }

    private static func keys(_ pickle: Pickle) throws -> [String] {
        guard case .list(let place) = pickle.root else { throw TorchFailure.damaged("the list of storages is missing") }
        return try pickle.heap[place].map { key in
            guard case .string(let key) = key else { throw TorchFailure.damaged("a storage's key is not a string") }
            return key
        }
    }
}
