import CKernels
import Numerics

/// The rows of the dispatch table that are held against the scalar row.
let scalarRow = KernelSet.supported[0]
let vectorRows = Array(KernelSet.supported.dropFirst())

/// Below, at and above the widths of vectors, and above the 512 channels that a kernel sums at a time.
let channelCounts = [1, 3, 8, 15, 16, 17, 24, 122, 513]

/// Odd numbers of rows, and more than the 128 that are summed in single precision.
let rowCounts = [1, 2, 7, 131]

let activations = [wb_identity, wb_relu, wb_hardswish, wb_silu, wb_hardsigmoid, wb_gelu, wb_sigmoid]

/// Rows of `channels` values that begin `stride` apart, with NaN between them: a kernel that takes in what
/// lies between rows gives it away. The last row ends the memory.
func spaced(_ values: [Float], channels: Int, stride: Int) -> [Float] {
    var result = [Float](repeating: .nan, count: values.isEmpty ? 0 : (values.count / channels - 1) * stride + channels)
    for (index, value) in values.enumerated() { result[index / channels * stride + index % channels] = value }
    return result
}

/// The rows of `spaced`; nil where something was written between them.
func unspaced(_ values: [Float], channels: Int, stride: Int) -> [Float]? {
    var result: [Float] = []
    for (index, value) in values.enumerated() {
        if index % stride < channels { result.append(value) } else if !value.isNaN { return nil }
    }
    return result
}

/// The largest difference, over the reference's largest magnitude or `least` where that is larger.
func deviation(_ values: [Float], _ reference: [Double], least: Double = 0) -> Double {
    guard values.count == reference.count else { return .infinity }
    var (difference, magnitude) = (0.0, least)
    for (value, expected) in zip(values, reference) {
        let distance = abs(Double(value) - expected)
        difference = distance.isNaN ? .infinity : max(difference, distance)
        magnitude = max(magnitude, abs(expected))
    }
    return difference == 0 ? 0 : difference / magnitude
}

/// Whether two results are equal to the bit. `#expect(a == b)` lists the differences of long arrays, for minutes.
func same<Value: Equatable>(_ values: Value, _ reference: Value) -> Bool { values == reference }

extension [Float] {
    static func blank(_ count: Int) -> [Float] { [Float](repeating: .nan, count: count) }

    var doubles: [Double] { map { Double($0) } }
}
