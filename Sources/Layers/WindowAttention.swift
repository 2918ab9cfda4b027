import CKernels
import Foundation
import Numerics

/// Multi-head self-attention within shifted windows, from queries, keys and values side by side in the
/// channels (3C) to the heads' results (C): torchvision's `shifted_window_attention` between its two linear
/// layers. Liu et al. 2021, section 3.2; with a logit scale the cosine attention of Swin V2, Liu et al. 2022,
/// section 3.2.
///
/// Nothing of it is kept for backward: probabilities are computed again.
public struct WindowAttention: Layer {
    public let name: String
    let window: Int, shift: Int
    let bias: PositionBias
    let logitScale: Parameter?
    let rowBias: Parameter
    let unusedBias: Range<Int>

    /// - Parameters:
    ///   - window: tokens along a window's side.
    ///   - shift: of the windows, in tokens.
    ///   - queriesKeysValues: the linear layer in front. Padding has its bias for queries, keys and values;
    ///     that part of the bias's gradient is left for it to add to.
    ///   - logitScale: of V2, heads x 1 x 1: the logarithm of the factor, at most log 100.
    public init(
        _ name: String, window: Int, shift: Int, queriesKeysValues: Linear, bias: PositionBias,
        logitScale: Parameter? = nil
    ) throws {
        guard let rowBias = queriesKeysValues.bias, queriesKeysValues.addsToBiasGradient else {
            throw LayerError("\(name): the layer in front needs a bias, and must add to its gradient")
        }
        guard window > 1 else { throw LayerError("\(name): a window needs two tokens a side at least") }
        self.name = name
        (self.window, self.shift, self.bias, self.logitScale) = (window, shift, bias, logitScale)
        self.rowBias = rowBias
        unusedBias = queriesKeysValues.unusedBias
    }

    public var kind: String {
        "Attention \(window)x\(window)" + (shift > 0 ? " shifted" : "") + ", \(bias.heads) heads"
    }

    /// Both products of attention, with padding.
    public func multiplyAdds(_ inputs: [FeatureShape]) -> Int {
        let grid = WindowGrid(height: inputs[0].height, width: inputs[0].width, window: window, shift: shift)
        return 2 * grid.windows * bias.tokens * bias.tokens * inputs[0].channels / 3
    }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs[0].channels == rowBias.count, inputs[0].channels % (3 * bias.heads) == 0 else {
            throw LayerError("\(name): \(inputs[0].channels) channels are not \(bias.heads) heads of q, k and v")
        }
        var output = inputs[0]
        output.channels /= 3
        return [output]
    }

    public func operation(_ site: Site) throws -> any Operation { try WindowAttentionOperation(self, site) }
}

private final class WindowAttentionOperation: Operation {
    private let layer: WindowAttention
    private let network: Network
    private let kernels: KernelSet
    private let bias: PositionBiasOperation
    private let grid: WindowGrid
    private let shape: wb_attention
    private let batch: Int
    private let input: FeatureShape
    private let threads = ThreadTeam.size
    let needs: Needs

    init(_ layer: WindowAttention, _ site: Site) throws {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        input = site.inputs[0]
        batch = site.batch
        bias = try PositionBiasOperation(layer.bias, site)
        grid = WindowGrid(height: input.height, width: input.width, window: layer.window, shift: layer.shift)
        let shape = wb_attention(
            tokens: layer.bias.tokens, heads: layer.bias.heads, head_dim: input.channels / (3 * layer.bias.heads),
            cosine: layer.logitScale == nil ? 0 : 1)
        self.shape = shape
        let common = Common.byteCount(shape, bias, row: input.channels)
        var needs = Needs()
        needs.inputs = true
        needs.forwardScratch = common + threads * Own.byteCount(shape, bias, row: input.channels, backward: false)
        needs.backwardScratch = common + threads * Own.byteCount(shape, bias, row: input.channels, backward: true)
        self.needs = needs
    }

    private var outputChannels: Int { input.channels / 3 }

