/// What the pickle interpreter can build.
///
/// Containers lie in a `PickleHeap` and are named by their place in it, so that nesting and cycles,
/// which an untrusted pickle may make at will, never become recursion in Swift.
enum PickleValue {
    case none
    case bool(Bool)
    case int(Int)
    /// An integer that does not fit `Int`: two's complement, little-endian.
    case long([UInt8])
    case float(Double)
    case string(String)
    case list(Int)
    case tuple(Int)
    /// A dict, or an OrderedDict; both keep the order in which entries were set.
    case dictionary(Int, ordered: Bool)
    case global(TorchGlobal)
    // Indirect, so that the others stay small.
    indirect case storage(StorageSlice)
    indirect case tensor(TensorView)
}

/// The containers of one pickle. A dict is a list of keys and values in turn: nothing here needs a
/// key more than once.
struct PickleHeap {
    private var containers: [[PickleValue]] = []

    mutating func add(_ items: [PickleValue] = []) -> Int {
        containers.append(items)
        return containers.count - 1
    }

    subscript(place: Int) -> [PickleValue] { containers[place] }

    mutating func append(_ items: some Sequence<PickleValue>, to place: Int) {
        containers[place].append(contentsOf: items)
    }

    /// A dict's entries.
    func pairs(in place: Int) -> [(key: PickleValue, value: PickleValue)] {
        let items = containers[place]
        return stride(from: 0, to: items.count - 1, by: 2).map { (items[$0], items[$0 + 1]) }
    }

    /// The integers of a tuple of at most `limit`; nil where `value` is something else.
    func integers(_ value: PickleValue, limit: Int) -> [Int]? {
        guard case .tuple(let place) = value, containers[place].count <= limit else { return nil }
        var integers: [Int] = []
        for item in containers[place] {
            guard case .int(let integer) = item else { return nil }
            integers.append(integer)
        }
        return integers
    }
}

/// A finished pickle: its object, the containers below it, and the storages that it names.
struct Pickle {
    let root: PickleValue
    let heap: PickleHeap
    let storages: [String: TorchStorage]
}

/// The allow-list: all that a pickle may name.
enum TorchGlobal: Equatable {
    case orderedDict, rebuildTensor, rebuildTensorV2, rebuildParameter
    case storage(TorchDType)

    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDict
        case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorV2
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch", "FloatStorage"): self = .storage(.float32)
        case ("torch", "DoubleStorage"): self = .storage(.float64)
        case ("torch", "HalfStorage"): self = .storage(.float16)
        case ("torch", "BFloat16Storage"): self = .storage(.bfloat16)
        case ("torch", "LongStorage"): self = .storage(.int64)
        case ("torch", "IntStorage"): self = .storage(.int32)
        case ("torch", "ShortStorage"): self = .storage(.int16)
        case ("torch", "CharStorage"): self = .storage(.int8)
        case ("torch", "ByteStorage"): self = .storage(.uint8)
        case ("torch", "BoolStorage"): self = .storage(.bool)
        default: return nil
        }
    }
}
