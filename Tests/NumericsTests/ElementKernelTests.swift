import CKernels
import Foundation
import Numerics
import TestSupport
import Testing

/// Every vector row of the remaining kernels against the scalar row.
@Suite struct ElementKernelTests {
    /// Calls a kernel that fills a buffer, with the scalar and with the vector row, and compares.
    private func compare(
        _ kernels: KernelSet, _ start: [Float], tolerance: Double, _ place: String,
        _ run: (KernelSet, UnsafeMutablePointer<Float>) -> Void
    ) {
        func result(_ kernels: KernelSet) -> [Float] {
            let buffer = Guarded(start)
            run(kernels, buffer.start)
            #expect(buffer.isIntact)
            return buffer.values
        }
        #expect(Deviation.largest(result(kernels), result(scalarRow)) <= tolerance, "\(place)")
    }

    @Test(arguments: vectorRows) func rows(kernels: KernelSet) {
        for channels in channelCounts {
            for rows in rowCounts {
                let count = rows * channels
                let (x, dy) = (Guarded(Hashed.uniform("x", count)), Guarded(Hashed.uniform("dy", count)))
                let (s, p) = (Guarded(Hashed.uniform("s", channels)), Guarded(Hashed.uniform("p", channels)))
                let place = "\(rows)x\(channels)"
                compare(kernels, .blank(channels), tolerance: 2e-6, "mean \(place)") {
                    $0.call.mean_rows(x.start, $1, rows, channels)
                }
                compare(kernels, .blank(channels), tolerance: 2e-6, "sum \(place)") {
                    $0.call.sum_rows(x.start, $1, rows, channels)
                }
                compare(kernels, .blank(channels), tolerance: 2e-6, "dot \(place)") {
                    $0.call.dot_rows(x.start, dy.start, $1, rows, channels)
                }
                compare(kernels, .blank(count), tolerance: 0, "spread \(place)") {
                    $0.call.spread_rows(s.start, $1, rows, channels, 1.0 / 3)
                }
                compare(kernels, .blank(count), tolerance: 0, "scale \(place)") {
                    $0.call.scale_rows(x.start, s.start, $1, rows, channels)
                }
                compare(kernels, .blank(count), tolerance: 2e-7, "scale and add \(place)") {
                    $0.call.scale_add_rows(dy.start, s.start, p.start, $1, rows, channels)
                }
                compare(kernels, dy.values, tolerance: 2e-7, "scale and add in place \(place)") {
                    $0.call.scale_add_rows($1, s.start, p.start, $1, rows, channels)
                }
                compare(kernels, dy.values, tolerance: 0, "add rows \(place)") {
                    $0.call.add_rows(s.start, $1, rows, channels)
                }
                compare(kernels, dy.values, tolerance: 0, "add \(place)") { $0.call.add(x.start, $1, count) }
            }
        }
    }

    /// A sweep of the activation's whole course, with its kinks.
    private func sweep(_ count: Int) -> [Float] {
        let kinks: [Float] = [0, -0.0, -3, 3, Float(3).nextUp, Float(-3).nextDown, 90, -90, 1e-30]
        return Array((kinks + Hashed.uniform("x", count, scale: 12)).prefix(count))
    }

    @Test(arguments: vectorRows) func activation(kernels: KernelSet) {
        for count in channelCounts {
            let (x, dy) = (Guarded(sweep(count)), Hashed.uniform("dy", count))
            for activation in activations {
                let place = "activation \(activation.rawValue) of \(count)"
                compare(kernels, .blank(count), tolerance: 5e-7, place) {
                    $0.call.activate(x.start, $1, count, activation)
                }
                compare(kernels, sweep(count), tolerance: 5e-7, "\(place) in place") {
                    $0.call.activate($1, $1, count, activation)
                }
                compare(kernels, dy, tolerance: 5e-7, "\(place), gradient in place") {
                    $0.call.activate_backward(x.start, $1, $1, count, activation)
                }
            }
        }
    }

    @Test(arguments: KernelSet.supported) func copy(kernels: KernelSet) {
        for channels in channelCounts {
            for (from, to) in [(0, 0), (5, 0), (0, 3), (5, 3)] {
                let values = Hashed.uniform("x", 3 * channels)
                let x = Guarded(spaced(values, channels: channels, stride: channels + from))
                let y = Guarded(spaced(.blank(values.count), channels: channels, stride: channels + to))
                kernels.call.copy_rows(x.start, channels + from, y.start, channels + to, 3, channels)
                #expect(unspaced(y.values, channels: channels, stride: channels + to) == values, "\(channels)")
                #expect(y.isIntact)
            }
        }
    }

