import CKernels
import Numerics
import TestSupport
import Testing

/// The attention kernels against the definition in double precision, the definition's gradients against
/// finite differences.
@Suite struct AttentionKernelTests {
    struct Case: CustomStringConvertible {
        let tokens: Int
        let heads: Int
        let headDim: Int
        let cosine: Bool
        let masked: Bool
        /// Tokens whose results are not wanted and have no gradient.
        var absent: [Int] = []
        /// Tokens whose q and k are zero.
        var silent: [Int] = []

        var description: String {
            "\(tokens) tokens, \(heads) x \(headDim)\(cosine ? ", cosine" : "")\(masked ? ", masked" : "")"
        }

        var width: Int { heads * headDim }
        var shape: wb_attention {
            wb_attention(tokens: tokens, heads: heads, head_dim: headDim, cosine: cosine ? 1 : 0)
        }
        var rows: [[Float]] {
            (0..<tokens).map { token in
                let values = Hashed.uniform("row \(token)", 3 * width, scale: 2)
                guard silent.contains(token) else { return values }
                return [Float](repeating: 0, count: 2 * width) + values.suffix(width)
            }
        }
        var gradients: [[Float]?] {
            (0..<tokens).map { absent.contains($0) ? nil : Hashed.uniform("gradient \($0)", width) }
        }
        var scale: [Float] { (0..<heads).map { (cosine ? 8 : 0.2) + Float($0) / 16 } }
        var bias: [Float] { Hashed.uniform("bias", heads * tokens * tokens, scale: 2) }
        var region: [UInt8]? { masked ? (0..<tokens).map { UInt8($0 * 3 / tokens) * 127 } : nil }
        var naive: NaiveAttention {
            NaiveAttention(
                tokens: tokens, heads: heads, headDim: headDim, cosine: cosine, scale: scale.doubles,
                bias: bias.doubles, region: region)
        }
    }

    /// The models' windows, and numbers of tokens and channels around multiples of both vector widths.
    private static let cases: [Case] =
        [
            (49, 3, 32), (64, 2, 32), (16, 4, 8), (9, 2, 5), (1, 1, 1), (2, 3, 1), (17, 2, 16), (33, 1, 17),
            (31, 2, 33),
            (7, 3, 48), (80, 1, 24), (100, 1, 80), (8, 1, 120),
        ].flatMap { tokens, heads, headDim in
            [false, true].flatMap { cosine in
                [false, true].map { masked in
                    Case(
                        tokens: tokens, heads: heads, headDim: headDim, cosine: cosine, masked: masked,
                        absent: tokens > 6 && masked ? [0, 5, tokens - 1] : [])
                }
            }
        } + [Case(tokens: 9, heads: 2, headDim: 5, cosine: true, masked: false, silent: [2, 8])]

    private func scratch(_ shape: wb_attention) -> Guarded<Float> {
        let count = withUnsafePointer(to: shape) { wb_attention_scratch($0) }
        #expect(count % 16 == 0)
        return Guarded(.blank(count))
    }

    private func forward(_ kernels: KernelSet, _ test: Case, rows values: [[Float]]? = nil, bias: [Float]? = nil)
        -> [[Float]?]
    {
        let rows = (values ?? test.rows).map { Guarded($0) }
        let out = (0..<test.tokens).map { test.absent.contains($0) ? nil : Guarded(.blank(test.width)) }
        let (scale, bias) = (Guarded(test.scale), Guarded(bias ?? test.bias))
        let region = test.region.map { Guarded($0) }
        let scratch = scratch(test.shape)
        withUnsafePointer(to: test.shape) {
            kernels.call.attention_forward(
                $0, rows.map { UnsafePointer($0.start) }, out.map { $0?.start }, scale.start, bias.start,
                region?.start, scratch.start)
        }
        #expect(scratch.isIntact && out.allSatisfy { $0?.isIntact ?? true })
        return out.map { $0?.values }
    }

    private func backward(
        _ kernels: KernelSet, _ test: Case, rows values: [[Float]]? = nil, gradients: [[Float]?]? = nil,
        inPlace: Bool = false
    ) -> (rows: [[Float]], bias: [Float], scale: [Double]) {
        let rows = (values ?? test.rows).map { Guarded($0) }
        let dout = (gradients ?? test.gradients).map { $0.map { Guarded($0) } }
        let drows = inPlace ? rows : rows.map { Guarded(.blank($0.count)) }
        let (scale, bias) = (Guarded(test.scale), Guarded(test.bias))
        let region = test.region.map { Guarded($0) }
        // What is there already is added to.
        let dbias = Guarded([Float](repeating: 0.5, count: bias.count))
        let dscale = Guarded([Double](repeating: 0.25, count: test.heads))
        let scratch = scratch(test.shape)
        withUnsafePointer(to: test.shape) {
            kernels.call.attention_backward(
                $0, rows.map { UnsafePointer($0.start) }, dout.map { $0.map { UnsafePointer($0.start) } },
                drows.map(\.start), scale.start, bias.start, region?.start, dbias.start, dscale.start, scratch.start)
        }
        #expect(scratch.isIntact && drows.allSatisfy(\.isIntact) && dbias.isIntact && dscale.isIntact)
        return (drows.map(\.values), dbias.values.map { $0 - 0.5 }, dscale.values.map { $0 - 0.25 })
    }

