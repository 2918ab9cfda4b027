import Numerics

/// A network bound to a batch size and a phase: every buffer has its place, nothing is allocated
/// when it runs.
///
/// Time runs forward through the nodes, to the loss, and back; a buffer's place is free for others
/// outside its life.
public final class Plan {
    public let batch: Int
    public let phase: Phase
    public let network: Network
    /// Bytes of arena that the plan needs.
    public let byteCount: Int

    private struct Member {
        let name: String
        let operation: any Operation
        let inputs: [Int]
        let outputs: [Int]
        let outputGradients: [[Int]]
        /// Gradient summands that are added up before backward: (target, summand) with the count.
        let sums: [(target: Int, summand: Int, count: Int)]
        let inputGradients: [Int?]
        let saved: Int
        let forwardScratch: Int
        let backwardScratch: Int
    }

    private let members: [Member]
    private let memory: MemoryPlan
    private let kernels: KernelSet
    private let arena: Arena
    /// The team that operations have set aside memory for.
    private let threads = ThreadTeam.size
    private let inputBlock: Int
    private let outputBlock: Int
    private let outputGradientBlock: Int?
    private var buffers: [Buffers] = []
    private var generation = -1

    /// - Throws: `NumericsError` or `LayerError` where a layer cannot be bound.
    public init(
        _ network: Network, batch: Int, phase: Phase, arena: Arena, kernels: KernelSet = .current
    ) throws {
        self.network = network
        self.batch = batch
        self.phase = phase
        self.arena = arena
        self.kernels = kernels
        let graph = network.graph
        let nodes = phase == .inference ? Folding.fold(graph.nodes, keeping: graph.output) : graph.nodes
        let lossTime = nodes.count
        func backwardTime(_ node: Int) -> Int { 2 * nodes.count - node }
        func bytes(_ value: Value) -> Int { batch * value.shape.count * MemoryLayout<Float>.stride }

        let operations = try nodes.enumerated().map { index, node in
            try node.layer.operation(
                Site(
                    batch: batch, phase: phase, inputs: node.inputs.map(\.shape), outputs: node.outputs.map(\.shape),
                    wantsInputGradient: node.inputs.map { $0 != graph.input }, network: network, kernels: kernels,
                    index: index))
        }

        // Activations: from the layer that makes them to the last that reads them.
        var memory = MemoryPlan()
        var block = [Int: Int]()
        block[graph.input.id] = memory.add(bytes: bytes(graph.input), at: -1)
        for (index, node) in nodes.enumerated() {
            for output in node.outputs { block[output.id] = memory.add(bytes: bytes(output), at: index) }
        }
        let blockOf = block
        for (index, node) in nodes.enumerated() {
            let needs = operations[index].needs
            let training = phase == .training
            for input in node.inputs {
                memory.extend(blockOf[input.id] ?? 0, to: training && needs.inputs ? backwardTime(index) : index)
            }
            if training && needs.outputs {
                for output in node.outputs { memory.extend(blockOf[output.id] ?? 0, to: backwardTime(index)) }
            }
        }
        inputBlock = blockOf[graph.input.id] ?? 0
        outputBlock = blockOf[graph.output.id] ?? 0
        memory.extend(outputBlock, to: lossTime)

        // Gradients: each consumer of a value leaves a summand, the value's maker takes them all.
        var summands = [Int: [Int]]()
        outputGradientBlock = phase == .training ? memory.add(bytes: bytes(graph.output), at: lossTime) : nil
        if let outputGradientBlock { summands[graph.output.id] = [outputGradientBlock] }
        var members: [Member] = []
        for (index, node) in nodes.enumerated().reversed() {
            let operation = operations[index]
            let needs = operation.needs
            let now = backwardTime(index)
            var outputGradients: [[Int]] = []
            var sums: [(target: Int, summand: Int, count: Int)] = []
            var inputGradients = [Int?](repeating: nil, count: node.inputs.count)
            var backwardScratch = 0
            if phase == .training {
                for (position, output) in node.outputs.enumerated() {
                    var parts = summands[output.id] ?? []
                    guard !parts.isEmpty else { throw LayerError("\(node.layer.name): an output is never used") }
                    for part in parts { memory.extend(part, to: now) }
                    let accepted = position == 0 && needs.takesGradientPairs ? 2 : 1
                    while parts.count > accepted {
                        let summand = parts.removeLast()
                        sums.append((target: parts[0], summand: summand, count: batch * output.shape.count))
                    }
                    outputGradients.append(parts)
                }
                for (position, input) in node.inputs.enumerated() where input != graph.input {
                    let gradient =
                        position == needs.gradientInPlace
                        ? outputGradients[0][0] : memory.add(bytes: bytes(input), at: now)
                    inputGradients[position] = gradient
                    summands[input.id, default: []].append(gradient)
                }
                backwardScratch = memory.add(bytes: needs.backwardScratch, at: now)
            }
            let saved = memory.add(bytes: needs.saved, at: index)
            if phase == .training { memory.extend(saved, to: now) }
            members.append(
                Member(
                    name: node.layer.name, operation: operation, inputs: node.inputs.map { blockOf[$0.id] ?? 0 },
                    outputs: node.outputs.map { blockOf[$0.id] ?? 0 }, outputGradients: outputGradients, sums: sums,
                    inputGradients: inputGradients, saved: saved,
                    forwardScratch: memory.add(bytes: needs.forwardScratch, at: index),
                    backwardScratch: backwardScratch))
        }
        memory.place()
        self.members = members.reversed()
        self.memory = memory
        byteCount = memory.byteCount
        try arena.reserve(byteCount)
    }

