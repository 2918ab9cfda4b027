/// One tensor of a state dict, row-major (contiguous) after any strides were resolved.
public struct TorchTensor: Sendable {
    /// The parameter's name, as the model that was saved has it ("layer1.0.conv1.weight").
    public let name: String
    /// The extents; empty for a scalar.
    public let shape: [Int]
    /// The type that the file holds.
    public let dtype: TorchDType
    /// The elements, converted from `dtype` to the nearest float; integers are exact up to 2^24.
    public let values: [Float]
}

/// The element types that a state dict may hold, by PyTorch's names.
public enum TorchDType: String, Sendable, CaseIterable {
    case float32, float64, float16, bfloat16, int64, int32, int16, int8, uint8, bool

    /// Bytes an element.
    var size: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }
}
