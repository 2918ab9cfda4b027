import CKernels
import Numerics
import TestSupport
import Testing

/// Every vector row of the batch norm's kernels against the scalar row.
@Suite struct NormKernelTests {
    @Test(arguments: vectorRows) func statistics(kernels: KernelSet) {
        for channels in channelCounts {
            for rows in rowCounts {
                let values = Hashed.uniform("x", rows * channels, scale: 2)
                let pivot = Guarded(Hashed.uniform("pivot", channels))
                func sums(_ kernels: KernelSet, stride: Int) -> [[Double]] {
                    let x = Guarded(spaced(values, channels: channels, stride: stride))
                    // What is there already is added to.
                    let sum = Guarded([Double](repeating: 0.5, count: channels))
                    let square = Guarded([Double](repeating: 0.25, count: channels))
                    kernels.call.norm_statistics(
                        x.start, stride, rows, channels, pivot.start, sum.start, square.start)
                    #expect(sum.isIntact && square.isIntact)
                    return [sum.values, square.values]
                }
                let result = sums(kernels, stride: channels)
                for (sum, expected) in zip(result, sums(scalarRow, stride: channels)) {
                    #expect(Deviation.largest(sum, expected) < 2e-6, "\(rows)x\(channels)")
                }
                for row in [kernels, scalarRow] {
                    let (apart, together) = (sums(row, stride: channels + 5), sums(row, stride: channels))
                    #expect(same(apart, together), "\(rows)x\(channels)")
                }
            }
        }
    }

    @Test(arguments: vectorRows) func apply(kernels: KernelSet) {
        for channels in channelCounts {
            for rows in [1, 3] {
                let input = Hashed.uniform("x", rows * channels, scale: 4)
                let other = Guarded(Hashed.uniform("residual", rows * channels, scale: 2))
                let scale = Guarded(Hashed.uniform("scale", channels))
                let shift = Guarded(Hashed.uniform("shift", channels, scale: 2))
                for activation in activations {
                    for residual in [nil, other.start] {
                        func output(_ kernels: KernelSet, inPlace: Bool, gap: Int = 0) -> [Float] {
                            let stride = channels + gap
                            let x = Guarded(spaced(input, channels: channels, stride: stride))
                            let y = inPlace ? x : Guarded(.blank(input.count))
                            kernels.call.norm_apply(
                                x.start, stride, residual, y.start, rows, channels, scale.start, shift.start,
                                activation)
                            #expect(y.isIntact)
                            return y.values
                        }
                        let expected = output(scalarRow, inPlace: false)
                        let (apart, inPlace) = (output(kernels, inPlace: false), output(kernels, inPlace: true))
                        let place = Comment("\(rows)x\(channels), activation \(activation.rawValue)")
                        #expect(Deviation.largest(apart, expected) < 5e-7, place)
                        #expect(same(inPlace, apart), place)
                        #expect(same(output(scalarRow, inPlace: true), expected), place)
                        #expect(same(output(kernels, inPlace: false, gap: 3), apart), place)
                        #expect(same(output(scalarRow, inPlace: false, gap: 3), expected), place)
                    }
                }
            }
        }
    }

    /// One call of norm_backward_sums: with the layer's output or without, one gradient or two, keeping
    /// the gradient behind the activation or not, in a place of its own or over dy.
    private struct Variant {
        let hasOutput: Bool
        let hasSecond: Bool
        let keeps: Bool
        let inPlace: Bool

        static let all = [false, true].flatMap { hasOutput in
            [false, true].flatMap { hasSecond in
                [(false, false), (true, false), (true, true)].map { keeps, inPlace in
                    Variant(hasOutput: hasOutput, hasSecond: hasSecond, keeps: keeps, inPlace: inPlace)
                }
            }
        }
    }

