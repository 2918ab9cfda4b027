import CKernels
import Foundation
import Numerics
import TestSupport
import Testing

/// GELU and sigmoid, element by element, in units of the last place of the exact result.
@Suite struct ActivationAccuracyTests {
    private static let sweep: [Float] =
        (-20_000...20_000).map { Float($0) / 1000 }
        + (0..<20_000).map { Float($0) / 5000 - 2 + 1e-5 }
        + (1...120).flatMap { [pow(2, -Float($0)), -pow(2, -Float($0))] }

    private struct Accuracy {
        /// The largest error, in units of the last place of the exact result or of `least` where that is larger.
        let units: Double
        let at: Float
    }

    private func accuracy(
        _ values: [Float], least: Double, of exact: (Double) -> Double
    ) -> Accuracy {
        var worst = Accuracy(units: 0, at: 0)
        for (x, value) in zip(Self.sweep, values) {
            let reference = exact(Double(x))
            let unit = Double(Float(max(abs(reference), least)).ulp)
            let error = abs(Double(value) - reference) / unit
            if !(error <= worst.units) { worst = Accuracy(units: error, at: x) }
        }
        return worst
    }

    private func values(_ kernels: KernelSet, _ activation: wb_activation) -> [Float] {
        var y = Self.sweep
        kernels.call.activate(Self.sweep, &y, y.count, activation)
        return y
    }

    private func slopes(_ kernels: KernelSet, _ activation: wb_activation) -> [Float] {
        var y = [Float](repeating: 1, count: Self.sweep.count)
        kernels.call.activate_backward(Self.sweep, y, &y, y.count, activation)
        return y
    }

    private func distribution(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }
    private func density(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

    @Test(arguments: KernelSet.supported) func gelu(kernels: KernelSet) {
        let y = values(kernels, wb_gelu)
        let near = accuracy(y, least: 1e-6) { $0 * distribution($0) }
        #expect(near.units <= 5, "\(near)")
        // Far into the negative tail; what is smaller still may be zero.
        let far = accuracy(y, least: 1e-29) { $0 * distribution($0) }
        #expect(far.units <= 6, "\(far)")
        let slope = accuracy(slopes(kernels, wb_gelu), least: 0.25) { distribution($0) + $0 * density($0) }
        #expect(slope.units <= 4, "\(slope)")
        // Near its zero the derivative is a difference.
        let absolute = zip(Self.sweep, slopes(kernels, wb_gelu)).map { x, slope in
            abs(Double(slope) - distribution(Double(x)) - Double(x) * density(Double(x)))
        }
        #expect((absolute.max() ?? 1) <= 1.5e-7)
    }

    @Test(arguments: KernelSet.supported) func sigmoid(kernels: KernelSet) {
        let y = accuracy(values(kernels, wb_sigmoid), least: 0) { 1 / (1 + exp(-$0)) }
        #expect(y.units <= 3, "\(y)")
        let slope = accuracy(slopes(kernels, wb_sigmoid), least: 0) { 1 / (2 + exp($0) + exp(-$0)) }
        #expect(slope.units <= 5, "\(slope)")
    }

    @Test(arguments: KernelSet.supported) func ends(kernels: KernelSet) {
        let x: [Float] = [.infinity, -.infinity, 1e30, -1e30, 88, -88, 0, -0.0]
        let one = [Float](repeating: 1, count: x.count)
        var y = one
        kernels.call.activate(x, &y, x.count, wb_gelu)
        #expect(y == [.infinity, 0, 1e30, 0, 88, 0, 0, 0])
        kernels.call.activate_backward(x, one, &y, x.count, wb_gelu)
        #expect(y == [1, 0, 1, 0, 1, 0, 0.5, 0.5])
        kernels.call.activate(x, &y, x.count, wb_sigmoid)
        #expect(deviation(y, [1, 0, 1, 0, 1, 0, 0.5, 0.5]) < 1e-37)
        kernels.call.activate_backward(x, one, &y, x.count, wb_sigmoid)
        #expect(deviation(y, [0, 0, 0, 0, 0, 0, 0.25, 0.25]) < 1e-36)
    }

    /// Also NaNs with other bits than the usual.
    @Test(arguments: KernelSet.supported) func nanStaysNaN(kernels: KernelSet) {
        let count = 19
        let one = [Float](repeating: 1, count: count)
        for activation in activations {
            for bits: UInt32 in [0x7FC0_0000, 0xFFC0_0000, 0x7FC0_0001, 0x7FFF_FFFF, 0xFFFF_FFFF] {
                for place in [0, 7, 15, 16, 18] {
                    var x = one
                    x[place] = Float(bitPattern: bits)
                    let nan = one.indices.map { $0 == place }
                    var y = one
                    kernels.call.activate(x, &y, count, activation)
                    #expect(y.map(\.isNaN) == nan, "activation \(activation.rawValue), \(bits), \(place)")
                    kernels.call.activate_backward(one, x, &y, count, activation)
                    #expect(y.map(\.isNaN) == nan, "activation \(activation.rawValue), \(bits), \(place)")
                }
            }
        }
        // The smooth ones give a NaN for the derivative at a NaN.
        for activation in [wb_silu, wb_gelu, wb_sigmoid] {
            var x = one
            x[17] = .nan
            var y = one
            kernels.call.activate_backward(x, one, &y, count, activation)
            #expect(y.map(\.isNaN) == one.indices.map { $0 == 17 }, "activation \(activation.rawValue)")
        }
    }
}
