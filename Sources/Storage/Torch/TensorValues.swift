import Foundation

extension TensorView {
    /// The elements in row-major order, converted to the nearest floats. `storage` must have the
    /// size that the pickle gave it.
    func values(in storage: Data) -> [Float] {
        storage.withUnsafeBytes { bytes in
            switch dtype {
            case .float32: isContiguous ? copy(bytes) : gather(bytes) { (element: Float) in element }
            case .float64: gather(bytes) { (element: Double) in Float(element) }
            case .float16: gather(bytes) { (element: Float16) in Float(element) }
            case .bfloat16: gather(bytes) { (element: UInt16) in Float(bitPattern: UInt32(element) << 16) }
            case .int64: gather(bytes) { (element: Int64) in Float(element) }
            case .int32: gather(bytes) { (element: Int32) in Float(element) }
            case .int16: gather(bytes) { (element: Int16) in Float(element) }
            case .int8: gather(bytes) { (element: Int8) in Float(element) }
            case .uint8: gather(bytes) { (element: UInt8) in Float(element) }
            case .bool: gather(bytes) { (element: UInt8) in element == 0 ? 0 : 1 }
            }
        }
    }

    private var isContiguous: Bool {
        var stride = 1
        for (extent, actual) in zip(shape, strides).reversed() where extent > 1 {
            guard actual == stride else { return false }
            stride *= extent
        }
        return true
    }

    private func copy(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        let size = MemoryLayout<Float>.size
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[(start * size)..<((start + count) * size)]))
            initialized = count
        }
    }

    /// Inlined so that every `convert` gets a loop of its own.
    @inline(__always)
    private func gather<Element: BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, _ convert: (Element) -> Float
    ) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            forEachRow { start, stride, length in
                for column in 0..<length {
                    let place = (start + column * stride) * MemoryLayout<Element>.stride
                    let element = bytes.loadUnaligned(fromByteOffset: place, as: Element.self)
                    buffer.initializeElement(at: initialized + column, to: convert(element))
                }
                initialized += length
            }
        }
    }

    /// Calls `body` for each run of elements at equal distances, in row-major order.
    @inline(__always)
    private func forEachRow(_ body: (_ start: Int, _ stride: Int, _ length: Int) -> Void) {
        if count == 0 { return }
        guard !isContiguous, let length = shape.last, let stride = strides.last else { return body(start, 1, count) }
        var index = [Int](repeating: 0, count: shape.count - 1)
        var rowStart = start
        while true {
            body(rowStart, stride, length)
            var axis = index.count - 1
            while axis >= 0 {
                index[axis] += 1
                rowStart += strides[axis]
                if index[axis] < shape[axis] { break }
                rowStart -= shape[axis] * strides[axis]
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
