import CDNNL

/// The extents of a two-dimensional convolution over NHWC, as torch.nn.Conv2d names them.
public struct ConvolutionShape: Hashable, Sendable {
    public var batch: Int
    public var inputHeight: Int, inputWidth: Int
    public var inputChannels: Int, outputChannels: Int
    public var kernel: Int, stride: Int, padding: Int, groups: Int

    public init(
        batch: Int, inputHeight: Int, inputWidth: Int, inputChannels: Int, outputChannels: Int, kernel: Int,
        stride: Int, padding: Int, groups: Int
    ) {
        self.batch = batch
        self.inputHeight = inputHeight
        self.inputWidth = inputWidth
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.groups = groups
    }

    public var outputHeight: Int { (inputHeight + 2 * padding - kernel) / stride + 1 }
    public var outputWidth: Int { (inputWidth + 2 * padding - kernel) / stride + 1 }
}

/// A convolution through oneDNN: activations NHWC, weights in torch's order OIHW (GOIHW where
/// grouped), which are put into oneDNN's own layout right before each use.
///
/// Scratch memory is the caller's: nothing is allocated when a convolution runs.
public final class DNNLConvolution {
    /// What runs on the result before it is stored (inference only).
    public enum Activation: Sendable { case identity, relu, hardswish, silu }

    private let input: DNNLMemory
    private let weight: DNNLMemory
    private let bias: DNNLMemory?
    private let output: DNNLMemory
    private let forwardPass: Pass
    private let inputGradientPass: Pass?
    private let weightGradientPass: Pass?

    private let inputGradient: DNNLMemory?
    private let outputGradient: DNNLMemory?
    private let weightGradient: DNNLMemory?
    private let biasGradient: DNNLMemory?

    /// Bytes of scratch that `forward` needs, a multiple of 64.
    public let forwardScratch: Int
    /// Bytes of scratch that the two backward passes need, one after the other; a multiple of 64.
    public let backwardScratch: Int

    /// - Parameters:
    ///   - training: makes the two backward passes too.
    ///   - inputGradient: whether the gradient of the input is wanted; the first layer's is not.
    ///   - accumulate: adds to what the output holds, before `activation` (inference only).
    public init(
        _ shape: ConvolutionShape, bias hasBias: Bool, training: Bool, inputGradient wantsInputGradient: Bool,
        activation: Activation = .identity, accumulate: Bool = false
    ) throws {
        let (groups, kernel) = (shape.groups, shape.kernel)
        let source = try DNNL.description(
            [shape.batch, shape.inputChannels, shape.inputHeight, shape.inputWidth], dnnl_nhwc)
        let target = try DNNL.description(
            [shape.batch, shape.outputChannels, shape.outputHeight, shape.outputWidth], dnnl_nhwc)
        let (inner, outer) = (shape.inputChannels / groups, shape.outputChannels / groups)
        let filters =
            groups == 1 ? [outer, inner, kernel, kernel] : [groups, outer, inner, kernel, kernel]
        let free = try DNNL.description(filters, dnnl_format_tag_any)
        let plain = try DNNL.description(filters, groups == 1 ? dnnl_oihw : dnnl_goihw)
        let offsets = try DNNL.description([shape.outputChannels], dnnl_a)

        let input = try DNNLMemory(source)
        let weight = try DNNLMemory(plain)
        let output = try DNNLMemory(target)
        let bias = hasBias ? try DNNLMemory(offsets) : nil
        self.input = input
        self.weight = weight
        self.output = output
        self.bias = bias

        let geometry = Geometry(shape, source: source, weight: free, bias: hasBias ? offsets : nil, target: target)
        let forward = try geometry.forward(training: training, activation: activation, accumulate: accumulate)
        defer { dnnl_primitive_desc_destroy(forward) }
        forwardPass = try Pass(
            forward, .read, (plain, weight),
            [(DNNL_ARG_SRC, input), (DNNL_ARG_DST, output)] + (bias.map { [(DNNL_ARG_BIAS, $0)] } ?? []))
        forwardScratch = forwardPass.scratch

        guard training else {
            inputGradientPass = nil
            weightGradientPass = nil
            inputGradient = nil
            outputGradient = nil
            weightGradient = nil
            biasGradient = nil
            backwardScratch = 0
            return
        }
        let outputGradient = try DNNLMemory(target)
        self.outputGradient = outputGradient
        if wantsInputGradient {
            let inputGradient = try DNNLMemory(source)
            let description = try geometry.backwardInput(hint: forward)
            defer { dnnl_primitive_desc_destroy(description) }
            inputGradientPass = try Pass(
                description, .read, (plain, weight),
                [(DNNL_ARG_DIFF_SRC, inputGradient), (DNNL_ARG_DIFF_DST, outputGradient)])
            self.inputGradient = inputGradient
        } else {
            inputGradientPass = nil
            inputGradient = nil
        }
        let weightGradient = try DNNLMemory(plain)
        let biasGradient = hasBias ? try DNNLMemory(offsets) : nil
        let description = try geometry.backwardWeight(hint: forward)
        defer { dnnl_primitive_desc_destroy(description) }
        weightGradientPass = try Pass(
            description, .differentiated, (plain, weightGradient),
            [(DNNL_ARG_SRC, input), (DNNL_ARG_DIFF_DST, outputGradient)]
                + (biasGradient.map { [(DNNL_ARG_DIFF_BIAS, $0)] } ?? []))
        self.weightGradient = weightGradient
        self.biasGradient = biasGradient
        backwardScratch = max(inputGradientPass?.scratch ?? 0, weightGradientPass?.scratch ?? 0)
    }

