extension Tensor {
    /// The mean and the biased variance of each channel over batch, height and width.
    func moments() -> (mean: [Double], variance: [Double]) {
        var (mean, variance) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
        for index in values.indices { mean[index % channels] += values[index] / Double(rows) }
        for index in values.indices {
            let distance = values[index] - mean[index % channels]
            variance[index % channels] += distance * distance / Double(rows)
        }
        return (mean, variance)
    }

    /// torch.nn.functional.batch_norm in training.
    func batchNormalized(_ weight: [Double], _ bias: [Double], epsilon: Float = 1e-5) -> Tensor {
        let (mean, variance) = moments()
        return normalized(mean, variance, weight, bias, epsilon: epsilon)
    }

    /// torch.nn.functional.batch_norm with the given statistics.
    func normalized(
        _ mean: [Double], _ variance: [Double], _ weight: [Double], _ bias: [Double], epsilon: Float = 1e-5
    ) -> Tensor {
        var result = self
        for index in values.indices {
            let c = index % channels
            result.values[index] =
                (values[index] - mean[c]) / (variance[c] + Double(epsilon)).squareRoot() * weight[c] + bias[c]
        }
        return result
    }

    /// torch.nn.functional.layer_norm over the channels.
    func layerNormalized(_ weight: [Double], _ bias: [Double], epsilon: Float) -> Tensor {
        var result = self
        for row in 0..<rows {
            let range = (row * channels)..<((row + 1) * channels)
            let mean = values[range].reduce(0, +) / Double(channels)
            let variance = values[range].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
            for index in range {
                result.values[index] = (values[index] - mean) / (variance + Double(epsilon)).squareRoot()
            }
        }
        return result.map(weight, *).map(bias, +)
    }
}
