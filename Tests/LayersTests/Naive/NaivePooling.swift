extension Tensor {
    /// torch.nn.functional.max_pool2d.
    func maxPooled(kernel: Int, stride: Int, padding: Int) -> Tensor {
        pooled(kernel: kernel, stride: stride, padding: padding) { $0.max() ?? .nan }
    }

    /// torch.nn.functional.avg_pool2d with stride = kernel and without padding.
    func averagePooled(kernel: Int) -> Tensor {
        pooled(kernel: kernel, stride: kernel, padding: 0) { $0.reduce(0, +) / Double($0.count) }
    }

    private func pooled(kernel: Int, stride: Int, padding: Int, _ pool: ([Double]) -> Double) -> Tensor {
        made(
            (height + 2 * padding - kernel) / stride + 1, (width + 2 * padding - kernel) / stride + 1, channels
        ) { n, y, x, c in
            let rows = (0..<kernel).map { y * stride + $0 - padding }.filter { (0..<height).contains($0) }
            let columns = (0..<kernel).map { x * stride + $0 - padding }.filter { (0..<width).contains($0) }
            return pool(rows.flatMap { row in columns.map { self[n, row, $0, c] } })
        }
    }

    /// torch.nn.functional.adaptive_avg_pool2d to 1 x 1.
    func globalAverage() -> Tensor {
        var result = Tensor(batch, 1, 1, channels)
        for n in 0..<batch {
            for pixel in 0..<(height * width) {
                for c in 0..<channels {
                    result[n, 0, 0, c] += self[n, pixel / width, pixel % width, c] / Double(height * width)
                }
            }
        }
        return result
    }
}
