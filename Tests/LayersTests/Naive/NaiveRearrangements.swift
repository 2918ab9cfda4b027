extension Tensor {
    /// ShuffleNet's channel shuffle in two groups.
    func shuffled() -> Tensor {
        made(height, width, channels) { n, y, x, c in self[n, y, x, c % 2 * channels / 2 + c / 2] }
    }

    /// The 2x2 squares' pixels in the channels, as torchvision's `_patch_merging_pad` puts them.
    func patches() -> Tensor {
        made((height + 1) / 2, (width + 1) / 2, 4 * channels) { n, y, x, c in
            let (quarter, channel) = (c / channels, c % channels)
            // x0 = x[0::2, 0::2], x1 = x[1::2, 0::2], x2 = x[0::2, 1::2], x3 = x[1::2, 1::2]
            let (row, column) = (2 * y + [0, 1, 0, 1][quarter], 2 * x + [0, 0, 1, 1][quarter])
            return row < height && column < width ? self[n, row, column, channel] : 0
        }
    }

    /// One level of the Haar transform, from its filters: along each axis the sum and the difference of
    /// neighbours over the root of two. LL of all channels, then LH, HL and HH of each.
    func haar() -> Tensor {
        let root = 0.5.squareRoot()
        func along(_ first: Double, _ second: Double, high: Bool) -> Double {
            root * (high ? first - second : first + second)
        }
        return made(height / 2, width / 2, 4 * channels) { n, y, x, c in
            let isLow = c < channels
            let channel = isLow ? c : (c - channels) / 3
            let band = isLow ? 0 : 1 + (c - channels) % 3
            // LH: high between rows; HL: high between columns.
            let (highDown, highAcross) = (band == 1 || band == 3, band >= 2)
            let rows = (0..<2).map { row in
                along(self[n, 2 * y + row, 2 * x, channel], self[n, 2 * y + row, 2 * x + 1, channel], high: highAcross)
            }
            return along(rows[0], rows[1], high: highDown)
        }
    }

    /// Several levels, the finest first.
    func haar(levels: Int) -> [Tensor] {
        var result = [haar()]
        while let last = result.last, result.count < levels { result.append(last.slice(0..<channels).haar()) }
        return result
    }
}
