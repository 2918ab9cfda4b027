import Layers
import Numerics
import Storage
import TestSupport
import Testing

/// What WaveMix is made of, against the `wavemix` package and PyTorch in double precision.
@Suite struct GoldenWaveTests: GoldenSuite {
    let file: HDF5Reader

    init() throws { file = try Fixtures.golden("layers") }

    @Test func theFileHoldsTheseCases() throws {
        #expect(try file.names(in: "haar") == Self.haars.sorted())
        #expect(try file.names(in: "transposed_conv2d") == Self.transposed.sorted())
    }

    static let haars = ["1x16x24x6", "2x8x8x5"]

    /// Three levels, of which the reference computes each from the image anew.
    @Test(arguments: KernelSet.supported, haars)
    func haarTransform(kernels: KernelSet, name: String) throws {
        let c = "haar/\(name)"
        let s = try file.integers("\(c)/settings")
        let (n, height, width, channels) = (s[0], s[1], s[2], s[3])
        let circuit = try Circuit(batch: n, height: height, width: width, channels: [channels], kernels: kernels) {
            graph, x in
            let bands = try graph.append(HaarTransform("dwt", levels: 3, room: 0), x)
            try graph.append(Flatten(), bands)
        }
        let y = circuit.forward(activation("\(c)/input", n, height, width, channels))
        let counts = (1...3).map { 4 * channels * (height >> $0) * (width >> $0) }
        var gradient = [Float](repeating: 0, count: y.count)
        var start = 0
        for (level, count) in counts.enumerated() {
            let dy = activation(
                "\(c)/output_grad\(level + 1)", n, height >> (level + 1), width >> (level + 1), 4 * channels)
            var output: [Float] = []
            for image in 0..<n {
                let place = image * counts.reduce(0, +) + start
                output += y[place..<(place + count)]
                gradient.replaceSubrange(place..<(place + count), with: dy[(image * count)..<((image + 1) * count)])
            }
            try expect(output, "\(c)/output\(level + 1)")
            start += count
        }
        try expect(try circuit.backward(gradient)[0], "\(c)/input_grad")
    }

    static let transposed = ["2x5x3_8_12", "1x3x4_5_7"]

    @Test(arguments: KernelSet.supported, transposed)
    func transposedConvolution(kernels: KernelSet, name: String) throws {
        let c = "transposed_conv2d/\(name)"
        let s = try file.integers("\(c)/settings")
        let (n, height, width, inputs, outputs) = (s[0], s[1], s[2], s[3], s[4])
        let circuit = try Circuit(batch: n, height: height, width: width, channels: [inputs], kernels: kernels) {
            graph, x in
            try graph.append(
                TransposedConvolution("up", in: graph, inputs, outputs, kernel: 4, stride: 2, padding: 1), x)
        }
        circuit["up.weight"] = Hashed.uniform("\(c)/weight", inputs * outputs * 16)
        circuit["up.bias"] = Hashed.uniform("\(c)/bias", outputs)
        try expect(circuit.forward(activation("\(c)/input", n, height, width, inputs)), "\(c)/output")
        let dx = try circuit.backward(activation("\(c)/output_grad", n, 2 * height, 2 * width, outputs))
        try expect(dx[0], "\(c)/input_grad")
        try expect(circuit.gradient("up.weight"), "\(c)/weight_grad")
        try expect(circuit.gradient("up.bias"), "\(c)/bias_grad")
    }
}
