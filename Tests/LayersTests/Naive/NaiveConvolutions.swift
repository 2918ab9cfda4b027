extension Tensor {
    /// torch.nn.functional.conv2d; the weight is O x I/groups x k x k.
    func convolved(
        _ weight: [Double], bias: [Double]? = nil, to outputs: Int, kernel: Int, stride: Int = 1, padding: Int? = nil,
        groups: Int = 1
    ) -> Tensor {
        let padding = padding ?? (kernel - 1) / 2
        let (inner, outer) = (channels / groups, outputs / groups)
        return made(
            (height + 2 * padding - kernel) / stride + 1, (width + 2 * padding - kernel) / stride + 1, outputs
        ) { n, y, x, o in
            var sum = bias?[o] ?? 0
            for ky in 0..<kernel {
                let row = y * stride + ky - padding
                guard row >= 0, row < height else { continue }
                for kx in 0..<kernel {
                    let column = x * stride + kx - padding
                    guard column >= 0, column < width else { continue }
                    for i in 0..<inner {
                        let factor = weight[((o * inner + i) * kernel + ky) * kernel + kx]
                        sum += self[n, row, column, o / outer * inner + i] * factor
                    }
                }
            }
            return sum
        }
    }

    /// torch.nn.functional.conv_transpose2d; the weight is I x O x k x k.
    func convolvedBack(
        _ weight: [Double], bias: [Double], to outputs: Int, kernel: Int, stride: Int, padding: Int
    ) -> Tensor {
        var result = Tensor(
            batch, (height - 1) * stride - 2 * padding + kernel, (width - 1) * stride - 2 * padding + kernel, outputs)
        for n in 0..<batch {
            for y in 0..<height {
                for x in 0..<width {
                    for ky in 0..<kernel {
                        let row = y * stride + ky - padding
                        guard row >= 0, row < result.height else { continue }
                        for kx in 0..<kernel {
                            let column = x * stride + kx - padding
                            guard column >= 0, column < result.width else { continue }
                            for i in 0..<channels {
                                for o in 0..<outputs {
                                    let factor = weight[((i * outputs + o) * kernel + ky) * kernel + kx]
                                    result[n, row, column, o] += self[n, y, x, i] * factor
                                }
                            }
                        }
                    }
                }
            }
        }
        return result.map(bias, +)
    }

    /// torch.nn.functional.linear over the channels; the weight is out x in.
    func linear(_ weight: [Double], bias: [Double]? = nil) -> Tensor {
        let outputs = weight.count / channels
        var result = Tensor(batch, height, width, outputs)
        for row in 0..<rows {
            for o in 0..<outputs {
                var sum = bias?[o] ?? 0
                for i in 0..<channels { sum += values[row * channels + i] * weight[o * channels + i] }
                result.values[row * outputs + o] = sum
            }
        }
        return result
    }
}
