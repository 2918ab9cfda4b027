/// How images are divided into training and test parts.
public enum SplitRule: Equatable, Sendable {
    /// The data set's authors did it.
    case official
    /// A seeded choice.
    case random(RandomSplit)

    /// The rule in words, as results record it.
    public var text: String {
        switch self {
        case .official: "official"
        case .random(let split): split.text
        }
    }
}

extension SplitRule: Decodable {
    private enum Key: String, CodingKey { case rule, fraction, seed, within, rounding, by }

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
            self = .random(
                RandomSplit(
                    fraction: fraction, seed: UInt64(seed),
                    within: try values.decodeIfPresent(RandomSplit.Scope.self, forKey: .within) ?? .class,
                    rounding: try values.decodeIfPresent(RandomSplit.Rounding.self, forKey: .rounding) ?? .nearest,
                    by: try values.decodeIfPresent(RandomSplit.Unit.self, forKey: .by) ?? .image))
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: .rule, in: values, debugDescription: "\"\(other)\" is not official or random")
        }
    }
}
