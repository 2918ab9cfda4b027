import CKernels
import Numerics
import TestSupport
import Testing

/// Layer norm over channels, and the scaled residual, against their definitions in double precision.
@Suite struct LayerNormKernelTests {
    private let epsilon: Float = 1e-5
    private let counts = channelCounts + [96, 511, 2048]

    private struct Definition {
        let x: [Double]
        let channels: Int
        let weight: [Double]
        let mean: [Double]
        let inverse: [Double]

        init(_ x: [Float], channels: Int, weight: [Float], epsilon: Float) {
            (self.x, self.channels, self.weight) = (x.doubles, channels, weight.doubles)
            let rows = (0..<(x.count / channels)).map { x[($0 * channels)..<(($0 + 1) * channels)].map { Double($0) } }
            let means = rows.map { $0.reduce(0, +) / Double(channels) }
            mean = means
            inverse = zip(rows, means).map { row, mean in
                let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
                return 1 / (variance + Double(epsilon)).squareRoot()
            }
        }

        private func normalised(_ index: Int) -> Double {
            (x[index] - mean[index / channels]) * inverse[index / channels]
        }

        func forward(bias: [Float]) -> [Double] {
            x.indices.map { normalised($0) * weight[$0 % channels] + Double(bias[$0 % channels]) }
        }

        func backward(_ dy: [Float]) -> (dx: [Double], dweight: [Double], dbias: [Double]) {
            var (dweight, dbias) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
            var (sum, product) = (
                [Double](repeating: 0, count: mean.count), [Double](repeating: 0, count: mean.count)
            )
            for (index, gradient) in dy.doubles.enumerated() {
                let weighted = gradient * weight[index % channels]
                dweight[index % channels] += gradient * normalised(index)
                dbias[index % channels] += gradient
                sum[index / channels] += weighted / Double(channels)
                product[index / channels] += weighted * normalised(index) / Double(channels)
            }
            let dx = dy.indices.map { index in
                let (row, weighted) = (index / channels, Double(dy[index]) * weight[index % channels])
                return inverse[row] * (weighted - sum[row] - normalised(index) * product[row])
            }
            return (dx, dweight, dbias)
        }
    }

    /// Values around zero, and far away from it.
    private func inputs(_ rows: Int, _ channels: Int) -> [[Float]] {
        let x = Hashed.uniform("x", rows * channels, scale: 3)
        return [x, x.map { $0 + 100 }]
    }

    @Test(arguments: KernelSet.supported) func forward(kernels: KernelSet) {
        for channels in counts {
            for rows in [1, 2, 7] {
                let (weight, bias) = (Hashed.uniform("weight", channels), Hashed.uniform("bias", channels))
                for input in inputs(rows, channels) {
                    let naive = Definition(input, channels: channels, weight: weight, epsilon: epsilon)
                    let (w, b) = (Guarded(weight), Guarded(bias))
                    func run(inPlace: Bool) -> [Float] {
                        let x = Guarded(input)
                        let y = inPlace ? x : Guarded(.blank(input.count))
                        let (mean, inverse) = (Guarded(.blank(rows)), Guarded(.blank(rows)))
                        kernels.call.layer_norm_forward(
                            x.start, y.start, mean.start, inverse.start, rows, channels, w.start, b.start, epsilon)
                        #expect(y.isIntact && mean.isIntact && inverse.isIntact)
                        #expect(deviation(mean.values, naive.mean, least: 1) < 5e-7, "\(rows)x\(channels)")
                        // Far from zero the rounding of the mean limits what is known of a small variance.
                        #expect(deviation(inverse.values, naive.inverse) < 2e-6, "\(rows)x\(channels)")
                        return y.values
                    }
                    let y = run(inPlace: false)
                    let tolerance = input[0] > 50 ? 2e-5 : 1e-6
                    #expect(deviation(y, naive.forward(bias: bias)) < tolerance, "\(rows)x\(channels)")
                    #expect(same(run(inPlace: true), y), "\(rows)x\(channels)")
                }
            }
        }
    }

