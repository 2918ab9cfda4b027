import Foundation

/// An interpreter for the part of pickle that a state dict needs.
///
/// The limits keep memory in proportion to what a state dict can want: some 40 opcodes a tensor.
struct PickleMachine {
    private static let opcodeLimit = 1 << 21
    private static let stackLimit = 1 << 16
    private static let memoLimit = 1 << 18
    private static let stringLimit = 1 << 16

    private var cursor: ByteCursor
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    private var heap = PickleHeap()
    private var storages: [String: TorchStorage] = [:]
    private var steps = 0

    /// Runs the pickle at `cursor` and leaves `cursor` behind it.
    static func run(_ cursor: inout ByteCursor) throws -> Pickle {
        var machine = PickleMachine(cursor: cursor)
        let root = try machine.run()
        cursor = machine.cursor
        return Pickle(root: root, heap: machine.heap, storages: machine.storages)
    }

    private init(cursor: ByteCursor) { self.cursor = cursor }

    private mutating func run() throws -> PickleValue {
        while true {
            let code = try cursor.byte()
            guard let opcode = PickleOpcode(rawValue: code) else {
                throw damaged("there is no pickle opcode 0x\(String(code, radix: 16))")
            }
            if opcode == .stop {
                let root = try pop()
                guard stack.isEmpty, marks.isEmpty else { throw damaged("the pickle ends with a full stack") }
                return root
            }
            try count(steps: 1)
            try execute(opcode)
        }
    }

    private mutating func execute(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .proto:
            let version = try cursor.byte()
            guard version <= 5 else { throw damaged("there is no pickle protocol \(version)") }
        case .frame:
            guard try cursor.count64() <= cursor.remaining else { throw damaged("a frame exceeds the data") }

        case .none: try push(.none)
        case .newtrue: try push(.bool(true))
        case .newfalse: try push(.bool(false))
        case .binint: try push(.int(Int(cursor.integer(Int32.self))))
        case .binint1: try push(.int(Int(cursor.byte())))
        case .binint2: try push(.int(Int(cursor.integer(UInt16.self))))
        case .long1: try pushLong(cursor.take(Int(cursor.byte())))
        case .binfloat: try push(.float(Double(bitPattern: cursor.integer(UInt64.self).byteSwapped)))
        case .shortBinstring, .shortBinunicode: try pushString(Int(cursor.byte()))
        case .binstring, .binunicode: try pushString(Int(cursor.integer(UInt32.self)))
        case .binunicode8: try pushString(cursor.count64())

        case .mark:
            guard marks.count < Self.stackLimit else { throw damaged("the pickle nests too deeply") }
            marks.append(stack.count)
        case .emptyTuple: try push(.tuple(heap.add()))
        case .tuple1: try pushTuple(popLast(1))
        case .tuple2: try pushTuple(popLast(2))
        case .tuple3: try pushTuple(popLast(3))
        case .tuple: try pushTuple(popToMark())
        case .emptyList: try push(.list(heap.add()))
        case .append: try appendToList(popLast(1))
        case .appends: try appendToList(popToMark())
        case .emptyDict: try push(.dictionary(heap.add(), ordered: false))
        case .setitem: try setInDictionary(popLast(2))
        case .setitems: try setInDictionary(popToMark())

        case .binput: try remember(at: Int(cursor.byte()))
        case .longBinput: try remember(at: Int(cursor.integer(UInt32.self)))
        case .memoize: try remember(at: memo.count)
        case .binget: try recall(Int(cursor.byte()))
        case .longBinget: try recall(Int(cursor.integer(UInt32.self)))

        case .global:
            let module = try string(cursor.line(limit: Self.stringLimit))
            try pushGlobal(module: module, name: string(cursor.line(limit: Self.stringLimit)))
        case .stackGlobal:
            let names = try popLast(2)
            guard case .string(let module) = names[0], case .string(let name) = names[1] else {
                throw damaged("a global's name is not a string")
            }
            try pushGlobal(module: module, name: name)
        case .reduce: try reduce()
        case .build: try build()
        case .binpersid: try pushStorage()

        case .inst:
            let module = try string(cursor.line(limit: Self.stringLimit))
            let name = try string(cursor.line(limit: Self.stringLimit))
            throw TorchFailure.refused("the pickle has INST of \(TorchFailure.quoted("\(module).\(name)"))")
        case .persid, .obj, .newobj, .newobjEx, .ext1, .ext2, .ext4, .nextBuffer, .readonlyBuffer:
            throw TorchFailure.refused("the pickle has the opcode \(opcode.name)")
        case .stop, .pop, .popMark, .dup, .float, .int, .long, .long4, .string, .unicode, .dict, .list, .get, .put,
            .binbytes, .shortBinbytes, .binbytes8, .bytearray8, .emptySet, .additems, .frozenset:
            throw Failure(
                "the pickle has the opcode \(opcode.name), which no state dict needs: this file was not loaded",
                advice: TorchFailure.saveStateDict)
        }
    }
}

// MARK: - The stack and the memo

extension PickleMachine {
    private mutating func push(_ value: PickleValue) throws {
        guard stack.count < Self.stackLimit else { throw damaged("the pickle's stack grows too high") }
        stack.append(value)
    }