    public func forward(
        _ x: UnsafePointer<Float>, weight w: UnsafePointer<Float>, bias b: UnsafePointer<Float>?,
        into y: UnsafeMutablePointer<Float>, scratch: UnsafeMutableRawPointer
    ) {
        input.point(to: UnsafeMutableRawPointer(mutating: x))
        weight.point(to: UnsafeMutableRawPointer(mutating: w))
        output.point(to: y)
        if let b { bias?.point(to: UnsafeMutableRawPointer(mutating: b)) }
        forwardPass.run(scratch: scratch)
    }

    /// dx from dy and the weights.
    public func backwardInput(
        _ dy: UnsafePointer<Float>, weight w: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawPointer
    ) {
        outputGradient?.point(to: UnsafeMutableRawPointer(mutating: dy))
        weight.point(to: UnsafeMutableRawPointer(mutating: w))
        inputGradient?.point(to: dx)
        inputGradientPass?.run(scratch: scratch)
    }

    /// dw, and db where there is a bias, from x and dy.
    public func backwardWeight(
        _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
        bias db: UnsafeMutablePointer<Float>?, scratch: UnsafeMutableRawPointer
    ) {
        input.point(to: UnsafeMutableRawPointer(mutating: x))
        outputGradient?.point(to: UnsafeMutableRawPointer(mutating: dy))
        weightGradient?.point(to: dw)
        if let db { biasGradient?.point(to: db) }
        weightGradientPass?.run(scratch: scratch)
    }
}

/// The primitive descriptions of one convolution.
private struct Geometry {
    var source: dnnl_memory_desc_t
    var weight: dnnl_memory_desc_t
    var bias: dnnl_memory_desc_t?
    var target: dnnl_memory_desc_t
    let strides: [dnnl_dim_t]
    let padding: [dnnl_dim_t]

    init(
        _ shape: ConvolutionShape, source: dnnl_memory_desc_t, weight: dnnl_memory_desc_t, bias: dnnl_memory_desc_t?,
        target: dnnl_memory_desc_t
    ) {
        (self.source, self.weight, self.bias, self.target) = (source, weight, bias, target)
        strides = [dnnl_dim_t](repeating: dnnl_dim_t(shape.stride), count: 2)
        padding = [dnnl_dim_t](repeating: dnnl_dim_t(shape.padding), count: 2)
    }

    func forward(
        training: Bool, activation: DNNLConvolution.Activation, accumulate: Bool
    ) throws -> dnnl_primitive_desc_t {
        var (source, weight, target) = (source, weight, target)
        var description = dnnl_convolution_desc_t()
        let kind = training ? dnnl_forward_training : dnnl_forward_inference
        let status = withBias { bias in
            dnnl_convolution_forward_desc_init(
                &description, kind, dnnl_convolution_direct, &source, &weight, bias, &target, strides, padding, padding)
        }
        try DNNL.check(status, "describing a convolution")
        return try describe(&description, hint: nil, activation: activation, accumulate: accumulate)
    }

    func backwardInput(hint: dnnl_primitive_desc_t) throws -> dnnl_primitive_desc_t {
        var (source, weight, target) = (source, weight, target)
        var description = dnnl_convolution_desc_t()
        try DNNL.check(
            dnnl_convolution_backward_data_desc_init(
                &description, dnnl_convolution_direct, &source, &weight, &target, strides, padding, padding),
            "describing a convolution's input gradient")
        return try describe(&description, hint: hint)
    }

