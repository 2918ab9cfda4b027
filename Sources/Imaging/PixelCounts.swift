import CKernels

/// How often each value occurs in each channel: from it, mean and deviation follow exactly, whatever
/// the order in which images were counted.
public struct PixelCounts: Equatable, Sendable {
    /// 3 x 256: red, green and blue.
    public private(set) var counts: [Int64]

    public init() { counts = [Int64](repeating: 0, count: 3 * 256) }

    /// Counts that were stored. Nil where there are not 3 x 256 of them or one is negative.
    public init?(counts: [Int64]) {
        guard counts.count == 3 * 256, counts.allSatisfy({ $0 >= 0 }) else { return nil }
        self.counts = counts
    }

    public mutating func add(_ image: RGBImage) {
        wb_count_rgb(image.pixels, image.height * image.width, &counts)
    }

    /// Adds what was counted elsewhere.
    public mutating func add(_ other: PixelCounts) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// Mean and standard deviation (of the whole population) of each channel, on the scale of 0 to 1.
    /// Of no pixels both are not a number.
    public var statistics: (mean: [Double], std: [Double]) {
        var (means, deviations): ([Double], [Double]) = ([], [])
        for channel in 0..<3 {
            let values = counts[(channel * 256)..<(channel * 256 + 256)]
            let pixels = Double(values.reduce(0, +))
            func average(_ power: (Double) -> Double) -> Double {
                values.enumerated().reduce(0) { $0 + Double($1.element) * power(Double($1.offset)) } / pixels
            }
            let mean = average { $0 }
            means.append(mean / 255)
            deviations.append(average { ($0 - mean) * ($0 - mean) }.squareRoot() / 255)
        }
        return (means, deviations)
    }
}
