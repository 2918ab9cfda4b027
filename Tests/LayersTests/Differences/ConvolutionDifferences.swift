import Layers
import Testing

@Suite struct ConvolutionDifferences {
    @Test(arguments: depthwiseCases) func depthwise(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: denseCases) func denseAndGrouped(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: transposedCases) func transposed(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: linearCases) func linear(test: LayerCase) throws { try Differences.check(test) }

    /// Every kernel and stride of the backbones with every remainder.
    static let depthwiseCases: [LayerCase] = [3, 5, 7].flatMap { kernel in
        [1, 2].flatMap { stride in
            oddChannels.dropFirst().map { channels in
                convolution(
                    channels, channels, kernel: kernel, stride: stride, groups: channels, bias: channels % 2 == 0,
                    height: 6, width: 5)
            }
        }
    }

    static let denseCases: [LayerCase] = [
        convolution(3, 8, kernel: 1, bias: true, height: 3, width: 2),
        convolution(17, 5, kernel: 1, height: 2, width: 3),
        convolution(8, 16, kernel: 1, stride: 2, height: 5, width: 4),
        convolution(1, 1, kernel: 3, bias: true, height: 4, width: 3),
        convolution(3, 16, kernel: 3, stride: 2, height: 7, width: 6),
        convolution(7, 9, kernel: 3, bias: true, height: 4, width: 5),
        convolution(16, 16, kernel: 3, height: 5, width: 3),
        convolution(9, 33, kernel: 3, stride: 2, bias: true, height: 5, width: 4),
        convolution(8, 8, kernel: 5, height: 5, width: 6),
        convolution(3, 7, kernel: 5, stride: 2, bias: true, height: 7, width: 5),
        convolution(3, 8, kernel: 7, stride: 2, height: 9, width: 8),
        convolution(2, 3, kernel: 7, bias: true, height: 5, width: 7),
        // Without padding: stems and down-sampling; the last row and column are read by no window.
        convolution(3, 16, kernel: 4, stride: 4, padding: 0, bias: true, height: 9, width: 8),
        convolution(9, 15, kernel: 2, stride: 2, padding: 0, bias: true, height: 4, width: 7),
        convolution(12, 12, kernel: 3, groups: 4, height: 4, width: 5),
        convolution(16, 32, kernel: 3, stride: 2, groups: 2, bias: true, height: 5, width: 5),
        convolution(18, 12, kernel: 5, groups: 6, height: 5, width: 4),
        convolution(24, 24, kernel: 3, stride: 2, groups: 3, bias: true, height: 6, width: 5),
        convolution(14, 21, kernel: 7, stride: 2, groups: 7, bias: true, height: 6, width: 5),
        // One filter of several outputs a channel is grouped, not depthwise.
        convolution(5, 10, kernel: 3, groups: 5, bias: true, height: 4, width: 4),
    ]

    private static func convolution(
        _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil, groups: Int = 1,
        bias: Bool = false, height: Int, width: Int
    ) -> LayerCase {
        LayerCase(
            testDescription: "\(inputs) to \(outputs), \(kernel)x\(kernel) /\(stride), \(groups) groups"
                + (bias ? ", bias" : "") + (padding == nil ? "" : ", no padding"),
            height: height, width: width, channels: [inputs]
        ) { graph, x in
            try graph.append(
                try Convolution(
                    "conv", in: graph, inputs, outputs, kernel: kernel, stride: stride, padding: padding,
                    groups: groups, bias: bias, initializer: .kaimingUniform), x)
        } naive: { x, parameters in
            x[0].convolved(
                parameters["conv.weight"], bias: bias ? parameters["conv.bias"] : nil, to: outputs, kernel: kernel,
                stride: stride, padding: padding, groups: groups)
        }
    }

    static let transposedCases: [LayerCase] = [
        transposed(3, 8, kernel: 4, stride: 2, padding: 1, height: 3, width: 2),
        transposed(16, 7, kernel: 4, stride: 2, padding: 1, height: 2, width: 3),
        transposed(9, 33, kernel: 4, stride: 2, padding: 1, height: 1, width: 2),
        transposed(1, 1, kernel: 2, stride: 2, padding: 0, height: 3, width: 3),
        transposed(8, 15, kernel: 3, stride: 1, padding: 1, height: 3, width: 4),
        transposed(7, 17, kernel: 3, stride: 2, padding: 1, height: 3, width: 2),
    ]

    private static func transposed(
        _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, padding: Int, height: Int, width: Int
    ) -> LayerCase {
        LayerCase(
            testDescription: "transposed \(inputs) to \(outputs), \(kernel)x\(kernel) *\(stride)", height: height,
            width: width, channels: [inputs]
        ) { graph, x in
            try graph.append(
                TransposedConvolution(
                    "up", in: graph, inputs, outputs, kernel: kernel, stride: stride, padding: padding), x)
        } naive: { x, parameters in
            x[0].convolvedBack(
                parameters["up.weight"], bias: parameters["up.bias"], to: outputs, kernel: kernel, stride: stride,
                padding: padding)
        }
    }

    /// Of single rows and of feature maps, which different libraries compute.
    static let linearCases: [LayerCase] = [(1, 1), (3, 2)].flatMap { height, width in
        [
            linear(7, 5, height, width, bias: true),
            linear(1, 3, height, width, bias: true),
            linear(16, 33, height, width, bias: false),
            linear(9, 1, height, width, bias: false),
            linear(8, 15, height, width, bias: true, unused: 5..<10),
        ]
    }

    private static func linear(
        _ inputs: Int, _ outputs: Int, _ height: Int, _ width: Int, bias: Bool, unused: Range<Int> = 0..<0
    ) -> LayerCase {
        LayerCase(
            testDescription: "linear \(inputs) to \(outputs) of \(height)x\(width)" + (bias ? ", bias" : "")
                + (unused.isEmpty ? "" : " but \(unused)"),
            batch: 3, height: height, width: width, channels: [inputs]
        ) { graph, x in
            try graph.append(Linear("fc", in: graph, inputs, outputs, bias: bias, unusedBias: unused), x)
        } naive: { x, parameters in
            guard bias else { return x[0].linear(parameters["fc.weight"]) }
            let used = parameters["fc.bias"].enumerated().map { unused.contains($0.offset) ? 0 : $0.element }
            return x[0].linear(parameters["fc.weight"], bias: used)
        }
    }
}
