import Foundation

/// Attention within one window by its definition, in double precision. Rows hold q, k and v.
struct NaiveAttention {
    let tokens: Int
    let heads: Int
    let headDim: Int
    let cosine: Bool
    var scale: [Double]
    var bias: [Double]
    let region: [UInt8]?

    struct Gradients {
        var rows: [[Double]]
        var bias: [Double]
        var scale: [Double]
    }

    private var width: Int { heads * headDim }

    /// One head's part of q (0), k (1) or v (2) of all tokens.
    private func part(_ rows: [[Double]], _ which: Int, _ head: Int) -> [[Double]] {
        let start = which * width + head * headDim
        return rows.map { Array($0[start..<(start + headDim)]) }
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    private func norm(_ x: [Double]) -> Double { cosine ? max(Self.dot(x, x).squareRoot(), 1e-12) : 1 }

    private func unit(_ x: [Double]) -> [Double] {
        let norm = norm(x)
        return x.map { $0 / norm }
    }

    /// The gradient by x from that by x / max(|x|, 1e-12).
    private func unitBackward(_ x: [Double], _ gradient: [Double]) -> [Double] {
        guard cosine else { return gradient }
        let (norm, y) = (norm(x), unit(x))
        let along = norm > 1e-12 ? Self.dot(y, gradient) : 0
        return zip(gradient, y).map { ($0 - $1 * along) / norm }
    }

    private func softmax(_ head: Int, _ q: [[Double]], _ k: [[Double]]) -> [[Double]] {
        (0..<tokens).map { i in
            let logits = (0..<tokens).map { j in
                let mask = region.map { $0[i] == $0[j] ? 0.0 : -100 } ?? 0
                return Self.dot(q[i], k[j]) * scale[head] + bias[(head * tokens + i) * tokens + j] + mask
            }
            let largest = logits.max() ?? 0
            let exponentials = logits.map { exp($0 - largest) }
            let sum = exponentials.reduce(0, +)
            return exponentials.map { $0 / sum }
        }
    }

    func forward(_ rows: [[Double]]) -> [[Double]] {
        var out = [[Double]](repeating: [], count: tokens)
        for head in 0..<heads {
            let p = softmax(head, part(rows, 0, head).map(unit), part(rows, 1, head).map(unit))
            let v = part(rows, 2, head)
            for i in 0..<tokens {
                out[i] += (0..<headDim).map { d in (0..<tokens).reduce(0) { $0 + p[i][$1] * v[$1][d] } }
            }
        }
        return out
    }

    func backward(_ rows: [[Double]], _ dout: [[Double]]) -> Gradients {
        var result = Gradients(
            rows: [[Double]](repeating: [Double](repeating: 0, count: 3 * width), count: tokens),
            bias: [Double](repeating: 0, count: bias.count), scale: [Double](repeating: 0, count: heads))
        for head in 0..<heads {
            let (q, k, v) = (part(rows, 0, head), part(rows, 1, head), part(rows, 2, head))
            let (qUnit, kUnit) = (q.map(unit), k.map(unit))
            let p = softmax(head, qUnit, kUnit)
            let g = dout.map { Array($0[(head * headDim)..<((head + 1) * headDim)]) }
            // The gradient by the softmax's argument.
            let ds = (0..<tokens).map { i in
                let dp = (0..<tokens).map { Self.dot(g[i], v[$0]) }
                let mean = Self.dot(p[i], dp)
                return (0..<tokens).map { p[i][$0] * (dp[$0] - mean) }
            }
            for i in 0..<tokens {
                for j in 0..<tokens {
                    result.bias[(head * tokens + i) * tokens + j] = ds[i][j]
                    result.scale[head] += ds[i][j] * Self.dot(qUnit[i], kUnit[j])
                }
                func sum(_ term: (Int, Int) -> Double) -> [Double] {
                    (0..<headDim).map { d in (0..<tokens).reduce(0) { $0 + term($1, d) } }
                }
                let dq = unitBackward(q[i], sum { ds[i][$0] * kUnit[$0][$1] * scale[head] })
                let dk = unitBackward(k[i], sum { ds[$0][i] * qUnit[$0][$1] * scale[head] })
                let dv = sum { p[$0][i] * g[$0][$1] }
                for (which, gradient) in [dq, dk, dv].enumerated() {
                    let start = which * width + head * headDim
                    result.rows[i].replaceSubrange(start..<(start + headDim), with: gradient)
                }
            }
        }
        return result
    }
}
