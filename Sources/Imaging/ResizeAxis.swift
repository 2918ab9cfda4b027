/// The weights of one axis of a resize, as Pillow computes them (src/libImaging/Resample.c): a
/// triangle of half-width max(1, scale) around each output element's centre, normalised in double
/// precision, then rounded to 22 fractional bits.
struct ResizeAxis: Sendable {
    let size: Int
    /// The stride of `weight`.
    let taps: Int
    /// The first input element of each output element.
    private(set) var first: [Int32] = []
    /// The number of input elements of each output element.
    private(set) var count: [Int32] = []
    private(set) var weight: [Int32]

    init(from input: Int, to output: Int) {
        size = output
        let scale = Double(input) / Double(output)
        let support = max(1, scale)
        taps = Int(support.rounded(.up)) * 2 + 1
        weight = [Int32](repeating: 0, count: output * taps)
        for element in 0..<output {
            let center = (Double(element) + 0.5) * scale
            let begin = max(0, Int(center - support + 0.5))
            let end = min(input, Int(center + support + 0.5))
            let inverse = 1 / support
            var triangle = (begin..<end).map { position in
                let distance = abs((Double(position) - center + 0.5) * inverse)
                return distance < 1 ? 1 - distance : 0
            }
            let sum = triangle.reduce(0, +)
            if sum != 0 { triangle = triangle.map { $0 / sum } }
            for (tap, value) in triangle.enumerated() {
                weight[element * taps + tap] = Int32(0.5 + value * Double(1 << 22))
            }
            first.append(Int32(begin))
            count.append(Int32(end - begin))
        }
    }
}
