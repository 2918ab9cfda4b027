import CKernels
import Numerics
import TestSupport
import Testing

/// The Haar transform against its definition in double precision.
@Suite struct HaarKernelTests {
    private static let images = 2

    struct Case: CustomStringConvertible {
        let height: Int
        let width: Int
        let channels: Int
        let gaps: (x: Int, y: Int)

        var description: String { "\(height)x\(width)x\(channels), gaps \(gaps)" }
        var xStride: Int { channels + gaps.x }
        var yStride: Int { 4 * channels + gaps.y }
        var rows: Int { images * height }
        var inputCount: Int { 4 * rows * width * channels }
        var shape: wb_haar {
            wb_haar(height: height, width: width, channels: channels, x_stride: xStride, y_stride: yStride)
        }

        /// Calls `body` with the places in contiguous tensors of each output, each input, and the sign.
        func eachTerm(_ body: (_ output: Int, _ input: Int, _ sign: Double) -> Void) {
            // The signs of a b / c d in LL, LH, HL, HH.
            let signs: [[Double]] = [[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]]
            for row in 0..<rows {
                for column in 0..<width {
                    for channel in 0..<channels {
                        for band in 0..<4 {
                            let place = band == 0 ? channel : channels + 3 * channel + band - 1
                            for corner in 0..<4 {
                                let pixel = (2 * row + corner / 2) * 2 * width + 2 * column + corner % 2
                                body(
                                    (row * width + column) * 4 * channels + place, pixel * channels + channel,
                                    signs[band][corner])
                            }
                        }
                    }
                }
            }
        }
    }

    /// Also counts whose three high bands end just behind a vector.
    private static let cases = (channelCounts.filter { $0 < 200 } + [5, 6, 10, 11, 12]).flatMap { channels in
        [(0, 0), (3, 0), (0, 5), (9, 2)].flatMap { gaps in
            [(1, 1), (2, 3), (3, 2)].map { Case(height: $0.0, width: $0.1, channels: channels, gaps: gaps) }
        }
    }

    /// Rows in two calls, as two threads take them.
    private func split(_ test: Case, _ call: (UnsafePointer<wb_haar>, Int, Int) -> Void) {
        withUnsafePointer(to: test.shape) {
            call($0, 0, test.rows / 2)
            call($0, test.rows / 2, test.rows)
        }
    }

    private func forward(_ kernels: KernelSet, _ test: Case, _ values: [Float]) -> [Float]? {
        let x = Guarded(spaced(values, channels: test.channels, stride: test.xStride))
        let y = Guarded(spaced(.blank(test.inputCount), channels: 4 * test.channels, stride: test.yStride))
        split(test) { kernels.call.haar_forward($0, x.start, y.start, $1, $2) }
        #expect(y.isIntact)
        return unspaced(y.values, channels: 4 * test.channels, stride: test.yStride)
    }

    private func backward(_ kernels: KernelSet, _ test: Case, _ values: [Float], adding before: [Float]?) -> [Float]? {
        let dy = Guarded(spaced(values, channels: 4 * test.channels, stride: test.yStride))
        let start = before ?? .blank(test.inputCount)
        let dx = Guarded(spaced(start, channels: test.channels, stride: test.xStride))
        split(test) { kernels.call.haar_backward($0, dy.start, dx.start, before == nil ? 0 : 1, $1, $2) }
        #expect(dx.isIntact)
        return unspaced(dx.values, channels: test.channels, stride: test.xStride)
    }

    @Test(arguments: KernelSet.supported) func transform(kernels: KernelSet) throws {
        for test in Self.cases {
            let x = Hashed.uniform("x", test.inputCount)
            var expected = [Double](repeating: 0, count: x.count)
            test.eachTerm { output, input, sign in expected[output] += sign * Double(x[input]) / 2 }
            let y = try #require(forward(kernels, test, x), "\(test)")
            #expect(deviation(y, expected) < 3e-7, "\(test)")
            // The transform is its own inverse, turned round.
            let back = try #require(backward(kernels, test, y, adding: nil), "\(test)")
            #expect(deviation(back, x.doubles) < 3e-7, "\(test)")
        }
    }

    @Test(arguments: KernelSet.supported) func gradient(kernels: KernelSet) throws {
        for test in Self.cases {
            let (dy, before) = (Hashed.uniform("dy", test.inputCount), Hashed.uniform("dx", test.inputCount))
            var expected = [Double](repeating: 0, count: dy.count)
            test.eachTerm { output, input, sign in expected[input] += sign * Double(dy[output]) / 2 }
            let dx = try #require(backward(kernels, test, dy, adding: nil), "\(test)")
            #expect(deviation(dx, expected) < 3e-7, "\(test)")
            let sum = try #require(backward(kernels, test, dy, adding: before), "\(test)")
            #expect(same(sum, zip(dx, before).map { $0 + $1 }), "\(test)")
        }
    }

    @Test(arguments: KernelSet.supported) func nanStaysNaN(kernels: KernelSet) throws {
        let test = Case(height: 2, width: 1, channels: 19, gaps: (0, 0))
        for index in 0..<test.inputCount {
            var x = Hashed.uniform("x", test.inputCount)
            x[index] = .nan
            var (outputs, inputs) = (Set<Int>(), Set<Int>())
            test.eachTerm { output, input, _ in
                if input == index { outputs.insert(output) }
                if output == index { inputs.insert(input) }
            }
            let y = try #require(forward(kernels, test, x))
            #expect(Set(y.indices.filter { y[$0].isNaN }) == outputs, "\(index)")
            let dx = try #require(backward(kernels, test, x, adding: nil))
            #expect(Set(dx.indices.filter { dx[$0].isNaN }) == inputs, "\(index)")
        }
    }
}
