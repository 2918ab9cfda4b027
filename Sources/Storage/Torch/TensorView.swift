/// A storage as its pickle describes it; how many bytes there are is another matter.
struct TorchStorage: Equatable {
    let dtype: TorchDType
    /// Elements.
    let count: Int
}

/// A storage, or a part of one (the legacy format's storage views).
struct StorageSlice {
    /// Keys are decimal numbers; every use of one costs its length.
    private static let keyLimit = 100

    let key: String
    let storage: TorchStorage
    /// Elements of the storage.
    let range: Range<Int>

    /// `("storage", type, key, location, count)`; the legacy format adds None or
    /// `(view key, offset, count)`.
    init(persistentID: PickleValue, _ heap: PickleHeap) throws {
        guard case .tuple(let place) = persistentID, (5...6).contains(heap[place].count),
            case .string("storage") = heap[place][0]
        else { throw TorchFailure.refused("the pickle has a persistent id (BINPERSID) that is no storage") }
        let items = heap[place]
        guard case .global(.storage(let dtype)) = items[1], case .string(let key) = items[2],
            case .string = items[3], case .int(let count) = items[4], count >= 0, key.utf8.count <= Self.keyLimit
        else { throw TorchFailure.damaged("a storage is described in an unknown way") }
        self.key = key
        storage = TorchStorage(dtype: dtype, count: count)
        range = items.count == 6 ? try Self.range(ofView: items[5], count: count, heap) : 0..<count
    }

    private static func range(ofView view: PickleValue, count: Int, _ heap: PickleHeap) throws -> Range<Int> {
        if case .none = view { return 0..<count }
        guard case .tuple(let place) = view, heap[place].count == 3, case .string = heap[place][0],
            case .int(let start) = heap[place][1], case .int(let length) = heap[place][2],
            start >= 0, length >= 0, start <= count, length <= count - start
        else { throw TorchFailure.damaged("a view of a storage does not lie inside it") }
        return start..<(start + length)
    }
}

/// A tensor that is not read yet: a strided view that lies inside its storage.
struct TensorView {
    private static let rankLimit = 16

    let key: String
    let dtype: TorchDType
    /// The first element's place in the storage.
    let start: Int
    let shape: [Int]
    /// In elements; 0 along axes of a single index.
    let strides: [Int]
    /// Elements of the tensor; the product of `shape`.
    let count: Int

    /// `torch._utils._rebuild_tensor(storage, offset, size, stride)`
    init(rebuildTensor arguments: [PickleValue], _ heap: PickleHeap) throws {
        guard arguments.count == 4, case .storage(let slice) = arguments[0], case .int(let offset) = arguments[1],
            let shape = heap.integers(arguments[2], limit: Self.rankLimit),
            let strides = heap.integers(arguments[3], limit: Self.rankLimit)
        else { throw TorchFailure.damaged("a tensor is described in an unknown way") }
        try self.init(slice, offset: offset, shape: shape, strides: strides)
    }

    /// `torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks, metadata)`
    ///
    /// The metadata are absent, None or empty but for conjugated and negated views.
    init(rebuildTensorV2 arguments: [PickleValue], _ heap: PickleHeap) throws {
        guard (6...7).contains(arguments.count), case .bool = arguments[4], heap.isNothing(arguments[5]) else {
            throw TorchFailure.damaged("a tensor is described in an unknown way")
        }
        guard arguments.count == 6 || heap.isNothing(arguments[6]) else {
            throw Failure("a tensor is a conjugated or negated view, which is not supported")
        }
        try self.init(rebuildTensor: Array(arguments.prefix(4)), heap)
    }

    /// `torch._utils._rebuild_parameter(data, requires_grad, backward_hooks)`
    init(rebuildParameter arguments: [PickleValue], _ heap: PickleHeap) throws {
        guard arguments.count == 3, case .tensor(let data) = arguments[0], case .bool = arguments[1],
            heap.isNothing(arguments[2])
        else { throw TorchFailure.damaged("a parameter is described in an unknown way") }
        self = data
    }

    private init(_ slice: StorageSlice, offset: Int, shape: [Int], strides: [Int]) throws {
        guard shape.count == strides.count, offset >= 0,
            shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
        else { throw TorchFailure.damaged("a tensor has the shape \(shape) with the strides \(strides)") }
        func outside() -> Failure {
            TorchFailure.damaged(
                "a tensor of shape \(shape), strides \(strides) and offset \(offset) does not lie inside its storage "
                    + TorchFailure.quoted(slice.key))
        }
        // Extents of 0 count as 1 here: the others must have a product all the same.
        var product = 1
        var last = offset
        for (extent, stride) in zip(shape, strides) {
            let (larger, tooMany) = product.multipliedReportingOverflow(by: max(extent, 1))
            let (reach, tooFar) = stride.multipliedReportingOverflow(by: max(extent, 1) - 1)
            let (end, beyond) = last.addingReportingOverflow(reach)
            guard !tooMany, !tooFar, !beyond else { throw outside() }
            product = larger
            last = end
        }
        count = shape.contains(0) ? 0 : product
        guard count == 0 || last < slice.range.count else { throw outside() }
        key = slice.key
        dtype = slice.storage.dtype
        start = count == 0 ? 0 : slice.range.lowerBound + offset
        self.shape = shape
        self.strides = zip(shape, strides).map { $0 > 1 ? $1 : 0 }
    }
}

extension PickleHeap {
    /// Whether `value` is None or an empty dict.
    fileprivate func isNothing(_ value: PickleValue) -> Bool {
        switch value {
        case .none: true
        case .dictionary(let place, _): self[place].isEmpty
        default: false
        }
    }
}
