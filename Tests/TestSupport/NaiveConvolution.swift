import Numerics

/// A convolution by its definition, in double precision: activations NHWC, weights OIHW.
public struct NaiveConvolution {
    private let shape: ConvolutionShape

    public init(_ shape: ConvolutionShape) { self.shape = shape }

    public var inputCount: Int { shape.batch * shape.inputHeight * shape.inputWidth * shape.inputChannels }
    public var outputCount: Int { shape.batch * shape.outputHeight * shape.outputWidth * shape.outputChannels }
    public var weightCount: Int {
        shape.outputChannels * shape.inputChannels / shape.groups * shape.kernel * shape.kernel
    }

    public func forward(_ x: [Float], weight: [Float], bias: [Float]?) -> [Float] {
        var y = [Double](repeating: 0, count: outputCount)
        eachProduct { input, filter, output in y[output] += Double(x[input]) * Double(weight[filter]) }
        if let bias {
            for index in y.indices { y[index] += Double(bias[index % shape.outputChannels]) }
        }
        return y.map { Float($0) }
    }

    public func inputGradient(_ dy: [Float], weight: [Float]) -> [Float] {
        var dx = [Double](repeating: 0, count: inputCount)
        eachProduct { input, filter, output in dx[input] += Double(dy[output]) * Double(weight[filter]) }
        return dx.map { Float($0) }
    }

    public func weightGradient(_ x: [Float], _ dy: [Float]) -> [Float] {
        var dw = [Double](repeating: 0, count: weightCount)
        eachProduct { input, filter, output in dw[filter] += Double(x[input]) * Double(dy[output]) }
        return dw.map { Float($0) }
    }

    public func biasGradient(_ dy: [Float]) -> [Float] {
        var db = [Double](repeating: 0, count: shape.outputChannels)
        for (index, value) in dy.enumerated() { db[index % shape.outputChannels] += Double(value) }
        return db.map { Float($0) }
    }

    /// Calls `body` with the places of each input, weight and output that are multiplied and summed.
    private func eachProduct(_ body: (_ input: Int, _ filter: Int, _ output: Int) -> Void) {
        let s = shape
        let (inner, outer) = (s.inputChannels / s.groups, s.outputChannels / s.groups)
        for n in 0..<s.batch {
            for oh in 0..<s.outputHeight {
                for ow in 0..<s.outputWidth {
                    for kh in 0..<s.kernel {
                        for kw in 0..<s.kernel {
                            let (ih, iw) = (oh * s.stride + kh - s.padding, ow * s.stride + kw - s.padding)
                            guard (0..<s.inputHeight).contains(ih), (0..<s.inputWidth).contains(iw) else { continue }
                            for o in 0..<s.outputChannels {
                                for i in 0..<inner {
                                    body(
                                        ((n * s.inputHeight + ih) * s.inputWidth + iw) * s.inputChannels
                                            + o / outer * inner + i,
                                        ((o * inner + i) * s.kernel + kh) * s.kernel + kw,
                                        ((n * s.outputHeight + oh) * s.outputWidth + ow) * s.outputChannels + o)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
