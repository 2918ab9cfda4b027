import Numerics

/// Puts a feature map into the first channels of a wider one, whose other channels `Append` fills: what
/// torch concatenates again for every layer of a dense block lies in one tensor here.
public struct Widen: Layer {
    public let name: String
    let channels: Int

    /// - Parameter channels: of the result.
    public init(_ name: String, to channels: Int) {
        self.name = name
        self.channels = channels
    }

    public var kind: String { "Concatenation, room for \(channels) channels" }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs[0].channels <= channels else {
            throw LayerError("\(name): \(inputs[0].channels) channels do not fit into \(channels)")
        }
        return [FeatureShape(height: inputs[0].height, width: inputs[0].width, channels: channels)]
    }

    public func operation(_ site: Site) -> any Operation {
        SliceOperation(site, narrow: site.inputs[0].channels, wide: channels, offset: 0, appends: false)
    }
}

/// Writes a feature map into channels of a wider one that are still free: takes the wide one and the
/// narrow one, and hands the wide one on, in the same memory.
///
/// Layers that read the wide map before must not read the channels written here.
public struct Append: Layer {
    public let name: String
    let offset: Int

    /// - Parameter offset: the first of the channels to write.
    public init(_ name: String, at offset: Int) {
        self.name = name
        self.offset = offset
    }

    public var kind: String { "Concatenation, from channel \(offset)" }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs.count == 2, inputs[0].height == inputs[1].height, inputs[0].width == inputs[1].width,
            offset + inputs[1].channels <= inputs[0].channels
        else { throw LayerError("\(name): \(inputs) do not fit, from channel \(offset)") }
        return [inputs[0]]
    }

    public func operation(_ site: Site) -> any Operation {
        SliceOperation(
            site, narrow: site.inputs[1].channels, wide: site.inputs[0].channels, offset: offset, appends: true)
    }
}

private final class SliceOperation: Operation {
    private let kernels: KernelSet
    private let rows: Int
    private let narrow: Int, wide: Int, offset: Int
    /// The position of the narrow map among the inputs.
    private let source: Int
    let needs: Needs

    init(_ site: Site, narrow: Int, wide: Int, offset: Int, appends: Bool) {
        kernels = site.kernels
        rows = site.batch * site.inputs[0].pixels
        (self.narrow, self.wide, self.offset) = (narrow, wide, offset)
        source = appends ? 1 : 0
        var needs = Needs()
        if appends {
            needs.outputInPlace = 0
            needs.gradientInPlace = 0
        }
        self.needs = needs
    }

    private var grain: Int { max(1, (1 << 13) / narrow) }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y) = (buffers.inputs[source], buffers.outputs[0] + offset)
        ThreadTeam.parallel(rows, grain: grain) { piece in
            kernels.call.copy_rows(
                x + piece.lowerBound * narrow, narrow, y + piece.lowerBound * wide, wide, piece.count, narrow)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[source] else { return }
        let dy = buffers.outputGradients[0][0] + offset
        ThreadTeam.parallel(rows, grain: grain) { piece in
            kernels.call.copy_rows(
                dy + piece.lowerBound * wide, wide, dx + piece.lowerBound * narrow, narrow, piece.count, narrow)
        }
    }
}