    @Test(arguments: vectorRows) func backwardSums(kernels: KernelSet) {
        for channels in channelCounts {
            for rows in rowCounts {
                let count = rows * channels
                let input = Hashed.uniform("x", count, scale: 4)
                let y = Guarded(Hashed.uniform("y", count, scale: 4))
                let gradient = Hashed.uniform("dy", count)
                let second = Guarded(Hashed.uniform("dy2", count))
                let constants = ["scale", "shift", "mean"].map { Guarded(Hashed.uniform($0, channels)) }
                for activation in activations {
                    var norm = wb_norm(
                        scale: constants[0].start, shift: constants[1].start, mean: constants[2].start,
                        activation: activation)
                    for variant in Variant.all {
                        func run(
                            _ kernels: KernelSet, gap: Int = 0
                        ) -> (g: [Float], sum: [Double], product: [Double]) {
                            let x = Guarded(spaced(input, channels: channels, stride: channels + gap))
                            let dy = Guarded(gradient)
                            let apart = Guarded([Float](repeating: 0, count: count))
                            let g = variant.inPlace ? dy : apart
                            let sum = Guarded([Double](repeating: 0.5, count: channels))
                            let product = Guarded([Double](repeating: 0.25, count: channels))
                            kernels.call.norm_backward_sums(
                                &norm, x.start, channels + gap, variant.hasOutput ? y.start : nil, dy.start,
                                variant.hasSecond ? second.start : nil, variant.keeps ? g.start : nil, rows,
                                channels, sum.start, product.start)
                            #expect(dy.isIntact && apart.isIntact && sum.isIntact && product.isIntact)
                            if !variant.inPlace { #expect(same(dy.values, gradient)) }
                            return (g.values, sum.values, product.values)
                        }
                        let (result, expected) = (run(kernels), run(scalarRow))
                        let place = Comment("\(rows)x\(channels), activation \(activation.rawValue), \(variant)")
                        #expect(Deviation.largest(result.g, expected.g) < 5e-7, place)
                        #expect(Deviation.largest(result.sum, expected.sum) < 5e-6, place)
                        #expect(Deviation.largest(result.product, expected.product) < 5e-6, place)
                        guard rows == 7 else { continue }
                        let (apart, expectedApart) = (run(kernels, gap: 9), run(scalarRow, gap: 9))
                        #expect(apart == result && expectedApart == expected, place)
                    }
                }
            }
        }
    }

    @Test(arguments: vectorRows) func backwardInput(kernels: KernelSet) {
        for channels in channelCounts {
            let rows = 3
            let (input, gradient) = (
                Hashed.uniform("x", rows * channels, scale: 4), Hashed.uniform("g", rows * channels)
            )
            let before = Hashed.uniform("dx", rows * channels)
            let constants = ["scale", "shift", "mean", "a", "b", "c0"].map { Guarded(Hashed.uniform($0, channels)) }
            for activation in activations {
                var norm = wb_norm(
                    scale: constants[0].start, shift: constants[1].start, mean: constants[2].start,
                    activation: activation)
                for fold in [Int32(0), 1] {
                    let place = Comment("\(channels) channels, activation \(activation.rawValue), fold \(fold)")
                    func run(
                        _ kernels: KernelSet, inPlace: Bool = false, accumulate: Bool = false, gap: Int = 0
                    ) -> [Float]? {
                        let (xStride, stride) = (channels + gap, channels + 2 * gap)
                        let x = Guarded(spaced(input, channels: channels, stride: xStride))
                        let g = Guarded(gradient)
                        let start = spaced(
                            accumulate ? before : .blank(before.count), channels: channels, stride: stride)
                        let dx = inPlace ? g : Guarded(start)
                        kernels.call.norm_backward_input(
                            &norm, fold, x.start, xStride, g.start, dx.start, stride, accumulate ? 1 : 0, rows,
                            channels, constants[3].start, constants[4].start, constants[5].start)
                        #expect(dx.isIntact)
                        return unspaced(dx.values, channels: channels, stride: stride)
                    }
                    guard let result = run(kernels), let expected = run(scalarRow) else {
                        Issue.record(place)
                        continue
                    }
                    #expect(Deviation.largest(result, expected) < 5e-7, place)
                    for (row, plain) in [(kernels, result), (scalarRow, expected)] {
                        #expect(same(run(row, inPlace: true), plain), place)
                        #expect(same(run(row, gap: 7), plain), place)
                        let sum = zip(plain, before).map { $0 + $1 }
                        #expect(same(run(row, accumulate: true), sum), place)
                        #expect(same(run(row, accumulate: true, gap: 7), sum), place)
                    }
                }
            }
        }
    }
}
