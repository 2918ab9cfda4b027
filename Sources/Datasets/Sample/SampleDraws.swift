import Numerics

/// A sequence of random numbers for one made-up image.
///
/// What is made of them uses additions, products, quotients and square roots only, which are exact to
/// the last bit on every machine; so the same seed gives the same pixels everywhere.
struct SampleDraws {
    private let random: CounterRandom
    private let noise: CounterRandom
    private let image: Int
    private var draws = 0

    /// - Parameters:
    ///   - dataset: tells the data sets' streams apart.
    ///   - image: the number of the image in its data set.
    init(seed: UInt64, dataset: Int, image: Int) {
        random = CounterRandom(seed: seed, purpose: .sampleData, run: dataset, epoch: 0)
        noise = CounterRandom(seed: seed, purpose: .sampleData, run: dataset, epoch: 1)
        self.image = image
    }

    mutating func number(_ range: ClosedRange<Float>) -> Float {
        draws += 1
        let share = random.uniform(sample: image, draw: draws)
        return range.lowerBound + (range.upperBound - range.lowerBound) * share
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        draws += 1
        return range.lowerBound + random.integer(below: range.count, sample: image, draw: draws)
    }

    /// True in a share of all cases.
    mutating func chance(_ share: Float) -> Bool { number(0...1) < share }

    /// One of several values.
    mutating func one<Value>(of values: [Value]) -> Value { values[integer(0...(values.count - 1))] }

    /// A place in an image, or up to `margin` outside of it.
    mutating func point(aspect: Float, margin: Float = 0) -> SamplePoint {
        [number(-margin...(aspect + margin)), number(-margin...(1 + margin))]
    }

    /// A direction near (`x`, `y`): each coordinate is moved by up to `spread`, and the length is 1.
    mutating func direction(x: Float, y: Float, spread: Float) -> (x: Float, y: Float) {
        while true {
            let across = x + number(-spread...spread)
            let down = y + number(-spread...spread)
            let length = (across * across + down * down).squareRoot()
            if length > 0.1 { return (across / length, down / length) }
        }
    }

    /// Adds noise of a triangular distribution within +-`amplitude` to every value.
    func addNoise(to values: inout [Float], amplitude: Float) {
        for start in stride(from: 0, to: values.count, by: 8) {
            let block = noise.block(sample: image, draw: start / 8)
            for offset in 0..<min(8, values.count - start) {
                let word = block[offset / 2] >> UInt32(16 * (offset % 2))
                let sum = Float(word & 0xFF) + Float((word >> 8) & 0xFF)
                values[start + offset] += (sum - 255) / 255 * amplitude
            }
        }
    }
}

/// Values to bytes, clipped and rounded.
func sampleBytes(_ values: [Float]) -> [UInt8] {
    values.map { UInt8(min(max($0, 0), 255).rounded()) }
}