    func forward(_ buffers: Buffers, _ step: Step) {
        let common = prepare(buffers.forwardScratch)
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        eachWindow(common, x, scratch: buffers.forwardScratch, backward: false) { own, image, window, regions in
            for token in 0..<shape.tokens {
                let pixel = grid.pixels[window * shape.tokens + token]
                own.results[token] = pixel < 0 ? nil : y + (image * input.pixels + Int(pixel)) * outputChannels
            }
            withUnsafePointer(to: shape) {
                kernels.call.attention_forward(
                    $0, own.rows, own.results, common.scale, common.bias, regions, own.kernel)
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        let common = prepare(buffers.backwardScratch)
        let (x, dy, row) = (buffers.inputs[0], buffers.outputGradients[0][0], input.channels)
        let owns = (0..<threads).map { own(buffers.backwardScratch, thread: $0, backward: true) }
        for own in owns { own.clear(shape, bias, row: row) }
        eachWindow(common, x, scratch: buffers.backwardScratch, backward: true) { own, image, window, regions in
            for token in 0..<shape.tokens {
                let pixel = grid.pixels[window * shape.tokens + token]
                let place = image * input.pixels + Int(pixel)
                own.gradients[token] = pixel < 0 ? nil : UnsafePointer(dy + place * outputChannels)
                own.rowGradients[token] = pixel < 0 ? own.padding + token * row : dx + place * row
            }
            withUnsafePointer(to: shape) {
                kernels.call.attention_backward(
                    $0, own.rows, own.gradients, own.rowGradients, common.scale, common.bias, regions,
                    own.biasGradient, own.scaleGradient, own.kernel)
            }
            for token in 0..<shape.tokens where grid.pixels[window * shape.tokens + token] < 0 {
                kernels.call.add(own.padding + token * row, own.paddingGradient, row)
            }
        }
        let first = owns[0]
        for own in owns.dropFirst() {
            kernels.call.add(own.biasGradient, first.biasGradient, bias.count)
            kernels.call.add(own.paddingGradient, first.paddingGradient, row)
            for head in 0..<shape.heads { first.scaleGradient[head] += own.scaleGradient[head] }
        }
        bias.backward(first.biasGradient, scratch: common.network)
        network.gradient(layer.rowBias).update(from: first.paddingGradient, count: row)
        guard let logitScale = layer.logitScale else { return }
        let (values, gradients) = (network.value(logitScale), network.gradient(logitScale))
        for head in 0..<shape.heads {
            gradients[head] = values[head] <= Self.limit ? Float(first.scaleGradient[head]) * common.scale[head] : 0
        }
    }

    private static let limit = log(Float(100))

    /// What all threads read: the position bias, each head's scale, padding's row.
    private func prepare(_ scratch: UnsafeMutableRawPointer) -> Common {
        let common = Common(scratch, shape, bias, row: input.channels)
        bias.forward(into: common.bias, scratch: common.network)
        for head in 0..<shape.heads {
            common.scale[head] =
                layer.logitScale.map { exp(min(network.value($0)[head], Self.limit)) }
                ?? 1 / Float(shape.head_dim).squareRoot()
        }
        common.paddingRow.update(from: network.value(layer.rowBias), count: input.channels)
        (common.paddingRow + layer.unusedBias.lowerBound).update(repeating: 0, count: layer.unusedBias.count)
        return common
    }

    private func own(_ scratch: UnsafeMutableRawPointer, thread: Int, backward: Bool) -> Own {
        let size = Own.byteCount(shape, bias, row: input.channels, backward: backward)
        let start = scratch + Common.byteCount(shape, bias, row: input.channels) + thread * size
        return Own(start, shape, bias, row: input.channels)
    }

    /// Calls `body` for each window of each image, with the thread's memory, in which the tokens' rows are set.
    private func eachWindow(
        _ common: Common, _ x: UnsafePointer<Float>, scratch: UnsafeMutableRawPointer, backward: Bool,
        _ body: (_ own: Own, _ image: Int, _ window: Int, _ regions: UnsafePointer<UInt8>?) -> Void
    ) {
        ThreadTeam.parallel(batch * grid.windows) { thread, pieces in
            let own = own(scratch, thread: thread, backward: backward)
            for piece in pieces {
                let (image, window) = (piece / grid.windows, piece % grid.windows)
                for token in 0..<shape.tokens {
                    let pixel = grid.pixels[window * shape.tokens + token]
                    own.rows[token] =
                        pixel < 0
                        ? UnsafePointer(common.paddingRow)
                        : x + (image * input.pixels + Int(pixel)) * input.channels
                }
                grid.regions.withUnsafeBufferPointer { regions in
                    let divided = grid.isDivided[window]
                    body(own, image, window, divided ? regions.baseAddress.map { $0 + window * shape.tokens } : nil)
                }
            }
        }
    }
}

private func aligned(_ bytes: Int) -> Int { (bytes + 63) & ~63 }
private func floats(_ count: Int) -> Int { aligned(count * MemoryLayout<Float>.stride) }

/// Memory that all threads read.
private struct Common {
    let bias, scale, paddingRow, network: UnsafeMutablePointer<Float>

    static func byteCount(_ shape: wb_attention, _ bias: PositionBiasOperation, row: Int) -> Int {
        floats(bias.count) + floats(shape.heads) + floats(row) + floats(bias.scratch)
    }

    init(_ scratch: UnsafeMutableRawPointer, _ shape: wb_attention, _ bias: PositionBiasOperation, row: Int) {
        var next = scratch
        func take(_ count: Int) -> UnsafeMutablePointer<Float> {
            defer { next += floats(count) }
            return next.assumingMemoryBound(to: Float.self)
        }
        self.bias = take(bias.count)
        scale = take(shape.heads)
        paddingRow = take(row)
        network = take(bias.scratch)
    }
}

/// A thread's own memory.
private struct Own {
    let rows: UnsafeMutablePointer<UnsafePointer<Float>>
    let results: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    let kernel: UnsafeMutablePointer<Float>
    // Of backward only.
    let gradients: UnsafeMutablePointer<UnsafePointer<Float>?>
    let rowGradients: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    let scaleGradient: UnsafeMutablePointer<Double>
    let biasGradient: UnsafeMutablePointer<Float>
    /// The gradients of a window's padding, tokens x row, and their sum over all windows.
    let padding, paddingGradient: UnsafeMutablePointer<Float>

    static func byteCount(
        _ shape: wb_attention, _ bias: PositionBiasOperation, row: Int, backward: Bool
    ) -> Int {
        let forward = 2 * pointers(shape) + floats(kernelFloats(shape))
        let more =
            2 * pointers(shape) + aligned(shape.heads * MemoryLayout<Double>.stride) + floats(bias.count)
            + floats(shape.tokens * row) + floats(row)
        return forward + (backward ? more : 0)
    }

    private static func pointers(_ shape: wb_attention) -> Int {
        aligned(shape.tokens * MemoryLayout<UnsafeRawPointer>.stride)
    }

    private static func kernelFloats(_ shape: wb_attention) -> Int {
        withUnsafePointer(to: shape) { wb_attention_scratch($0) }
    }

    init(_ start: UnsafeMutableRawPointer, _ shape: wb_attention, _ bias: PositionBiasOperation, row: Int) {
        var next = start
        func take<Element>(_ bytes: Int, as type: Element.Type) -> UnsafeMutablePointer<Element> {
            defer { next += bytes }
            return next.bindMemory(to: type, capacity: bytes / MemoryLayout<Element>.stride)
        }
        let pointers = Self.pointers(shape)
        rows = take(pointers, as: UnsafePointer<Float>.self)
        results = take(pointers, as: UnsafeMutablePointer<Float>?.self)
        kernel = take(floats(Self.kernelFloats(shape)), as: Float.self)
        gradients = take(pointers, as: UnsafePointer<Float>?.self)
        rowGradients = take(pointers, as: UnsafeMutablePointer<Float>.self)
        scaleGradient = take(aligned(shape.heads * MemoryLayout<Double>.stride), as: Double.self)
        biasGradient = take(floats(bias.count), as: Float.self)
        padding = take(floats(shape.tokens * row), as: Float.self)
        paddingGradient = take(floats(row), as: Float.self)
    }

    func clear(_ shape: wb_attention, _ bias: PositionBiasOperation, row: Int) {
        scaleGradient.update(repeating: 0, count: shape.heads)
        biasGradient.update(repeating: 0, count: bias.count)
        paddingGradient.update(repeating: 0, count: row)
    }
}