    @Test(arguments: KernelSet.supported) func forwardIsTheDefinition(kernels: KernelSet) {
        for test in Self.cases {
            let expected = test.naive.forward(test.rows.map(\.doubles))
            for (token, result) in forward(kernels, test).enumerated() {
                guard let result else { continue }
                #expect(deviation(result, expected[token], least: 0.1) < 2e-6, "\(test), token \(token)")
            }
        }
    }

    @Test(arguments: KernelSet.supported) func backwardIsTheDefinition(kernels: KernelSet) {
        for test in Self.cases {
            let zero = [Double](repeating: 0, count: test.width)
            let expected = test.naive.backward(test.rows.map(\.doubles), test.gradients.map { $0?.doubles ?? zero })
            let result = backward(kernels, test)
            #expect(deviation(result.bias, expected.bias, least: 0.1) < 2e-6, "\(test)")
            // The sum over all pairs of tokens cancels, and so do its terms.
            let pairs = Double(test.tokens) * (test.cosine ? 1 : Double(test.headDim))
            for (sum, reference) in zip(result.scale, expected.scale) {
                #expect(abs(sum - reference) <= 2e-7 * pairs, "\(test)")
            }
            for token in 0..<test.tokens {
                for part in 0..<3 {
                    let range = (part * test.width)..<((part + 1) * test.width)
                    let error = deviation(
                        Array(result.rows[token][range]), Array(expected.rows[token][range]), least: 0.1)
                    #expect(error < 5e-6, "\(test), token \(token), part \(part)")
                }
            }
            let inPlace = backward(kernels, test, inPlace: true)
            #expect(inPlace == result, "\(test)")
        }
    }

    @Test func definitionHasItsFiniteDifferences() {
        for cosine in [false, true] {
            for masked in [false, true] {
                let test = Case(tokens: 4, heads: 2, headDim: 3, cosine: cosine, masked: masked)
                let (rows, dout) = (test.rows.map(\.doubles), test.gradients.compactMap { $0?.doubles })
                let naive = test.naive
                func loss(_ attention: NaiveAttention, _ rows: [[Double]]) -> Double {
                    zip(attention.forward(rows), dout).reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + $1.0 * $1.1 } }
                }
                func slope(_ loss: (Double) -> Double) -> Double { (loss(1e-5) - loss(-1e-5)) / 2e-5 }
                let gradients = naive.backward(rows, dout)
                for token in rows.indices {
                    for index in rows[token].indices {
                        let expected = slope { step in
                            var moved = rows
                            moved[token][index] += step
                            return loss(naive, moved)
                        }
                        #expect(abs(gradients.rows[token][index] - expected) < 1e-7, "\(test), \(token), \(index)")
                    }
                }
                for index in naive.bias.indices {
                    let expected = slope { step in
                        var moved = naive
                        moved.bias[index] += step
                        return loss(moved, rows)
                    }
                    #expect(abs(gradients.bias[index] - expected) < 1e-7, "\(test), bias \(index)")
                }
                for head in naive.scale.indices {
                    let expected = slope { step in
                        var moved = naive
                        moved.scale[head] += step
                        return loss(moved, rows)
                    }
                    #expect(abs(gradients.scale[head] - expected) < 1e-7, "\(test), scale \(head)")
                }
            }
        }
    }

    /// A NaN reaches what depends on it, and nothing else.
    @Test(arguments: KernelSet.supported) func nanStaysNaN(kernels: KernelSet) {
        for cosine in [false, true] {
            for (tokens, headDim) in [(9, 5), (17, 16), (49, 32)] {
                let test = Case(tokens: tokens, heads: 2, headDim: headDim, cosine: cosine, masked: false)
                for (token, head) in [(0, 0), (tokens - 1, 1), (tokens / 2, 0)] {
                    let place = Comment("\(test), token \(token), head \(head)")
                    let at = head * headDim + headDim / 2
                    func nan(part: Int) -> [[Bool]] {
                        var rows = test.rows
                        rows[token][part * test.width + at] = .nan
                        return forward(kernels, test, rows: rows).map { $0?.map(\.isNaN) ?? [] }
                    }
                    func expected(_ isNaN: (Int, Int) -> Bool) -> [[Bool]] {
                        (0..<tokens).map { i in (0..<test.width).map { isNaN(i, $0) } }
                    }
                    #expect(nan(part: 0) == expected { $0 == token && $1 / headDim == head }, place)
                    #expect(nan(part: 1) == expected { $1 / headDim == head }, place)
                    #expect(nan(part: 2) == expected { $1 == at }, place)
                    var bias = test.bias
                    bias[(head * tokens + token) * tokens + tokens - 1] = .nan
                    let out = forward(kernels, test, bias: bias).map { $0?.map(\.isNaN) ?? [] }
                    #expect(out == expected { $0 == token && $1 / headDim == head }, place)
                    // A gradient reaches all keys and values, and the token's own query.
                    var dout = test.gradients
                    dout[token]?[at] = .nan
                    let drows = backward(kernels, test, gradients: dout).rows.map { $0.map(\.isNaN) }
                    let expectedRows = (0..<tokens).map { i in
                        (0..<(3 * test.width)).map { index in
                            let (part, channel) = (index / test.width, index % test.width)
                            return part == 2
                                ? channel == at : channel / headDim == head && (part == 1 || i == token)
                        }
                    }
                    #expect(drows == expectedRows, place)
                }
            }
        }
    }
}
