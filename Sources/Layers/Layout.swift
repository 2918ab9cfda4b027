/// Where everything of a plan lies, and what runs when, for one choice of what is recomputed.
///
/// Time runs forward through the nodes, to the loss, and back; a block's place is free for others outside
/// its life.
struct Layout {
    /// One call of an operation, with the blocks that it works on.
    struct Call {
        var inputs: [Int] = []
        var outputs: [Int] = []
        var outputGradients: [[Int]] = []
        var inputGradients: [Int?] = []
        var addsGradient = false
        var saved = 0
        var forwardScratch = 0
        var backwardScratch = 0
    }

    /// A node's part of the way back.
    struct Return {
        /// Nodes that run again first, in this order.
        var replays: [(node: Int, call: Call)] = []
        /// Gradient summands that are added up before backward: (target, summand) with the count.
        var sums: [(target: Int, summand: Int, count: Int)] = []
        var call = Call()
    }

    private(set) var memory = MemoryPlan()
    private(set) var forward: [Call] = []
    private(set) var returns: [Return] = []
    private(set) var input = 0
    private(set) var output = 0
    private(set) var outputGradient: Int?

    private let nodes: [Node]
    private let needs: [Needs]
    private let recomputation: Recomputation
    private let bytes: (Value) -> Int
    private let maker: [Int: Int]
    /// A value's block from forward on, and that of its second making.
    private var block: [Int: Int] = [:]
    private var again: [Int: Int] = [:]

    /// - Throws: `LayerError` where an output is never used.
    init(
        _ graph: Graph, _ nodes: [Node], _ needs: [Needs], batch: Int, phase: Phase,
        recomputation: Recomputation = .none
    ) throws {
        self.nodes = nodes
        self.needs = needs
        self.recomputation = recomputation
        bytes = { batch * $0.shape.count * MemoryLayout<Float>.stride }
        var maker = [Int: Int]()
        for (index, node) in nodes.enumerated() { for value in node.outputs { maker[value.id] = index } }
        self.maker = maker

        placeForward(graph)
        guard phase == .training else {
            memory.place()
            return
        }
        try placeReturn(graph, batch)
        memory.place()
    }

    private var lossTime: Int { nodes.count }
    private func backwardTime(_ node: Int) -> Int { 2 * nodes.count - node }

    private mutating func placeForward(_ graph: Graph) {
        input = memory.add(bytes: bytes(graph.input), at: -1)
        block[graph.input.id] = input
        for (index, node) in nodes.enumerated() {
            for (position, value) in node.outputs.enumerated() {
                if position == 0, let taken = needs[index].outputInPlace {
                    block[value.id] = block[node.inputs[taken].id]
                } else {
                    block[value.id] = memory.add(bytes: bytes(value), at: index)
                }
            }
            for value in node.inputs + node.outputs { memory.extend(blockOf(value), to: index) }
            forward.append(
                Call(
                    inputs: node.inputs.map(blockOf), outputs: node.outputs.map(blockOf),
                    saved: memory.add(bytes: needs[index].saved, at: index),
                    forwardScratch: memory.add(bytes: needs[index].forwardScratch, at: index)))
        }
        output = blockOf(graph.output)
        memory.extend(output, to: lossTime)
    }

    private mutating func placeReturn(_ graph: Graph, _ batch: Int) throws {
        returns = [Return](repeating: Return(), count: nodes.count)
        // Each reader of a value leaves a summand of its gradient; the value's maker takes them all.
        let first = memory.add(bytes: bytes(graph.output), at: lossTime)
        outputGradient = first
        var summands = [graph.output.id: [first]]
        for (index, node) in nodes.enumerated().reversed() {
            let (needs, now) = (needs[index], backwardTime(index))
            if needs.inputs { for value in node.inputs { require(value, for: index) } }
            if needs.outputs { for value in node.outputs { require(value, for: index) } }
            memory.extend(forward[index].saved, to: now)
            var call = forward[index]
            for (position, value) in node.outputs.enumerated() {
                var parts = summands[value.id] ?? []
                guard !parts.isEmpty else { throw LayerError("\(node.layer.name): an output is never used") }
                for part in parts { memory.extend(part, to: now) }
                let accepted = position == 0 && needs.takesGradientPairs ? 2 : 1
                while parts.count > accepted {
                    let summand = parts.removeLast()
                    returns[index].sums.append((parts[0], summand, batch * value.shape.count))
                }
                call.outputGradients.append(parts)
            }
            call.inputGradients = [Int?](repeating: nil, count: node.inputs.count)
            for (position, value) in node.inputs.enumerated() where value != graph.input {
                let present = summands[value.id] ?? []
                if position == needs.addsToGradient, let last = present.last {
                    call.inputGradients[position] = last
                    call.addsGradient = true
                    memory.extend(last, to: now)
                    continue
                }
                let gradient =
                    position == needs.gradientInPlace
                    ? call.outputGradients[0][0] : memory.add(bytes: bytes(value), at: now)
                call.inputGradients[position] = gradient
                summands[value.id] = present + [gradient]
            }
            call.backwardScratch = memory.add(bytes: needs.backwardScratch, at: now)
            call.inputs = node.inputs.map(blockOnReturn)
            call.outputs = node.outputs.map(blockOnReturn)
            returns[index].call = call
        }
    }

    /// Sees to it that a value is there when a node runs back: kept since forward, or made again.
    private mutating func require(_ value: Value, for node: Int) {
        let now = backwardTime(node)
        guard recomputation.values.contains(value.id) else { return memory.extend(blockOf(value), to: now) }
        if again[value.id] == nil, let source = maker[value.id] {
            for input in nodes[source].inputs { require(input, for: node) }
            for (position, output) in nodes[source].outputs.enumerated() {
                guard recomputation.values.contains(output.id) else {
                    memory.extend(blockOf(output), to: now)
                    continue
                }
                if position == 0, let taken = needs[source].outputInPlace {
                    again[output.id] = blockOnReturn(nodes[source].inputs[taken])
                } else {
                    again[output.id] = memory.add(bytes: bytes(output), at: now)
                }
            }
            var call = forward[source]
            call.inputs = nodes[source].inputs.map(blockOnReturn)
            call.outputs = nodes[source].outputs.map(blockOnReturn)
            call.forwardScratch = memory.add(bytes: needs[source].forwardScratch, at: now)
            returns[node].replays.append((source, call))
        }
        memory.extend(blockOnReturn(value), to: now)
    }

    private func blockOf(_ value: Value) -> Int { block[value.id] ?? 0 }
    private func blockOnReturn(_ value: Value) -> Int { again[value.id] ?? blockOf(value) }
}