    /// The vector rows' exponential, element by element.
    @Test(arguments: KernelSet.supported) func siluIsAccurate(kernels: KernelSet) {
        let x = (-2000...2000).map { Float($0) / 40 }
        var y = [Float].blank(x.count)
        kernels.call.activate(x, &y, x.count, wb_silu)
        for (x, y) in zip(x, y) {
            let exact = Double(x) / (1 + exp(-Double(x)))
            #expect(abs(Double(y) - exact) <= 1e-6 * abs(exact) + 1e-30, "silu(\(x))")
        }
    }

    @Test(arguments: KernelSet.supported) func nanStaysNaN(kernels: KernelSet) {
        let count = 37
        let (one, zero) = ([Float](repeating: 1, count: count), [Float](repeating: 0, count: count))
        for activation in activations {
            for place in 0..<count {
                var x = Hashed.uniform("x", count, scale: 4)
                x[place] = .nan
                let nan = (0..<count).map { $0 == place }
                let row = Comment("activation \(activation.rawValue), place \(place)")
                var y = [Float].blank(count)
                kernels.call.activate(x, &y, count, activation)
                #expect(y.map(\.isNaN) == nan, row)
                kernels.call.norm_apply(x, count, nil, &y, 1, count, one, zero, activation)
                #expect(y.map(\.isNaN) == nan, row)
                kernels.call.norm_apply(one, count, x, &y, 1, count, one, zero, activation)
                #expect(y.map(\.isNaN) == nan, row)
            }
        }
    }

    @Test(arguments: KernelSet.supported) func shuffle(kernels: KernelSet) {
        for half in channelCounts + [2, 4, 6, 32, 48, 244] {
            let rows = 3
            let inputs = (Hashed.uniform("left", rows * half), Hashed.uniform("right", rows * half))
            let (left, right) = (Guarded(inputs.0), Guarded(inputs.1))
            let whole = (0..<rows).flatMap { row in
                (0..<half).flatMap { [inputs.0[row * half + $0], inputs.1[row * half + $0]] }
            }
            // In one piece, as the last unit of a stage wants it.
            let joined = Guarded(.blank(2 * rows * half))
            kernels.call.shuffle(
                left.start, right.start, joined.start, joined.start + half, rows, half, 2 * half)
            #expect(joined.values == whole && joined.isIntact, "\(half)")
            // In two halves, as the next unit wants them.
            let (first, second) = (Guarded(.blank(rows * half)), Guarded(.blank(rows * half)))
            kernels.call.shuffle(left.start, right.start, first.start, second.start, rows, half, half)
            let halves = (0..<rows).map { Array(whole[($0 * 2 * half)..<(($0 + 1) * 2 * half)]) }
            #expect(first.values == halves.flatMap { $0.prefix(half) } && first.isIntact, "\(half)")
            #expect(second.values == halves.flatMap { $0.suffix(half) } && second.isIntact, "\(half)")
            // And back.
            for (a, b, stride) in [
                (first.start, second.start, half), (joined.start, joined.start + half, 2 * half),
            ] {
                let (backLeft, backRight) = (Guarded(.blank(rows * half)), Guarded(.blank(rows * half)))
                kernels.call.unshuffle(a, b, backLeft.start, backRight.start, rows, half, stride)
                #expect(backLeft.values == inputs.0 && backRight.values == inputs.1, "\(half)")
                #expect(backLeft.isIntact && backRight.isIntact)
            }
        }
    }

    @Test(arguments: vectorRows) func optimizers(kernels: KernelSet) {
        for count in channelCounts {
            let gradient = Guarded(Hashed.uniform("gradient", count))
            /// Two steps; parameters and state after them.
            func adamw(_ kernels: KernelSet) -> [[Float]] {
                let p = Guarded(Hashed.uniform("p", count))
                let (m, v) = (
                    Guarded([Float](repeating: 0, count: count)), Guarded([Float](repeating: 0, count: count))
                )
                for step in 1...2 {
                    let (first, second) = (1 - pow(0.9, Double(step)), 1 - pow(0.999, Double(step)))
                    kernels.call.adamw(
                        p.start, gradient.start, m.start, v.start, count, Float(1 - 1e-5), Float(1 - 0.9), 0.999,
                        Float(1 - 0.999), 1e-8, Float(1e-3 / first), Float(second.squareRoot()))
                }
                return [p.values, m.values, v.values]
            }
            func sgd(_ kernels: KernelSet) -> [[Float]] {
                let p = Guarded(Hashed.uniform("p", count))
                // The first step does not read the buffer.
                let buffer = Guarded(.blank(count))
                for step in 0..<2 {
                    kernels.call.sgd(p.start, gradient.start, buffer.start, count, 1e-3, 0.9, step == 0 ? 1 : 0)
                }
                return [p.values, buffer.values]
            }
            // Every row rounds where torch does.
            #expect(adamw(kernels) == adamw(scalarRow), "\(count)")
            #expect(sgd(kernels) == sgd(scalarRow), "\(count)")
        }
    }
}
