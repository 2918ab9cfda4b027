import Foundation
import Numerics
import TestSupport
import Testing

@Suite struct DNNLConvolutionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let shape: ConvolutionShape
        let hasBias: Bool

        init(
            _ batch: Int, _ height: Int, _ width: Int, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1,
            padding: Int = 0, groups: Int = 1, bias: Bool = false
        ) {
            shape = ConvolutionShape(
                batch: batch, inputHeight: height, inputWidth: width, inputChannels: inputs, outputChannels: outputs,
                kernel: kernel, stride: stride, padding: padding, groups: groups)
            hasBias = bias
        }

        var testDescription: String {
            "\(shape.batch)x\(shape.inputHeight)x\(shape.inputWidth)x\(shape.inputChannels) to \(shape.outputChannels), "
                + "\(shape.kernel)x\(shape.kernel) /\(shape.stride), padding \(shape.padding), \(shape.groups) groups"
                + (hasBias ? ", bias" : "")
        }

        static let all = [
            Case(1, 1, 1, 1, 1, kernel: 1), Case(2, 5, 3, 7, 11, kernel: 1, bias: true),
            Case(3, 6, 5, 16, 32, kernel: 1, stride: 2), Case(2, 7, 9, 3, 64, kernel: 7, stride: 2, padding: 3),
            Case(2, 5, 6, 17, 13, kernel: 3, padding: 1, bias: true),
            Case(1, 9, 7, 24, 20, kernel: 5, stride: 2, padding: 2),
            Case(2, 3, 2, 8, 8, kernel: 3, padding: 2), Case(2, 8, 4, 5, 6, kernel: 4, stride: 4, bias: true),
            Case(2, 7, 5, 12, 18, kernel: 3, padding: 1, groups: 3, bias: true),
            Case(3, 6, 7, 32, 32, kernel: 3, stride: 2, padding: 1, groups: 8),
            Case(2, 5, 5, 14, 10, kernel: 3, padding: 1, groups: 2), Case(1, 2, 2, 6, 4, kernel: 5, padding: 2),
        ]
    }

    private let scratch = Guarded([UInt8](repeating: 0, count: 8 << 20))

    private var space: UnsafeMutableRawPointer { UnsafeMutableRawPointer(scratch.start) }

    @Test(arguments: Case.all)
    func trains(test: Case) throws {
        let (shape, naive) = (test.shape, NaiveConvolution(test.shape))
        let x = Hashed.uniform("x", naive.inputCount)
        let weight = Hashed.uniform("weight", naive.weightCount)
        let bias = test.hasBias ? Hashed.uniform("bias", shape.outputChannels) : nil
        let dy = Hashed.uniform("dy", naive.outputCount)
        let convolution = try DNNLConvolution(shape, bias: test.hasBias, training: true, inputGradient: true)
        #expect(convolution.forwardScratch % 64 == 0 && convolution.backwardScratch % 64 == 0)
        try #require(max(convolution.forwardScratch, convolution.backwardScratch) <= scratch.count)

        let y = Guarded([Float](repeating: .nan, count: naive.outputCount))
        bias.withPointer { convolution.forward(x, weight: weight, bias: $0, into: y.start, scratch: space) }
        #expect(Deviation.relative(y.values, naive.forward(x, weight: weight, bias: bias)) < 1e-6)

        let dx = Guarded([Float](repeating: .nan, count: naive.inputCount))
        convolution.backwardInput(dy, weight: weight, into: dx.start, scratch: space)
        #expect(Deviation.relative(dx.values, naive.inputGradient(dy, weight: weight)) < 1e-6)

        let dw = Guarded([Float](repeating: .nan, count: naive.weightCount))
        let db = Guarded([Float](repeating: .nan, count: shape.outputChannels))
        convolution.backwardWeight(x, dy, into: dw.start, bias: test.hasBias ? db.start : nil, scratch: space)
        #expect(Deviation.relative(dw.values, naive.weightGradient(x, dy)) < 1e-6)
        if test.hasBias { #expect(Deviation.relative(db.values, naive.biasGradient(dy)) < 1e-6) }
        #expect(y.isIntact && dx.isIntact && dw.isIntact && db.isIntact)
    }

    @Test(arguments: Case.all, [DNNLConvolution.Activation.identity, .relu, .hardswish, .silu])
    func infersWithActivationAndSum(test: Case, activation: DNNLConvolution.Activation) throws {
        let (shape, naive) = (test.shape, NaiveConvolution(test.shape))
        let x = Hashed.uniform("x", naive.inputCount)
        let weight = Hashed.uniform("weight", naive.weightCount)
        let bias = test.hasBias ? Hashed.uniform("bias", shape.outputChannels) : nil
        let before = Hashed.uniform("before", naive.outputCount, scale: 4)
        for accumulate in [false, true] {
            let convolution = try DNNLConvolution(
                shape, bias: test.hasBias, training: false, inputGradient: false, activation: activation,
                accumulate: accumulate)
            let y = Guarded(accumulate ? before : [Float](repeating: .nan, count: naive.outputCount))
            bias.withPointer { convolution.forward(x, weight: weight, bias: $0, into: y.start, scratch: space) }
            let expected = zip(naive.forward(x, weight: weight, bias: bias), before).map { value, before in
                let z = accumulate ? value + before : value
                switch activation {
                case .identity: return z
                case .relu: return max(0, z)
                case .hardswish: return z * min(max(z + 3, 0), 6) / 6
                case .silu: return z / (1 + exp(-z))
                }
            }
            #expect(Deviation.relative(y.values, expected) < 1e-6, "accumulate \(accumulate)")
        }
    }
}

extension Optional<[Float]> {
    /// Calls `body` with the start of the numbers, or nil where there are none.
    func withPointer(_ body: (UnsafePointer<Float>?) -> Void) {
        guard let self else { return body(nil) }
        self.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
