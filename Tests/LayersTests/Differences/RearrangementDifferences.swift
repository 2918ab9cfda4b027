import Layers
import Testing

/// Layers that pool pixels and move channels.
@Suite struct RearrangementDifferences {
    @Test(arguments: maxPools) func maxPool(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: averagePools) func averagePool(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: shuffles) func channelShuffle(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: patches) func patchGathering(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: haars) func haarTransform(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: denseBlocks) func denseBlock(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: waveBlocks) func waveBlock(test: LayerCase) throws { try Differences.check(test) }

    static let maxPools: [LayerCase] = oddChannels.flatMap { channels in
        let windows = [(3, 2, 1, 5, 4), (3, 2, 1, 6, 7), (2, 2, 0, 5, 4), (3, 1, 1, 3, 4), (2, 1, 0, 2, 3)]
        return windows.flatMap { kernel, stride, padding, height, width in
            let test = LayerCase(
                testDescription: "max pool \(kernel)x\(kernel) /\(stride) of \(height)x\(width)x\(channels)",
                height: height, width: width, channels: [channels]
            ) { graph, x in
                try graph.append(MaxPool("pool", kernel: kernel, stride: stride, padding: padding), x)
            } naive: { x, _ in
                x[0].maxPooled(kernel: kernel, stride: stride, padding: padding)
            }
            return height == 5 ? [test, test.readTwice()] : [test]
        }
    }

    /// Odd extents leave pixels that no window covers.
    static let averagePools: [LayerCase] = oddChannels.flatMap { channels in
        [(2, 4, 6), (2, 5, 3), (3, 5, 7), (2, 2, 2)].map { kernel, height, width in
            LayerCase(
                testDescription: "average pool \(kernel)x\(kernel) of \(height)x\(width)x\(channels)", height: height,
                width: width, channels: [channels]
            ) { graph, x in
                try graph.append(AveragePool("pool", kernel: kernel), x)
            } naive: { x, _ in
                x[0].averagePooled(kernel: kernel)
            }
        }
            + [(1, 1), (3, 5)].map { height, width in
                LayerCase(
                    testDescription: "mean of \(height)x\(width)x\(channels)", batch: 3, height: height, width: width,
                    channels: [channels]
                ) { graph, x in
                    try graph.append(GlobalAveragePool("pool"), x)
                } naive: { x, _ in
                    x[0].globalAverage()
                }
            }
    }

    static let shuffles: [LayerCase] = oddChannels.flatMap { half in
        [false, true].map { splits in
            LayerCase(
                testDescription: "shuffle of \(half)" + (splits ? ", split" : ""), height: 3, width: 2,
                channels: [half, half]
            ) { graph, x in
                let y = try graph.append(ChannelShuffle("shuffle", splits: splits), x)
                if splits { try graph.append(Join(), y) }
            } naive: { x, _ in
                x[0].joined(x[1]).shuffled()
            }
        }
    }

    static let patches: [LayerCase] = oddChannels.flatMap { channels in
        [(1, 1), (2, 4), (3, 2), (4, 5), (5, 3)].map { height, width in
            LayerCase(
                testDescription: "patches of \(height)x\(width)x\(channels)", height: height, width: width,
                channels: [channels]
            ) { graph, x in
                try graph.append(PatchGathering("patches"), x)
            } naive: { x, _ in
                x[0].patches()
            }
        }
    }

    static let haars: [LayerCase] = oddChannels.flatMap { channels in
        (1...3).map { levels in
            LayerCase(
                testDescription: "Haar transform of \(channels), \(levels) levels", height: levels == 3 ? 8 : 4,
                width: levels == 1 ? 6 : 8, channels: [channels]
            ) { graph, x in
                let bands = try graph.append(HaarTransform("dwt", levels: levels, room: 0), x)
                try graph.append(Flatten(), bands)
            } naive: { x, _ in
                Tensor.flattened(x[0].haar(levels: levels))
            }
        }
    }

    /// As DenseNet has them: each layer normalises all channels so far and appends new ones.
    static let denseBlocks: [LayerCase] = [(1, 1, 2), (7, 3, 3), (8, 8, 2), (9, 7, 2), (16, 1, 3), (16, 17, 2)].map {
        channels, growth, layers in
        LayerCase(
            testDescription: "dense block of \(channels), \(layers) times \(growth)", height: 3, width: 3,
            channels: [channels], isTheSameInInference: false
        ) { graph, x in
            var width = channels
            var features = try graph.append(Widen("features", to: channels + layers * growth), x[0])
            for layer in 0..<layers {
                var y = try graph.append(
                    BatchNorm("bn\(layer)", in: graph, width, activation: .silu, readsSlice: true), features)
                y = try graph.append(
                    try Convolution(
                        "conv\(layer)", in: graph, width, growth, kernel: 3, initializer: .kaimingUniform), y)
                features = try graph.append(Append("append\(layer)", at: width), [features, y])[0]
                width += growth
            }
            try graph.append(BatchNorm("bn", in: graph, width), features)
        } naive: { x, parameters in
            var features = x[0]
            for layer in 0..<layers {
                let y = features.batchNormalized(parameters["bn\(layer).weight"], parameters["bn\(layer).bias"])
                    .activated(.silu).convolved(parameters["conv\(layer).weight"], to: growth, kernel: 3)
                features = features.joined(y)
            }
            return features.batchNormalized(parameters["bn.weight"], parameters["bn.bias"])
        }
    }

    /// As WaveMix has them: a coarse level's features, upsampled, go behind the bands of the next finer one.
    static let waveBlocks: [LayerCase] = [(1, 1, 2), (3, 4, 3), (8, 8, 2), (5, 7, 3)].map { channels, room, levels in
        LayerCase(
            testDescription: "wave block of \(channels), \(room) more, \(levels) levels", height: 8,
            width: levels == 2 ? 4 : 8, channels: [channels]
        ) { graph, x in
            var bands = try graph.append(HaarTransform("dwt", levels: levels, room: room), x)
            for level in (1..<levels).reversed() {
                let up = TransposedConvolution(
                    "up\(level)", in: graph, bands[level].shape.channels, room, kernel: 4, stride: 2, padding: 1)
                let y = try graph.append(up, bands[level])
                bands[level - 1] = try graph.append(
                    Append("append\(level)", at: 4 * channels), [bands[level - 1], y])[0]
            }
            try graph.append(ActivationLayer("gelu", .gelu), bands[0])
        } naive: { x, parameters in
            var bands = x[0].haar(levels: levels)
            for level in (1..<levels).reversed() {
                let y = bands[level].convolvedBack(
                    parameters["up\(level).weight"], bias: parameters["up\(level).bias"], to: room, kernel: 4,
                    stride: 2, padding: 1)
                bands[level - 1] = bands[level - 1].joined(y)
            }
            return bands[0].activated(.gelu)
        }
    }
}
