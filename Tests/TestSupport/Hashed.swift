import Foundation

/// The numbers of Scripts/reference/hashed.py, bit for bit: functions of a name and an element's index.
/// Scripts/reference/README.md describes them.
public enum Hashed {
    /// z of `name` for the indices below `count`.
    public static func bits(_ name: String, _ count: Int) -> [UInt64] {
        let seed = hash(name)
        return (0..<count).map { word(seed, $0) }
    }

    /// Uniform in [-1, 1), times `scale`.
    public static func uniform(_ name: String, _ count: Int, scale: Float = 1) -> [Float] {
        let seed = hash(name)
        return (0..<count).map { uniform(word(seed, $0)) * scale }
    }

    public static func bytes(_ name: String, _ count: Int) -> [UInt8] {
        bits(name, count).map { UInt8($0 >> 56) }
    }

    public static func labels(_ count: Int, classes: Int) -> [Int32] { (0..<count).map { Int32(7 * $0 % classes) } }

    /// Images in NHWC order.
    public static func images(_ name: String, count: Int, height: Int, width: Int) -> [Float] {
        let (noise, means) = (hash(name), hash(name + "#mean"))
        var result = [Float](repeating: 0, count: count * height * width * 3)
        var index = 0
        for image in 0..<count {
            for channel in 0..<3 {
                let mean = uniform(word(means, image * 3 + channel))
                for pixel in 0..<(height * width) {
                    result[(image * height * width + pixel) * 3 + channel] = uniform(word(noise, index)) + mean
                    index += 1
                }
            }
        }
        return result
    }

    /// The value of a state dict's entry; the name, the rank and the network's kind choose the rule.
    ///
    /// - Parameter smooth: of a network without kinks, such as ReLU and max pooling have them.
    /// - Precondition: there is a rule for the name.
    public static func parameter(_ name: String, _ shape: [Int], smooth: Bool = false) -> [Float] {
        let count = shape.reduce(1, *)
        var result = [Float](repeating: 0, count: count)
        result.withUnsafeMutableBufferPointer { fill($0, name, shape, smooth: smooth) }
        return result
    }

    /// As `parameter`, into memory of the right size.
    public static func fill(
        _ values: UnsafeMutableBufferPointer<Float>, _ name: String, _ shape: [Int], smooth: Bool = false
    ) {
        let seed = hash(name)
        let isLinear = name.contains("fc") || name.contains("classifier")
        func set(_ rule: (Float) -> Float) {
            for index in values.indices { values[index] = rule(uniform(word(seed, index))) }
        }
        switch name.split(separator: ".").last {
        case "weight" where shape.count > 1:
            let isSmall = shape.count == 2 || name.contains(".se.")
            let gain = smooth ? 1.0 : isSmall ? 0.1 : isLinear ? 1.0 : 8.0
            let scale = Float((3 * gain / Double(shape.dropFirst().reduce(1, *))).squareRoot())
            set { $0 * scale }
        case "weight", "layer_scale": set { 0.6 + 0.12 * $0 }
        case "bias" where name.hasSuffix("norm0.bias") && !smooth: set { -0.9 + 0.1 * $0 }
        case "bias" where !isLinear && !smooth: set { ($0 < -0.6 ? -7 : 1.5) + 0.1 * $0 }
        case "bias", "running_mean": set { 0.1 * $0 }
        case "running_var": set { 1.6 + 0.4 * $0 }
        case "relative_position_bias_table": set { $0 }
        case "logit_scale":
            let sharp = Float(1 - 0.4 / Double(shape[0]))
            set { ($0 > sharp ? 4.7 : 2) + 0.4 * $0 }
        default: preconditionFailure("hashed.py has no rule for the parameter \(name)")
        }
    }

    /// Sixteen signed sums of the values.
    public static func sketch(_ name: String, _ values: UnsafeBufferPointer<Float>) -> [Double] {
        let seed = hash(name + "#sketch")
        let rows = SIMD16<UInt64>((0..<16).map { 0x8000 >> UInt64($0) })
        var total = SIMD16<Double>.zero
        for (index, value) in values.enumerated() {
            let top = SIMD16<UInt64>(repeating: word(seed, index) >> 48)
            let value = SIMD16<Double>(repeating: Double(value))
            total += value.replacing(with: -value, where: (top & rows) .!= 0)
        }
        return (0..<16).map { total[$0] }
    }

    public static func sketch(_ name: String, _ values: [Float]) -> [Double] {
        values.withUnsafeBufferPointer { sketch(name, $0) }
    }

    /// FNV-1a of the name's UTF-8 bytes, 64 bits.
    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// SplitMix64's finaliser behind a Weyl sequence.
    @inline(__always)
    private static func word(_ seed: UInt64, _ index: Int) -> UInt64 {
        var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    @inline(__always)
    private static func uniform(_ word: UInt64) -> Float { Float(word >> 40) / 0x1p23 - 1 }
}