    @Test(arguments: KernelSet.supported) func backward(kernels: KernelSet) {
        for channels in counts {
            for rows in channels == 2048 ? [7] : rowCounts {
                let weight = Hashed.uniform("weight", channels)
                let (input, gradient) = (
                    Hashed.uniform("x", rows * channels, scale: 3), Hashed.uniform("dy", rows * channels)
                )
                let before = Hashed.uniform("dx", rows * channels)
                let naive = Definition(input, channels: channels, weight: weight, epsilon: epsilon)
                let expected = naive.backward(gradient)
                let (x, w) = (Guarded(input), Guarded(weight))
                let (mean, inverse) = (
                    Guarded(naive.mean.map { Float($0) }), Guarded(naive.inverse.map { Float($0) })
                )
                let place = Comment("\(rows)x\(channels)")
                func run(accumulate: Bool, inPlace: Bool) -> [Float] {
                    let dy = Guarded(gradient)
                    let dx = inPlace ? dy : Guarded(accumulate ? before : .blank(before.count))
                    let dweight = Guarded([Double](repeating: 0.5, count: channels))
                    let dbias = Guarded([Double](repeating: 0.25, count: channels))
                    kernels.call.layer_norm_backward(
                        x.start, dy.start, dx.start, accumulate ? 1 : 0, mean.start, inverse.start, rows, channels,
                        w.start, dweight.start, dbias.start)
                    #expect(dx.isIntact && dweight.isIntact && dbias.isIntact)
                    #expect(
                        Deviation.largest(dweight.values, expected.dweight.map { $0 + 0.5 }) < 5e-6, place)
                    #expect(Deviation.largest(dbias.values, expected.dbias.map { $0 + 0.25 }) < 5e-6, place)
                    return dx.values
                }
                let dx = run(accumulate: false, inPlace: false)
                // The terms of one channel's gradient cancel to nothing.
                let least = naive.inverse.max() ?? 1
                #expect(deviation(dx, expected.dx, least: least) < 2e-6, place)
                #expect(same(run(accumulate: false, inPlace: true), dx), place)
                let sum = zip(dx, before).map { $0 + $1 }
                #expect(same(run(accumulate: true, inPlace: false), sum), place)
            }
        }
    }

    @Test(arguments: KernelSet.supported) func nanStaysInItsRow(kernels: KernelSet) {
        for channels in [1, 8, 17, 70, 513] {
            for channel in Set([0, channels / 2, channels - 1]) {
                let rows = 6
                var x = Hashed.uniform("x", rows * channels)
                x[4 * channels + channel] = .nan
                let one = [Float](repeating: 1, count: max(rows, channels))
                var (y, mean, inverse) = (x, one, one)
                kernels.call.layer_norm_forward(x, &y, &mean, &inverse, rows, channels, one, one, epsilon)
                #expect(y.map(\.isNaN) == x.indices.map { $0 / channels == 4 }, "\(channels)")
                #expect(mean[4].isNaN && inverse[4].isNaN && !mean[3].isNaN && !inverse[5].isNaN)
                var (dweight, dbias) = (
                    [Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels)
                )
                kernels.call.layer_norm_backward(
                    Hashed.uniform("x", rows * channels), x, &y, 0, one, one, rows, channels, one, &dweight, &dbias)
                #expect(y.map(\.isNaN) == x.indices.map { $0 / channels == 4 }, "\(channels)")
                #expect(dweight.map(\.isNaN) == (0..<channels).map { $0 == channel }, "\(channels)")
                #expect(dbias.map(\.isNaN) == (0..<channels).map { $0 == channel }, "\(channels)")
            }
        }
    }

    @Test(arguments: KernelSet.supported) func scaledResidual(kernels: KernelSet) {
        let factor: Float = 1.25
        for channels in channelCounts {
            for rows in rowCounts {
                let count = rows * channels
                let (input, other) = (Hashed.uniform("x", count), Hashed.uniform("residual", count))
                let scales = Guarded(Hashed.uniform("scale", channels))
                for scale in [nil, scales] {
                    let place = Comment("\(rows)x\(channels), \(scale == nil ? "no" : "with") scale")
                    let factors = (0..<channels).map { Double(scale?.values[$0] ?? 1) * Double(factor) }
                    func output(over: Int) -> [Float] {
                        let (x, residual) = (Guarded(input), Guarded(other))
                        let y = [Guarded(.blank(count)), x, residual][over]
                        kernels.call.scale_residual(
                            x.start, scale?.start, factor, residual.start, y.start, rows, channels)
                        #expect(y.isIntact)
                        return y.values
                    }
                    let y = output(over: 0)
                    let expected = (0..<count).map {
                        Double(other[$0]) + Double(input[$0]) * factors[$0 % channels]
                    }
                    #expect(deviation(y, expected) < 2e-7, place)
                    #expect(same(output(over: 1), y) && same(output(over: 2), y), place)

                    func gradient(inPlace: Bool) -> (dx: [Float], dscale: [Double]) {
                        let (x, dy) = (Guarded(input), Guarded(other))
                        let dx = inPlace ? dy : Guarded(.blank(count))
                        let dscale = Guarded([Double](repeating: 0.5, count: channels))
                        kernels.call.scale_residual_backward(
                            scale.map { _ in UnsafePointer(x.start) }, scale?.start, factor, dy.start, dx.start,
                            scale.map { _ in dscale.start }, rows, channels)
                        #expect(dx.isIntact && dscale.isIntact)
                        return (dx.values, dscale.values)
                    }
                    let result = gradient(inPlace: false)
                    #expect(deviation(result.dx, (0..<count).map { Double(other[$0]) * factors[$0 % channels] }) < 2e-7)
                    var sums = [Double](repeating: 0.5, count: channels)
                    for index in 0..<count where scale != nil {
                        sums[index % channels] += Double(other[index]) * Double(input[index]) * Double(factor)
                    }
                    #expect(Deviation.largest(result.dscale, sums) < 5e-6, place)
                    let inPlace = gradient(inPlace: true)
                    #expect(inPlace == result, place)
                }
            }
        }
    }

    @Test(arguments: KernelSet.supported) func nanStaysInScaledResidual(kernels: KernelSet) {
        let (rows, channels) = (3, 37)
        let one = [Float](repeating: 1, count: rows * channels)
        for index in one.indices {
            var x = one
            x[index] = .nan
            let nan = one.indices.map { $0 == index }
            var (y, dscale) = (one, [Double](repeating: 0, count: channels))
            for scale in [nil, Guarded(one)] {
                kernels.call.scale_residual(x, scale?.start, 0, one, &y, rows, channels)
                #expect(y.map(\.isNaN) == nan)
                kernels.call.scale_residual(one, scale?.start, 0, x, &y, rows, channels)
                #expect(y.map(\.isNaN) == nan)
            }
            kernels.call.scale_residual_backward(x, one, 1, one, &y, &dscale, rows, channels)
            #expect(dscale.map(\.isNaN) == (0..<channels).map { $0 == index % channels } && !y.contains(where: \.isNaN))
            kernels.call.scale_residual_backward(one, one, 0, x, &y, &dscale, rows, channels)
            #expect(y.map(\.isNaN) == nan)
        }
    }
}
