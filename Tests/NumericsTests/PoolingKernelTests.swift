import CKernels
import Numerics
import TestSupport
import Testing

@Suite struct PoolingKernelTests {
    private static let images = 2

    private static let shapes: [wb_pooling] = {
        var result: [wb_pooling] = []
        for (kernel, stride, padding) in [(3, 2, 1), (2, 2, 0), (3, 1, 1), (5, 3, 2)] {
            for (height, width) in [(1, 1), (2, 1), (3, 4), (8, 7)] {
                guard height + 2 * padding >= kernel, width + 2 * padding >= kernel else { continue }
                for channels in channelCounts {
                    result.append(
                        wb_pooling(
                            height: height, width: width, channels: channels,
                            out_height: (height + 2 * padding - kernel) / stride + 1,
                            out_width: (width + 2 * padding - kernel) / stride + 1, kernel: kernel, stride: stride,
                            padding: padding))
                }
            }
        }
        return result
    }()

    private func inputCount(_ s: wb_pooling) -> Int { Self.images * s.height * s.width * s.channels }
    private func outputCount(_ s: wb_pooling) -> Int { Self.images * s.out_height * s.out_width * s.channels }

    private func forward(_ kernels: KernelSet, _ shape: wb_pooling, _ x: [Float]) -> (y: [Float], index: [UInt8]) {
        let x = Guarded(x)
        let y = Guarded([Float](repeating: .nan, count: outputCount(shape)))
        let index = Guarded([UInt8](repeating: 255, count: outputCount(shape)))
        withUnsafePointer(to: shape) {
            kernels.call.max_pool_forward($0, x.start, y.start, index.start, Self.images)
            let values = y.values
            kernels.call.max_pool_forward($0, x.start, y.start, nil, Self.images)
            // Inference, without an index, gives the same.
            #expect(y.values.map(\.bitPattern) == values.map(\.bitPattern))
        }
        #expect(y.isIntact && index.isIntact)
        return (y.values, index.values)
    }

    /// Values on a coarse grid, so that many windows hold equal ones: the first counts.
    private func grid(_ shape: wb_pooling) -> [Float] {
        Hashed.uniform("x", inputCount(shape), scale: 3).map { $0.rounded() }
    }

    @Test func scalarRowTakesTheFirstLargest() {
        for shape in Self.shapes {
            let x = grid(shape)
            let result = forward(scalarRow, shape, x)
            var output = 0
            for image in 0..<Self.images {
                for oh in 0..<shape.out_height {
                    for ow in 0..<shape.out_width {
                        for channel in 0..<shape.channels {
                            var window: [(value: Float, tap: Int)] = []
                            for tap in 0..<(shape.kernel * shape.kernel) {
                                let ih = oh * shape.stride + tap / shape.kernel - shape.padding
                                let iw = ow * shape.stride + tap % shape.kernel - shape.padding
                                guard (0..<shape.height).contains(ih), (0..<shape.width).contains(iw) else { continue }
                                let at = ((image * shape.height + ih) * shape.width + iw) * shape.channels + channel
                                window.append((x[at], tap))
                            }
                            let largest = window.map(\.value).max()
                            let first = window.first { $0.value == largest }
                            if first?.value != result.y[output] || first?.tap != Int(result.index[output]) {
                                Issue.record("\(shape), output \(output)")
                            }
                            output += 1
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: vectorRows) func forwardIsExact(kernels: KernelSet) {
        for shape in Self.shapes {
            let x = grid(shape)
            let (result, expected) = (forward(kernels, shape, x), forward(scalarRow, shape, x))
            #expect(result.y == expected.y && result.index == expected.index, "\(shape)")
        }
    }

    @Test(arguments: vectorRows) func backward(kernels: KernelSet) {
        for shape in Self.shapes {
            let index = Guarded(forward(scalarRow, shape, grid(shape)).index)
            let dy = Guarded(Hashed.uniform("dy", outputCount(shape)))
            let other = Guarded(Hashed.uniform("dy2", outputCount(shape)))
            for second in [nil, other.start] {
                func run(_ kernels: KernelSet) -> [Float] {
                    let dx = Guarded([Float](repeating: .nan, count: inputCount(shape)))
                    withUnsafePointer(to: shape) {
                        kernels.call.max_pool_backward($0, dy.start, second, index.start, dx.start, Self.images)
                    }
                    #expect(dx.isIntact)
                    return dx.values
                }
                let (result, expected) = (run(kernels), run(scalarRow))
                #expect(Deviation.largest(result, expected) < 1e-6, "\(shape)")
                // What comes in goes out: each output's gradient arrives at one input.
                let total =
                    dy.values.reduce(0.0) { $0 + Double($1) }
                    + (second == nil ? 0 : other.values.reduce(0.0) { $0 + Double($1) })
                #expect(abs(result.reduce(0.0) { $0 + Double($1) } - total) < 1e-4, "\(shape)")
            }
        }
    }

    @Test(arguments: KernelSet.supported) func nanStaysNaN(kernels: KernelSet) {
        let shape = wb_pooling(
            height: 5, width: 4, channels: 17, out_height: 3, out_width: 2, kernel: 3, stride: 2, padding: 1)
        for pixel in 0..<20 {
            for channel in [0, 15, 16] {
                var x = Hashed.uniform("x", inputCount(shape))
                x[pixel * 17 + channel] = .nan
                let y = forward(kernels, shape, x).y
                for output in 0..<outputCount(shape) {
                    let (oh, ow) = (output / 17 / 2, output / 17 % 2)
                    let inWindow = abs(oh * 2 - pixel / 4) <= 1 && abs(ow * 2 - pixel % 4) <= 1
                    #expect(y[output].isNaN == (inWindow && output % 17 == channel && oh < 3), "\(pixel), \(output)")
                }
            }
        }
    }
}
