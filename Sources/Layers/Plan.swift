import Numerics

/// A network bound to a batch size and a phase: every buffer has its place, nothing is allocated
/// when it runs.
public final class Plan {
    public let batch: Int
    public let phase: Phase
    public let network: Network
    /// Bytes of arena that the plan needs.
    public var byteCount: Int { layout.memory.byteCount }
    /// How many layers run a second time on the way back, because their results were not kept.
    public let replayCount: Int

    private let names: [String]
    private let operations: [any Operation]
    private let layout: Layout
    private let kernels: KernelSet
    private let arena: Arena
    /// The team that operations have set aside memory for.
    private let threads = ThreadTeam.size
    private var forwardBuffers: [Buffers] = []
    private var returnBuffers: [(replays: [(node: Int, buffers: Buffers)], own: Buffers)] = []
    private var generation = -1

    /// - Parameter memory: the most bytes of arena that the plan may take: what does not fit is not kept
    ///   but computed again, with the same results.
    /// - Throws: `NumericsError` or `LayerError` where a layer cannot be bound, or the memory is too small.
    public init(
        _ network: Network, batch: Int, phase: Phase, arena: Arena, memory limit: Int = .max,
        kernels: KernelSet = .current
    ) throws {
        self.network = network
        self.batch = batch
        self.phase = phase
        self.arena = arena
        self.kernels = kernels
        let graph = network.graph
        let nodes = phase == .inference ? Folding.fold(graph.nodes, keeping: graph.output) : graph.nodes
        operations = try nodes.enumerated().map { index, node in
            try node.layer.operation(
                Site(
                    batch: batch, phase: phase, inputs: node.inputs.map(\.shape), outputs: node.outputs.map(\.shape),
                    wantsInputGradient: node.inputs.map { $0 != graph.input }, network: network, kernels: kernels,
                    index: index))
        }
        names = nodes.map(\.layer.name)
        let needs = operations.map(\.needs)

        var layout = try Layout(graph, nodes, needs, batch: batch, phase: phase)
        if phase == .training && layout.memory.byteCount > limit {
            for way in Recomputation.candidates(nodes, needs, keeping: [graph.input, graph.output]).dropFirst() {
                let other = try Layout(graph, nodes, needs, batch: batch, phase: phase, recomputation: way)
                if other.memory.byteCount < layout.memory.byteCount { layout = other }
                if layout.memory.byteCount <= limit { break }
            }
        }
        guard layout.memory.byteCount <= limit else {
            throw MemoryShortage(needed: layout.memory.byteCount, allowed: limit, batch: batch)
        }
        replayCount = layout.returns.reduce(0) { $0 + $1.replays.count }
        self.layout = layout
        try arena.reserve(layout.memory.byteCount)
    }

    /// The input batch, N x H x W x C, to be filled before `forward`.
    public var input: UnsafeMutablePointer<Float> { floats(layout.input) }

    /// The logits, N x classes, after `forward`.
    public var output: UnsafeMutablePointer<Float> { floats(layout.output) }

    /// The gradient of the loss by the logits, to be filled before `backward`; nil in inference.
    public var outputGradient: UnsafeMutablePointer<Float>? { layout.outputGradient.map(floats) }

    /// Runs the network on `input`.
    ///
    /// - Parameter after: called behind each layer with its name (for profiles and diagnosis).
    public func forward(_ step: Step, after: ((_ layer: String) -> Void)? = nil) {
        attach()
        for (index, operation) in operations.enumerated() {
            operation.forward(forwardBuffers[index], step)
            after?(names[index])
        }
    }

    /// Runs back from `outputGradient` and overwrites the network's gradients.
    public func backward(_ step: Step, after: ((_ layer: String) -> Void)? = nil) {
        precondition(phase == .training, "a plan for inference has no backward pass")
        for index in operations.indices.reversed() {
            for replay in returnBuffers[index].replays { operations[replay.node].replay(replay.buffers, step) }
            for sum in layout.returns[index].sums {
                let (summand, target) = (floats(sum.summand), floats(sum.target))
                ThreadTeam.parallel(sum.count, grain: 1 << 14) { piece in
                    kernels.call.add(summand + piece.lowerBound, target + piece.lowerBound, piece.count)
                }
            }
            operations[index].backward(returnBuffers[index].own, step)
            after?(names[index])
        }
    }

    private func floats(_ block: Int) -> UnsafeMutablePointer<Float> {
        pointer(block).assumingMemoryBound(to: Float.self)
    }

    private func pointer(_ block: Int) -> UnsafeMutableRawPointer {
        guard let base = arena.base else { preconditionFailure("the arena has no memory") }
        return base + layout.memory.blocks[block].offset
    }

    private func buffers(_ call: Layout.Call) -> Buffers {
        Buffers(
            inputs: call.inputs.map(floats), outputs: call.outputs.map(floats),
            outputGradients: call.outputGradients.map { $0.map(floats) },
            inputGradients: call.inputGradients.map { $0.map(floats) }, addsGradient: call.addsGradient,
            saved: pointer(call.saved), forwardScratch: pointer(call.forwardScratch),
            backwardScratch: pointer(call.backwardScratch))
    }

    /// Computes the pointers anew where the arena has moved.
    private func attach() {
        precondition(ThreadTeam.size <= threads, "the thread team has grown since the plan was made")
        guard generation != arena.generation else { return }
        generation = arena.generation
        forwardBuffers = layout.forward.map(buffers)
        returnBuffers = layout.returns.map { back in
            (back.replays.map { ($0.node, buffers($0.call)) }, buffers(back.call))
        }
    }
}

/// A batch that does not fit into the memory that may be used, whatever is recomputed.
public struct MemoryShortage: Error, CustomStringConvertible {
    /// Bytes.
    public let needed: Int, allowed: Int
    public let batch: Int

    public var description: String {
        let gibibytes = { (bytes: Int) in String((Double(bytes) / 0x1p30 * 100).rounded(.up) / 100) }
        return "a batch of \(batch) images needs \(gibibytes(needed)) GiB at least, and \(gibibytes(allowed)) GiB are "
            + "allowed: take a smaller batch or allow more"
    }
}
