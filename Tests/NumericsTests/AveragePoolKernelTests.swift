import CKernels
import Numerics
import TestSupport
import Testing

/// Average pooling against its definition in double precision.
@Suite struct AveragePoolKernelTests {
    private static let images = 2

    /// Windows side by side that leave rows and columns over; for forward also windows that overlap.
    private static func shapes(strides: (Int) -> [Int]) -> [wb_pooling] {
        [2, 3, 5].flatMap { kernel in
            strides(kernel).flatMap { stride in
                [(kernel, kernel), (7, 5), (6, 8)].flatMap { height, width in
                    channelCounts.filter { $0 < 200 }.map { channels in
                        wb_pooling(
                            height: height, width: width, channels: channels,
                            out_height: (height - kernel) / stride + 1, out_width: (width - kernel) / stride + 1,
                            kernel: kernel, stride: stride, padding: 0)
                    }
                }
            }
        }
    }

    private func inputCount(_ s: wb_pooling) -> Int { Self.images * s.height * s.width * s.channels }
    private func outputCount(_ s: wb_pooling) -> Int { Self.images * s.out_height * s.out_width * s.channels }

    /// Calls `body` with the places of each output and each input in its window.
    private func eachTerm(_ s: wb_pooling, _ body: (_ output: Int, _ input: Int) -> Void) {
        for output in 0..<outputCount(s) {
            let (pixel, channel) = (output / s.channels, output % s.channels)
            let (row, ow) = (pixel / s.out_width, pixel % s.out_width)
            let (image, oh) = (row / s.out_height, row % s.out_height)
            for tap in 0..<(s.kernel * s.kernel) {
                let (ih, iw) = (oh * s.stride + tap / s.kernel, ow * s.stride + tap % s.kernel)
                body(output, ((image * s.height + ih) * s.width + iw) * s.channels + channel)
            }
        }
    }

    private func forward(_ kernels: KernelSet, _ shape: wb_pooling, _ values: [Float]) -> [Float] {
        let (x, y) = (Guarded(values), Guarded(.blank(outputCount(shape))))
        let rows = Self.images * shape.out_height
        withUnsafePointer(to: shape) {
            kernels.call.average_pool_forward($0, x.start, y.start, 0, rows / 2)
            kernels.call.average_pool_forward($0, x.start, y.start, rows / 2, rows)
        }
        #expect(y.isIntact)
        return y.values
    }

    private func backward(_ kernels: KernelSet, _ shape: wb_pooling, _ values: [Float]) -> [Float] {
        let (dy, dx) = (Guarded(values), Guarded(.blank(inputCount(shape))))
        withUnsafePointer(to: shape) { kernels.call.average_pool_backward($0, dy.start, dx.start, Self.images) }
        #expect(dx.isIntact)
        return dx.values
    }

    @Test(arguments: KernelSet.supported) func forwardIsTheDefinition(kernels: KernelSet) {
        for shape in Self.shapes(strides: { [1, 2, $0] }) {
            let x = Hashed.uniform("x", inputCount(shape))
            var expected = [Double](repeating: 0, count: outputCount(shape))
            eachTerm(shape) { expected[$0] += Double(x[$1]) / Double(shape.kernel * shape.kernel) }
            #expect(deviation(forward(kernels, shape, x), expected) < 1e-6, "\(shape)")
        }
    }

    @Test(arguments: KernelSet.supported) func backwardIsTheDefinition(kernels: KernelSet) {
        for shape in Self.shapes(strides: { [$0] }) {
            let dy = Hashed.uniform("dy", outputCount(shape))
            var expected = [Double](repeating: 0, count: inputCount(shape))
            eachTerm(shape) { expected[$1] += Double(dy[$0]) / Double(shape.kernel * shape.kernel) }
            #expect(deviation(backward(kernels, shape, dy), expected) < 2e-7, "\(shape)")
        }
    }

    @Test(arguments: KernelSet.supported) func nanStaysNaN(kernels: KernelSet) {
        let shape = wb_pooling(
            height: 5, width: 4, channels: 17, out_height: 2, out_width: 2, kernel: 2, stride: 2, padding: 0)
        for index in 0..<(inputCount(shape) / Self.images) {
            var x = Hashed.uniform("x", inputCount(shape))
            x[index] = .nan
            var outputs = Set<Int>()
            eachTerm(shape) { if $1 == index { outputs.insert($0) } }
            let y = forward(kernels, shape, x)
            #expect(Set(y.indices.filter { y[$0].isNaN }) == outputs, "\(index)")
        }
        for index in 0..<outputCount(shape) {
            var dy = Hashed.uniform("dy", outputCount(shape))
            dy[index] = .nan
            var inputs = Set<Int>()
            eachTerm(shape) { if $0 == index { inputs.insert($1) } }
            let dx = backward(kernels, shape, dy)
            #expect(Set(dx.indices.filter { dx[$0].isNaN }) == inputs, "\(index)")
        }
    }
}
