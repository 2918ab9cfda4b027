import Numerics

/// torchvision's `TrivialAugmentWide()` (31 magnitudes, nearest neighbours, no fill) on 8-bit RGB images of
/// Pillow, bit for bit. Müller and Hutter, "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation",
/// ICCV 2021.
///
/// For each image one of fourteen operations is drawn, and how strong it is; all are equally likely.
public struct TrivialAugment: Sendable {
    /// How many magnitudes an operation has (torchvision's `num_magnitude_bins`).
    public static let bins = 31

    /// torchvision's names, in its order.
    public enum Operation: String, CaseIterable, Sendable {
        case identity = "Identity"
        case shearX = "ShearX"
        case shearY = "ShearY"
        case translateX = "TranslateX"
        case translateY = "TranslateY"
        case rotate = "Rotate"
        case brightness = "Brightness"
        case color = "Color"
        case contrast = "Contrast"
        case sharpness = "Sharpness"
        case posterize = "Posterize"
        case solarize = "Solarize"
        case autoContrast = "AutoContrast"
        case equalize = "Equalize"
    }

    /// The draw for an image: a pure function of `random` and `sample`. The operation is uniform over the fourteen, the
    /// magnitude over the 31, and the sign over both, as far as the operation has them.
    public static func draw(_ random: CounterRandom, sample: Int) -> Draw {
        let number = random.integer(below: Operation.allCases.count, sample: sample, draw: 0)
        return Draw(
            Operation.allCases[number],
            bin: random.integer(below: bins, sample: sample, draw: 1),
            isNegative: random.integer(below: 2, sample: sample, draw: 2) == 1)
    }
}
