import CKernels
import Numerics
import TestSupport
import Testing

/// Every vector row of the depthwise convolutions' kernels against the scalar row.
@Suite struct DepthwiseKernelTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let shape: wb_depthwise
        let images = 2

        init?(_ height: Int, _ width: Int, channels: Int, kernel: Int, stride: Int, padding: Int) {
            guard height + 2 * padding >= kernel, width + 2 * padding >= kernel else { return nil }
            shape = wb_depthwise(
                height: height, width: width, channels: channels,
                out_height: (height + 2 * padding - kernel) / stride + 1,
                out_width: (width + 2 * padding - kernel) / stride + 1, kernel: kernel, stride: stride,
                padding: padding)
        }

        var testDescription: String {
            "\(shape.height)x\(shape.width)x\(shape.channels), \(shape.kernel)x\(shape.kernel) /\(shape.stride), "
                + "padding \(shape.padding)"
        }
        var inputRows: Int { images * shape.height }
        var outputRows: Int { images * shape.out_height }
        var input: [Float] { Hashed.uniform("x", inputRows * shape.width * shape.channels) }
        var outputGradient: [Float] { Hashed.uniform("dy", outputRows * shape.out_width * shape.channels) }
        var weight: [Float] { Hashed.uniform("w", shape.kernel * shape.kernel * shape.channels) }

        /// All kernels and strides on images smaller and larger than the window, all channel counts.
        static let all: [Case] = {
            let sizes = [(1, 1), (1, 2), (2, 1), (3, 4), (7, 5), (6, 13)]
            var result: [Case?] = []
            for kernel in [3, 5, 7] {
                for stride in [1, 2] {
                    for (height, width) in sizes {
                        for padding in [0, (kernel - 1) / 2, kernel - 1, kernel + 1] {
                            result.append(
                                Case(height, width, channels: 17, kernel: kernel, stride: stride, padding: padding))
                        }
                    }
                    for channels in channelCounts {
                        result.append(
                            Case(7, 9, channels: channels, kernel: kernel, stride: stride, padding: (kernel - 1) / 2))
                    }
                }
            }
            return result.compactMap { $0 }
        }()
    }

    /// The whole range of rows, and a part of it.
    private func ranges(_ rows: Int) -> [Range<Int>] { rows > 2 ? [0..<rows, 1..<(rows - 1)] : [0..<rows] }

    /// Holds `run`, which fills its result from a start value, of each vector row against the scalar row's.
    private func compare(
        _ test: Case, count: Int, tolerance: Double,
        _ run: (KernelSet, UnsafePointer<wb_depthwise>, UnsafeMutablePointer<Float>) -> Void
    ) {
        func result(_ kernels: KernelSet) -> [Float] {
            var shape = test.shape
            // What is not written keeps this value, in both rows.
            let buffer = Guarded([Float](repeating: 0.125, count: count))
            run(kernels, &shape, buffer.start)
            #expect(buffer.isIntact)
            return buffer.values
        }
        let expected = result(scalarRow)
        for kernels in vectorRows {
            #expect(
                Deviation.largest(result(kernels), expected) < tolerance, "\(kernels.name): \(test.testDescription)")
        }
    }

    @Test func forward() {
        for test in Case.all {
            let (x, weight) = (Guarded(test.input), Guarded(test.weight))
            for rows in ranges(test.outputRows) {
                compare(test, count: test.outputGradient.count, tolerance: 1e-6) { kernels, shape, y in
                    kernels.call.depthwise_forward(shape, x.start, weight.start, y, rows.lowerBound, rows.upperBound)
                }
            }
        }
    }

    @Test func backwardInput() {
        for test in Case.all {
            let (dy, weight) = (Guarded(test.outputGradient), Guarded(test.weight))
            for rows in ranges(test.inputRows) {
                compare(test, count: test.input.count, tolerance: 1e-6) { kernels, shape, dx in
                    kernels.call.depthwise_backward_input(
                        shape, dy.start, weight.start, dx, rows.lowerBound, rows.upperBound)
                }
            }
        }
    }

    @Test func backwardWeight() {
        for test in Case.all {
            let (x, dy) = (Guarded(test.input), Guarded(test.outputGradient))
            for rows in ranges(test.outputRows) {
                compare(test, count: test.weight.count, tolerance: 2e-6) { kernels, shape, dweight in
                    kernels.call.depthwise_backward_weight(
                        shape, x.start, dy.start, dweight, rows.lowerBound, rows.upperBound)
                }
            }
        }
    }

    /// The scalar row itself against another naive convolution, so that the twins cannot err together.
    @Test func scalarRowIsTheConvolution() {
        for test in Case.all {
            let s = test.shape
            let naive = NaiveConvolution(
                ConvolutionShape(
                    batch: test.images, inputHeight: s.height, inputWidth: s.width, inputChannels: s.channels,
                    outputChannels: s.channels, kernel: s.kernel, stride: s.stride, padding: s.padding,
                    groups: s.channels))
            let taps = s.kernel * s.kernel
            // The kernels want channels innermost, torch has them outermost.
            func torch(_ weight: [Float]) -> [Float] {
                (0..<weight.count).map { weight[$0 % taps * s.channels + $0 / taps] }
            }
            let (input, weight, gradient) = (test.input, test.weight, test.outputGradient)
            var (y, dx) = ([Float](repeating: 0, count: gradient.count), [Float](repeating: 0, count: input.count))
            var dw = [Float](repeating: 0, count: weight.count)
            withUnsafePointer(to: s) { shape in
                scalarRow.call.depthwise_forward(shape, input, weight, &y, 0, test.outputRows)
                scalarRow.call.depthwise_backward_input(shape, gradient, weight, &dx, 0, test.inputRows)
                scalarRow.call.depthwise_backward_weight(shape, input, gradient, &dw, 0, test.outputRows)
            }
            let place = Comment("\(test.testDescription)")
            #expect(Deviation.largest(y, naive.forward(input, weight: torch(weight), bias: nil)) < 1e-6, place)
            #expect(Deviation.largest(dx, naive.inputGradient(gradient, weight: torch(weight))) < 1e-6, place)
            #expect(Deviation.largest(torch(dw), naive.weightGradient(input, gradient)) < 1e-6, place)
        }
    }
}