    private mutating func pop() throws -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw stackTooShort }
        return value
    }

    /// The top `count` values, the lowest first.
    private mutating func popLast(_ count: Int) throws -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw stackTooShort }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws -> [PickleValue] {
        guard let mark = marks.popLast() else { throw damaged("a mark is missing") }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private func top() throws -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else { throw stackTooShort }
        return value
    }

    private mutating func remember(at index: Int) throws {
        guard memo.count < Self.memoLimit else { throw damaged("the pickle's memo grows too large") }
        memo[index] = try top()
    }

    private mutating func recall(_ index: Int) throws {
        guard let value = memo[index] else { throw damaged("the memo has no entry \(index)") }
        try push(value)
    }

    private mutating func count(steps count: Int) throws {
        steps += count
        guard steps <= Self.opcodeLimit else { throw damaged("the pickle is too long for a state dict") }
    }

    private func damaged(_ what: String) -> Failure {
        TorchFailure.damaged("\(what) (before byte \(cursor.position) of the pickle)")
    }

    private var stackTooShort: Failure { damaged("the pickle's stack is too short") }
}

// MARK: - Values

extension PickleMachine {
    private mutating func pushLong(_ bytes: Data) throws {
        guard bytes.count <= 8 else { return try push(.long(Array(bytes))) }
        let sign: UInt64 = bytes.last.map { $0 >= 0x80 } ?? false ? .max : 0
        try push(.int(Int(Int64(bitPattern: bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) }))))
    }

    private mutating func pushString(_ count: Int) throws {
        guard count <= Self.stringLimit else { throw damaged("a string of \(count) bytes is too long") }
        try push(.string(string(cursor.take(count))))
    }

    private func string(_ bytes: Data) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw damaged("a string is not UTF-8") }
        return text
    }

    private mutating func pushTuple(_ items: [PickleValue]) throws { try push(.tuple(heap.add(items))) }

    private mutating func appendToList(_ items: [PickleValue]) throws {
        guard case .list(let place) = try top() else { throw damaged("there is no list to append to") }
        heap.append(items, to: place)
    }

    private mutating func setInDictionary(_ items: [PickleValue]) throws {
        guard case .dictionary(let place, _) = try top() else { throw damaged("there is no dict to set in") }
        guard items.count.isMultiple(of: 2) else { throw damaged("a dict's key has no value") }
        heap.append(items, to: place)
    }
}

// MARK: - What a general unpickler would look up and call

extension PickleMachine {
    private mutating func pushGlobal(module: String, name: String) throws {
        guard let global = TorchGlobal(module: module, name: name) else {
            throw TorchFailure.refused("the pickle asks for the global \(TorchFailure.quoted("\(module).\(name)"))")
        }
        try push(.global(global))
    }

    private mutating func reduce() throws {
        let operands = try popLast(2)
        guard case .global(let global) = operands[0] else {
            throw TorchFailure.refused("the pickle has REDUCE of something that is no global")
        }
        guard case .tuple(let place) = operands[1] else { throw damaged("REDUCE has no tuple of arguments") }
        let arguments = heap[place]
        switch global {
        case .orderedDict: try push(.dictionary(heap.add(orderedDictItems(arguments)), ordered: true))
        case .rebuildTensor: try push(.tensor(TensorView(rebuildTensor: arguments, heap)))
        case .rebuildTensorV2: try push(.tensor(TensorView(rebuildTensorV2: arguments, heap)))
        case .rebuildParameter: try push(.tensor(TensorView(rebuildParameter: arguments, heap)))
        case .storage: throw TorchFailure.refused("the pickle has REDUCE of a storage type")
        }
    }

    /// Python 3 makes an empty OrderedDict and sets its entries; Python 2 gave a list of pairs.
    private mutating func orderedDictItems(_ arguments: [PickleValue]) throws -> [PickleValue] {
        if arguments.isEmpty { return [] }
        guard arguments.count == 1, case .list(let place) = arguments[0] else {
            throw damaged("an OrderedDict is made of something unknown")
        }
        let pairs = heap[place]
        // The same list may be given any number of times, so that its length counts.
        try count(steps: pairs.count)
        return try pairs.flatMap { pair in
            guard case .list(let place) = pair, heap[place].count == 2 else {
                guard case .tuple(let place) = pair, heap[place].count == 2 else {
                    throw damaged("an OrderedDict's entry is not a pair")
                }
                return heap[place]
            }
            return heap[place]
        }
    }

    /// A state dict's attribute `_metadata` (versions of modules) is the only state that is expected;
    /// it is dropped.
    private mutating func build() throws {
        let state = try pop()
        guard case .dictionary(_, ordered: true) = try top(), case .dictionary = state else {
            throw TorchFailure.refused("the pickle has BUILD of something that is no OrderedDict")
        }
    }

    private mutating func pushStorage() throws {
        let slice = try StorageSlice(persistentID: pop(), heap)
        let known = storages.updateValue(slice.storage, forKey: slice.key)
        guard known == nil || known == slice.storage else {
            throw damaged("the storage \(TorchFailure.quoted(slice.key)) is named with two types or sizes")
        }
        try push(.storage(slice))
    }
}