    /// The input batch, N x H x W x C, to be filled before `forward`.
    public var input: UnsafeMutablePointer<Float> { floats(inputBlock) }

    /// The logits, N x classes, after `forward`.
    public var output: UnsafeMutablePointer<Float> { floats(outputBlock) }

    /// The gradient of the loss by the logits, to be filled before `backward`; nil in inference.
    public var outputGradient: UnsafeMutablePointer<Float>? { outputGradientBlock.map(floats) }

    /// Runs the network on `input`.
    ///
    /// - Parameter after: called behind each layer with its name (for profiles and diagnosis).
    public func forward(_ step: Step, after: ((_ layer: String) -> Void)? = nil) {
        attach()
        for (member, buffers) in zip(members, buffers) {
            member.operation.forward(buffers, step)
            after?(member.name)
        }
    }

    /// Runs back from `outputGradient` and overwrites the network's gradients.
    public func backward(_ step: Step, after: ((_ layer: String) -> Void)? = nil) {
        precondition(phase == .training, "a plan for inference has no backward pass")
        for (member, buffers) in zip(members, buffers).reversed() {
            for sum in member.sums {
                let (summand, target) = (floats(sum.summand), floats(sum.target))
                ThreadTeam.parallel(sum.count, grain: 1 << 14) { piece in
                    kernels.call.add(summand + piece.lowerBound, target + piece.lowerBound, piece.count)
                }
            }
            member.operation.backward(buffers, step)
            after?(member.name)
        }
    }

    private func floats(_ block: Int) -> UnsafeMutablePointer<Float> {
        pointer(block).assumingMemoryBound(to: Float.self)
    }

    private func pointer(_ block: Int) -> UnsafeMutableRawPointer {
        guard let base = arena.base else { preconditionFailure("the arena has no memory") }
        return base + memory.blocks[block].offset
    }

    /// Computes the pointers anew where the arena has moved.
    private func attach() {
        precondition(ThreadTeam.size <= threads, "the thread team has grown since the plan was made")
        guard generation != arena.generation else { return }
        generation = arena.generation
        buffers = members.map { member in
            Buffers(
                inputs: member.inputs.map(floats), outputs: member.outputs.map(floats),
                outputGradients: member.outputGradients.map { $0.map(floats) },
                inputGradients: member.inputGradients.map { $0.map(floats) }, saved: pointer(member.saved),
                forwardScratch: pointer(member.forwardScratch), backwardScratch: pointer(member.backwardScratch))
        }
    }
}
