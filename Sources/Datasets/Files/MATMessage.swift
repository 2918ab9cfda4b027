import Storage

/// Decodes the message of mat_reader.h. It comes from a process that a hostile file may have taken over, so that
/// nothing of it is believed.
struct MATMessage {
    struct Malformed: Error {}

    enum Content {
        case value(MATValue)
        /// Why it is not read, worded to follow the variable's name.
        case unsupported(String)
    }

    private var rest: UnsafeRawBufferPointer
    private var reason: String?

    /// The variables in their order; a `Failure` where the reader says that it failed.
    static func variables(in bytes: UnsafeRawBufferPointer) throws -> [(name: String, content: Content)] {
        var message = MATMessage(rest: bytes)
        var variables: [(name: String, content: Content)] = []
        while true {
            switch try message.tag() {
            case "V":
                let name = try message.text()
                message.reason = nil
                let value = try message.value(depth: 0)
                variables.append((name, message.reason.map(Content.unsupported) ?? .value(value)))
            case "E": return variables
            case "F":
                let reason = try message.text()
                throw Failure("is not a MATLAB file that can be read\(reason.isEmpty ? "" : ": \(printable(reason))")")
            default: throw Malformed()
            }
        }
    }

    private mutating func value(depth: Int) throws -> MATValue {
        guard depth <= 64 else { throw Malformed() }
        switch try tag() {
        case "N":
            let (shape, count) = try shape(bytesEach: 8)
            return .numbers(try numbers(count), shape: shape)
        case "T":
            let unit = Int(try load(UInt32.self))
            let bytes = try take(try number(), each: unit)
            switch unit {
            case 1: return .text(String(decoding: bytes, as: UTF8.self))
            case 2:
                let units = stride(from: 0, to: bytes.count, by: 2)
                    .map { bytes.loadUnaligned(fromByteOffset: $0, as: UInt16.self) }
                return .text(String(decoding: units, as: UTF16.self))
            default: throw Malformed()
            }
        case "C":
            let (shape, count) = try shape(bytesEach: 1)
            return .cells(try (0..<count).map { _ in try value(depth: depth + 1) }, shape: shape)
        case "S": return try structs(depth: depth)
        case "U":
            reason = try text()
            return .cells([], shape: [0, 0])
        default: throw Malformed()
        }
    }

    private mutating func structs(depth: Int) throws -> MATValue {
        let (shape, count) = try shape(bytesEach: 0)
        let fields = try (0..<(try load(UInt32.self))).map { _ in try text() }
        // An element without fields takes no bytes, so its number cannot be checked against them.
        guard count <= (fields.isEmpty ? 1 << 20 : rest.count) else { throw Malformed() }
        let elements = try (0..<count).map { _ in
            var element: [String: MATValue] = [:]
            for field in fields { element[field] = try value(depth: depth + 1) }
            return element
        }
        return .structs(elements, shape: shape)
    }

    private mutating func numbers(_ count: Int) throws -> [Double] {
        let bytes = try take(count, each: 8)
        return [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
            filled = count
        }
    }

    /// A shape and its number of elements, which take at least `bytesEach` of what is left.
    private mutating func shape(bytesEach: Int) throws -> (shape: [Int], count: Int) {
        let rank = Int(try load(UInt32.self))
        guard (2...32).contains(rank) else { throw Malformed() }
        let shape = try (0..<rank).map { _ in try number() }
        var count = 1
        for extent in shape {
            let (product, isLarge) = count.multipliedReportingOverflow(by: extent)
            guard !isLarge else { throw Malformed() }
            count = product
        }
        guard bytesEach == 0 || count <= rest.count / bytesEach else { throw Malformed() }
        return (shape, count)
    }

    private mutating func tag() throws -> Character { Character(UnicodeScalar(try load(UInt8.self))) }

    private mutating func text() throws -> String {
        String(decoding: try take(Int(try load(UInt32.self)), each: 1), as: UTF8.self)
    }

    private mutating func number() throws -> Int {
        guard let number = Int(exactly: try load(UInt64.self)) else { throw Malformed() }
        return number
    }

    private mutating func load<Value: BitwiseCopyable>(_: Value.Type) throws -> Value {
        try take(MemoryLayout<Value>.size, each: 1).loadUnaligned(as: Value.self)
    }

    private mutating func take(_ count: Int, each size: Int) throws -> UnsafeRawBufferPointer {
        guard size > 0, count <= rest.count / size else { throw Malformed() }
        let taken = UnsafeRawBufferPointer(rebasing: rest[..<(count * size)])
        rest = UnsafeRawBufferPointer(rebasing: rest[(count * size)...])
        return taken
    }
}
