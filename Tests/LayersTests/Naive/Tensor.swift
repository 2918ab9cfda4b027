/// A batch of feature maps in double precision, N x H x W x C: what the layers' definitions in this folder
/// take and make. They are written for clearness, after torch's documentation, and share no code with the
/// layers that they check.
struct Tensor: Sendable {
    let batch: Int, height: Int, width: Int, channels: Int
    var values: [Double]

    init(_ batch: Int, _ height: Int, _ width: Int, _ channels: Int, _ values: [Double]? = nil) {
        (self.batch, self.height, self.width, self.channels) = (batch, height, width, channels)
        self.values = values ?? [Double](repeating: 0, count: batch * height * width * channels)
    }

    /// Pixels of all images.
    var rows: Int { batch * height * width }

    subscript(n: Int, y: Int, x: Int, c: Int) -> Double {
        get { values[((n * height + y) * width + x) * channels + c] }
        set { values[((n * height + y) * width + x) * channels + c] = newValue }
    }

    func map(_ transform: (Double) -> Double) -> Tensor {
        Tensor(batch, height, width, channels, values.map(transform))
    }

    /// Each value with that of its channel.
    func map(_ parameter: [Double], _ transform: (Double, Double) -> Double) -> Tensor {
        var result = self
        for index in values.indices { result.values[index] = transform(values[index], parameter[index % channels]) }
        return result
    }

    static func + (left: Tensor, right: Tensor) -> Tensor {
        var result = left
        for index in left.values.indices { result.values[index] += right.values[index] }
        return result
    }

    static func * (left: Tensor, right: Tensor) -> Tensor {
        var result = left
        for index in left.values.indices { result.values[index] *= right.values[index] }
        return result
    }

    /// A new tensor of the same batch whose values `value` gives.
    func made(_ height: Int, _ width: Int, _ channels: Int, _ value: (Int, Int, Int, Int) -> Double) -> Tensor {
        var result = Tensor(batch, height, width, channels)
        var index = 0
        for n in 0..<batch {
            for y in 0..<height {
                for x in 0..<width {
                    for c in 0..<channels {
                        result.values[index] = value(n, y, x, c)
                        index += 1
                    }
                }
            }
        }
        return result
    }

    /// Channels of this one, then channels of the other.
    func joined(_ other: Tensor) -> Tensor {
        made(height, width, channels + other.channels) { n, y, x, c in
            c < channels ? self[n, y, x, c] : other[n, y, x, c - channels]
        }
    }

    func slice(_ range: Range<Int>) -> Tensor {
        made(height, width, range.count) { n, y, x, c in self[n, y, x, range.lowerBound + c] }
    }

    /// All values of a sample, tensor after tensor, in the channels of one pixel.
    static func flattened(_ tensors: [Tensor]) -> Tensor {
        let batch = tensors[0].batch
        let values = (0..<batch).flatMap { n in
            tensors.flatMap { tensor in
                let count = tensor.values.count / batch
                return tensor.values[(n * count)..<((n + 1) * count)]
            }
        }
        return Tensor(batch, 1, 1, values.count / batch, values)
    }
}
