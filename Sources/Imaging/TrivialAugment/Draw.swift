extension TrivialAugment {
    /// One draw of torchvision's `forward`: an operation and its magnitude.
    public struct Draw: Equatable, Sendable {
        public let operation: Operation
        /// From 0, the weakest, to 30; 0 where the operation has no magnitude.
        public let bin: Int
        /// False where the operation has no sign.
        public let isNegative: Bool

        /// - Parameters:
        ///   - bin: 0 to 30. Ignored where the operation has no magnitude.
        ///   - isNegative: Ignored where the operation has no sign.
        public init(_ operation: Operation, bin: Int = 0, isNegative: Bool = false) {
            precondition((0..<bins).contains(bin), "a magnitude out of range")
            self.operation = operation
            self.bin = operation.hasMagnitude ? bin : 0
            self.isNegative = operation.isSigned && isNegative
        }

        /// The magnitude with its sign, in the operation's own unit: tangent, pixels, degrees, change of the
        /// factor, bits, threshold.
        public var magnitude: Double {
            let size = operation.magnitude(bin)
            return isNegative ? -size : size
        }
    }
}

extension TrivialAugment.Operation {
    public var hasMagnitude: Bool {
        switch self {
        case .identity, .autoContrast, .equalize: false
        default: true
        }
    }

    /// Whether the magnitude's sign is drawn too.
    public var isSigned: Bool {
        switch self {
        case .posterize, .solarize: false
        default: hasMagnitude
        }
    }

    /// torchvision's `_augmentation_space`.
    fileprivate func magnitude(_ bin: Int) -> Double {
        switch self {
        case .identity, .autoContrast, .equalize: 0
        case .shearX, .shearY, .brightness, .color, .contrast, .sharpness: Self.spaced(0, 0.99, bin)
        case .translateX, .translateY: Self.spaced(0, 32, bin)
        case .rotate: Self.spaced(0, 135, bin)
        case .posterize: 8 - (Double(bin) / 5).rounded(.toNearestOrEven)
        case .solarize: Self.spaced(255, 0, bin)
        }
    }

    /// Element `bin` of `torch.linspace(start, end, 31)`: in single precision, from the nearer end, with a fused
    /// multiply-add. So torch rounds on processors with AVX2 or better; a build for older ones has other last bits,
    /// and translates by 16 pixels instead of 15 at bin 15.
    private static func spaced(_ start: Float, _ end: Float, _ bin: Int) -> Double {
        let last = TrivialAugment.bins - 1
        let step = (end - start) / Float(last)
        let isFirstHalf = bin < TrivialAugment.bins / 2
        return Double(
            isFirstHalf ? start.addingProduct(step, Float(bin)) : end.addingProduct(-step, Float(last - bin)))
    }
}
