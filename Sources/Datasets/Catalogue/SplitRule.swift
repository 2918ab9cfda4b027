import Numerics

/// How images are divided into training and test parts.
public enum SplitRule: Equatable, Sendable {
    /// The data set's authors did it.
    case official
    /// In each class, a seeded choice of `fraction` of the images is for training.
    case random(fraction: Double, seed: UInt64)

    /// The rule in words, as results record it.
    public var text: String {
        switch self {
        case .official: "official"
        case .random(let fraction, let seed): "random, fraction \(fraction) of each class for training, seed \(seed)"
        }
    }

    /// Chooses the training images of a class of `count` images: `count` x `fraction` of them, rounded
    /// half up, but at least one and not all.
    ///
    /// - Returns: for each image, in the given order, whether it is for training.
    static func choose(count: Int, classIndex: Int, fraction: Double, seed: UInt64) -> [Bool] {
        let wanted = Int((Double(count) * fraction).rounded(.toNearestOrAwayFromZero))
        let train = min(max(1, wanted), max(1, count - 1))
        let order = CounterRandom(seed: seed, purpose: .split, run: classIndex).permutation(count)
        var chosen = [Bool](repeating: false, count: count)
        for image in order.prefix(train) { chosen[image] = true }
        return chosen
    }

    /// Divides named images. The result does not depend on the order in which they come: each class
    /// is sorted by the bytes of the names first.
    ///
    /// - Returns: the positions of the images of each part, in the order of the names' bytes.
    public static func divide(
        names: [String], labels: [Int], fraction: Double, seed: UInt64
    ) -> (train: [Int], test: [Int]) {
        let sorted = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        var members: [Int: [Int]] = [:]
        for image in sorted { members[labels[image], default: []].append(image) }
        var training: Set<Int> = []
        for (label, images) in members {
            let chosen = choose(count: images.count, classIndex: label, fraction: fraction, seed: seed)
            for (image, isTraining) in zip(images, chosen) where isTraining { training.insert(image) }
        }
        return (sorted.filter(training.contains), sorted.filter { !training.contains($0) })
    }
}

extension SplitRule: Decodable {
    private enum Key: String, CodingKey { case rule, fraction, seed }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        switch try values.decode(String.self, forKey: .rule) {
        case "official": self = .official
        case "random":
            let fraction = try values.decode(Double.self, forKey: .fraction)
            let seed = try values.decode(Int.self, forKey: .seed)
            guard fraction > 0, fraction < 1, seed >= 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .fraction, in: values,
                    debugDescription: "a fraction lies between 0 and 1, and a seed is not negative")
            }
            self = .random(fraction: fraction, seed: UInt64(seed))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .rule, in: values, debugDescription: "\"\(other)\" is not official or random")
        }
    }
}
