import Foundation

/// torchvision's `shifted_window_attention` up to its last linear layer, step by step as it is written there.
struct NaiveAttention: Sendable {
    let window: Int
    let shift: Int
    let heads: Int

    var tokens: Int { window * window }

    /// - Parameters:
    ///   - bias: of queries, keys and values.
    ///   - position: heads x tokens x tokens.
    ///   - logitScale: of V2, a value a head.
    func callAsFunction(
        _ input: Tensor, weight: [Double], bias: [Double], position: [Double], logitScale: [Double]? = nil
    ) -> Tensor {
        let channels = input.channels
        let dimension = channels / heads
        // Pad to multiples of the window.
        let height = (input.height + window - 1) / window * window
        let width = (input.width + window - 1) / window * window
        let padded = input.made(height, width, channels) { n, y, x, c in
            y < input.height && x < input.width ? input[n, y, x, c] : 0
        }
        let (down, right) = (window >= height ? 0 : shift, window >= width ? 0 : shift)
        let rolled = rolled(padded, down, right)

        var bias = bias
        if logitScale != nil { for index in channels..<(2 * channels) { bias[index] = 0 } }
        let rows = rolled.linear(weight, bias: bias)
        let mask = mask(height, width, down, right)
        var result = Tensor(input.batch, height, width, channels)
        for n in 0..<input.batch {
            for top in stride(from: 0, to: height, by: window) {
                for left in stride(from: 0, to: width, by: window) {
                    let places = (0..<tokens).map { (y: top + $0 / window, x: left + $0 % window) }
                    for head in 0..<heads {
                        func part(_ number: Int) -> [[Double]] {
                            let first = number * channels + head * dimension
                            return places.map { place in
                                (0..<dimension).map { rows[n, place.y, place.x, first + $0] }
                            }
                        }
                        let probabilities = probabilities(part(0), part(1), logitScale?[head]) { i, j in
                            let (from, to) = (places[i], places[j])
                            let separate = mask.map { $0[from.y][from.x] != $0[to.y][to.x] } ?? false
                            return position[(head * tokens + i) * tokens + j] + (separate ? -100 : 0)
                        }
                        let values = part(2)
                        for (i, place) in places.enumerated() {
                            for d in 0..<dimension {
                                var sum = 0.0
                                for j in 0..<tokens { sum += probabilities[i * tokens + j] * values[j][d] }
                                result[n, place.y, place.x, head * dimension + d] = sum
                            }
                        }
                    }
                }
            }
        }
        let back = self.rolled(result, -down, -right)
        return input.made(input.height, input.width, channels) { n, y, x, c in back[n, y, x, c] }
    }

    /// The softmax of each query's products with the keys, plus what is added to them.
    private func probabilities(
        _ queries: [[Double]], _ keys: [[Double]], _ logitScale: Double?, adding bias: (_ i: Int, _ j: Int) -> Double
    ) -> [Double] {
        var (queries, keys) = (queries, keys)
        if let logitScale {
            let scale = exp(min(logitScale, log(100)))
            queries = queries.map { normalized($0).map { $0 * scale } }
            keys = keys.map(normalized)
        } else {
            let scale = 1 / Double(queries[0].count).squareRoot()
            queries = queries.map { $0.map { $0 * scale } }
        }
        var result: [Double] = []
        for i in queries.indices {
            var logits = [Double](repeating: 0, count: keys.count)
            for j in keys.indices {
                for d in queries[i].indices { logits[j] += queries[i][d] * keys[j][d] }
                logits[j] += bias(i, j)
            }
            let largest = logits.max() ?? 0
            let weights = logits.map { exp($0 - largest) }
            let sum = weights.reduce(0, +)
            result += weights.map { $0 / sum }
        }
        return result
    }

    /// torch.nn.functional.normalize.
    private func normalized(_ vector: [Double]) -> [Double] {
        let norm = max(vector.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
        return vector.map { $0 / norm }
    }

    /// torch.roll by (-down, -right).
    private func rolled(_ tensor: Tensor, _ down: Int, _ right: Int) -> Tensor {
        let (h, w) = (tensor.height, tensor.width)
        return tensor.made(h, w, tensor.channels) { n, y, x, c in tensor[n, (y + down + h) % h, (x + right + w) % w, c]
        }
    }

    /// torchvision's region of each pixel of the rolled map, by slices that are written one over the other;
    /// nil without a shift.
    func mask(_ height: Int, _ width: Int, _ down: Int, _ right: Int) -> [[Int]]? {
        guard down + right > 0 else { return nil }
        var mask = [[Int]](repeating: [Int](repeating: 0, count: width), count: height)
        /// Python's slices [0:-window], [-window:-shift], [-shift:], of which -0 means 0.
        func slices(_ extent: Int, _ shift: Int) -> [Range<Int>] {
            let (inner, outer) = (extent - window, shift == 0 ? 0 : extent - shift)
            return [0..<inner, inner..<max(inner, outer), outer..<extent]
        }
        var count = 0
        for rows in slices(height, down) {
            for columns in slices(width, right) {
                for y in rows { for x in columns { mask[y][x] = count } }
                count += 1
            }
        }
        return mask
    }
}

/// torchvision's relative position bias, heads x tokens x tokens.
enum NaivePositionBias {
    static func table(_ table: [Double], window: Int, heads: Int) -> [Double] {
        eachPair(window, heads) { down, across, head in
            table[((down + window - 1) * (2 * window - 1) + across + window - 1) * heads + head]
        }
    }

    static func network(
        _ weight1: [Double], _ bias1: [Double], _ weight2: [Double], window: Int, heads: Int
    ) -> [Double] {
        let hidden = bias1.count
        func spaced(_ offset: Int) -> Double {
            let x = 8 * Double(offset) / Double(window - 1)
            let sign: Double = x < 0 ? -1 : x == 0 ? 0 : 1
            return sign * log2(abs(x) + 1) / 3
        }
        let extent = 2 * window - 1
        var table: [Double] = []
        for offset in 0..<(extent * extent) {
            let (down, across) = (spaced(offset / extent - window + 1), spaced(offset % extent - window + 1))
            let layer = (0..<hidden).map { (unit: Int) -> Double in
                let sum: Double = weight1[2 * unit] * down + weight1[2 * unit + 1] * across
                return max(0, sum + bias1[unit])
            }
            for head in 0..<heads {
                var sum = 0.0
                for unit in 0..<hidden { sum += weight2[head * hidden + unit] * layer[unit] }
                table.append(16 / (1 + exp(-sum)))
            }
        }
        return self.table(table, window: window, heads: heads)
    }

    private static func eachPair(
        _ window: Int, _ heads: Int, _ value: (_ down: Int, _ across: Int, _ head: Int) -> Double
    ) -> [Double] {
        let tokens = window * window
        return (0..<(heads * tokens * tokens)).map { index in
            let (head, from, to) = (index / (tokens * tokens), index / tokens % tokens, index % tokens)
            return value(from / window - to / window, from % window - to % window, head)
        }
    }
}