    func backwardWeight(hint: dnnl_primitive_desc_t) throws -> dnnl_primitive_desc_t {
        var (source, weight, target) = (source, weight, target)
        var description = dnnl_convolution_desc_t()
        let status = withBias { bias in
            dnnl_convolution_backward_weights_desc_init(
                &description, dnnl_convolution_direct, &source, &weight, bias, &target, strides, padding, padding)
        }
        try DNNL.check(status, "describing a convolution's weight gradient")
        return try describe(&description, hint: hint)
    }

    private func withBias<Result>(_ body: (UnsafePointer<dnnl_memory_desc_t>?) -> Result) -> Result {
        guard let bias else { return body(nil) }
        return withUnsafePointer(to: bias, body)
    }

    private func describe(
        _ description: inout dnnl_convolution_desc_t, hint: dnnl_primitive_desc_t?,
        activation: DNNLConvolution.Activation = .identity, accumulate: Bool = false
    ) throws -> dnnl_primitive_desc_t {
        var attributes: dnnl_primitive_attr_t?
        try DNNL.check(dnnl_primitive_attr_create(&attributes), "making attributes")
        defer { dnnl_primitive_attr_destroy(attributes) }
        try DNNL.check(
            dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), "setting the scratch mode")
        var operations: dnnl_post_ops_t?
        try DNNL.check(dnnl_post_ops_create(&operations), "making post-operations")
        defer { dnnl_post_ops_destroy(operations) }
        if accumulate { try DNNL.check(dnnl_post_ops_append_sum(operations, 1), "adding a sum") }
        switch activation {
        case .identity: break
        case .relu:
            try DNNL.check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0), "adding ReLU")
        case .hardswish:
            try DNNL.check(
                dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_hardswish, 0, 0), "adding hard-swish")
        case .silu:
            try DNNL.check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_swish, 1, 0), "adding SiLU")
        }
        try DNNL.check(dnnl_primitive_attr_set_post_ops(attributes, operations), "setting post-operations")
        var result: dnnl_primitive_desc_t?
        let engine = try DNNL.shared().engine
        let status = withUnsafePointer(to: &description) {
            dnnl_primitive_desc_create(&result, UnsafeRawPointer($0), attributes, engine, hint)
        }
        try DNNL.check(status, "choosing a convolution")
        guard let result else { throw NumericsError("oneDNN has no such convolution") }
        return result
    }
}

private func aligned(_ bytes: Int) -> Int { (bytes + 63) & ~63 }

private func queried(_ description: dnnl_primitive_desc_t, _ what: dnnl_query_t) throws -> dnnl_memory_desc_t {
    guard let result = dnnl_primitive_desc_query_md(description, what, 0) else {
        throw NumericsError("oneDNN does not say how a tensor is laid out")
    }
    return result.pointee
}

/// One pass of a convolution, with the change of layout that its weights need.
private final class Pass {
    /// What the pass does with the weights.
    enum Weights {
        /// Reads them: torch's order is brought into oneDNN's first.
        case read
        /// Makes their gradient: oneDNN's order is brought into torch's last.
        case differentiated
    }

    private let weights: Weights
    private let reorder: DNNLReorder?
    private let packed: DNNLMemory
    private let library: DNNLMemory
    private let primitive: DNNLPrimitive
    private let packedBytes: Int
    let scratch: Int

    /// - Parameter plain: the weights, or their gradient, in torch's order.
    init(
        _ description: dnnl_primitive_desc_t, _ weights: Weights, _ plain: (dnnl_memory_desc_t, DNNLMemory),
        _ arguments: [(Int32, DNNLMemory)]
    ) throws {
        let reads = weights == .read
        let layout = try queried(description, reads ? dnnl_query_weights_md : dnnl_query_diff_weights_md)
        let packed = try DNNLMemory(layout)
        let library = try DNNLMemory(try queried(description, dnnl_query_scratchpad_md))
        let (from, to) = reads ? (plain, (layout, packed)) : ((layout, packed), plain)
        reorder = try DNNLReorder(from: from, to: to)
        packedBytes = reorder == nil ? 0 : aligned(packed.byteCount)
        scratch = packedBytes + aligned(library.byteCount)
        let used = (reads ? DNNL_ARG_WEIGHTS : DNNL_ARG_DIFF_WEIGHTS, reorder == nil ? plain.1 : packed)
        primitive = try DNNLPrimitive(description, arguments + [used, (DNNL_ARG_SCRATCHPAD, library)])
        self.weights = weights
        self.packed = packed
        self.library = library
    }

    func run(scratch: UnsafeMutableRawPointer) {
        packed.point(to: scratch)
        library.point(to: scratch + packedBytes)
        if weights == .read { reorder?.execute() }
        primitive.execute()
        if weights == .differentiated { reorder?.execute() }
    }
}
