import Storage
import TestSupport
import Testing

/// Tests against golden_layers.h5, whose cases Scripts/reference/README.md describes.
protocol GoldenSuite {
    var file: HDF5Reader { get }
}

extension GoldenSuite {
    /// Relative L2 norms: some times single precision's rounding.
    var tolerance: Double { 2e-6 }

    func expect(
        _ values: [Float], _ name: String, within tolerance: Double? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let deviation = Deviation.relative(values, try file.floats(name))
        #expect(deviation <= tolerance ?? self.tolerance, "\(name): \(deviation)", sourceLocation: sourceLocation)
    }

    /// A hashed activation, from torch's order to this project's.
    func activation(_ name: String, _ n: Int, _ h: Int, _ w: Int, _ c: Int, scale: Float = 1) -> [Float] {
        Layout.nhwc(Hashed.uniform(name, n * h * w * c, scale: scale), channels: c, pixels: h * w)
    }

    /// A hashed activation plus `scale` times one mean a channel.
    func shifted(_ c: String, _ n: Int, _ h: Int, _ w: Int, _ channels: Int, scale: Float) -> [Float] {
        let means = Hashed.uniform("\(c)/mean", channels)
        var x = activation("\(c)/input", n, h, w, channels)
        for index in x.indices { x[index] += scale * means[index % channels] }
        return x
    }
}
