import Layers
import Numerics
import TestSupport
import Testing

/// Plans that must do with less memory and compute again what they do not keep.
@Suite struct RecomputationTests {
    private static let batch = 5

    struct Blocks: Sendable, CustomTestStringConvertible {
        let blocks: [BlockNetwork.Block]

        var testDescription: String { blocks.map { "\($0)" }.joined(separator: ", ") }

        private static func drawn(_ seed: Int) -> Blocks {
            let random = CounterRandom(seed: UInt64(seed), purpose: .sampleData)
            let all = BlockNetwork.Block.allCases
            return Blocks(
                blocks: (0..<(3 + seed % 6)).map { all[random.integer(below: all.count, sample: $0)] })
        }

        /// All kinds, each alone, and random ones.
        static let all =
            [Blocks(blocks: BlockNetwork.Block.allCases)]
            + BlockNetwork.Block.allCases.map { Blocks(blocks: [$0]) } + (0..<10).map(drawn)
    }

    /// What a training step leaves behind.
    private struct Outcome: Equatable {
        var logits: [Float] = [], gradients: [Float] = [], statistics: [Float] = []

        init(_ plan: Plan) throws {
            let network = plan.network
            network.initialize(seed: 5, run: 1)
            network.gradients.values.update(repeating: 0)
            let input = network.graph.input.shape
            let images = Hashed.images(
                "blocks", count: plan.batch, height: input.height, width: input.width)
            let step = Step(
                random: CounterRandom(seed: 3, purpose: .dropout, run: 1, epoch: 1),
                samples: Array(20..<(20 + plan.batch)))
            // The second step finds the first one's leavings in memory.
            for _ in 0..<2 {
                plan.input.update(from: images, count: images.count)
                plan.forward(step)
                _ = CrossEntropy.loss(
                    plan.output, labels: Hashed.labels(plan.batch, classes: 5), classes: 5,
                    gradient: plan.outputGradient)
                logits = Array(UnsafeBufferPointer(start: plan.output, count: plan.batch * 5))
                plan.backward(step)
            }
            gradients = Array(network.gradients.values)
            statistics = Array(network.statistics.values)
        }
    }

    /// Down to the least memory: the same bits, in less memory and with no fewer replays each time.
    @Test(arguments: Blocks.all)
    func lessMemoryGivesTheSameBits(blocks: Blocks) throws {
        // These layers are too small for a team, which only the network of all kinds gets.
        let isWhole = blocks.blocks.count == BlockNetwork.Block.allCases.count
        let ways = try withThreads(isWhole ? 2 : 1) { try waysWithTheSameBits(blocks) }
        if isWhole { #expect(ways >= 4) }
    }

    /// - Returns: how many different plans there are.
    private func waysWithTheSameBits(_ blocks: Blocks) throws -> Int {
        let graph = try BlockNetwork.make(blocks.blocks)
        let network = try Network(graph)
        var limit = Int.max
        var plan = try Plan(network, batch: Self.batch, phase: .training, arena: Arena(), memory: limit)
        let expected = try Outcome(plan)
        #expect(plan.replayCount == 0)
        #expect(expected.gradients.allSatisfy { $0.isFinite } && expected.gradients.contains { $0 != 0 })
        var ways = 1
        while true {
            limit = plan.byteCount - 1
            do {
                let smaller = try Plan(network, batch: Self.batch, phase: .training, arena: Arena(), memory: limit)
                #expect(smaller.byteCount <= limit)
                #expect(smaller.replayCount > 0 && smaller.replayCount >= plan.replayCount)
                plan = smaller
            } catch let shortage as MemoryShortage {
                #expect(shortage.needed == plan.byteCount && shortage.allowed == limit)
                #expect(shortage.batch == Self.batch)
                break
            }
            ways += 1
            let outcome = try Outcome(plan)
            #expect(outcome.logits == expected.logits, "\(plan.byteCount) bytes")
            #expect(outcome.gradients == expected.gradients, "\(plan.byteCount) bytes")
            #expect(outcome.statistics == expected.statistics, "\(plan.byteCount) bytes")
        }
        // What is needed at least is enough.
        _ = try Plan(network, batch: Self.batch, phase: .training, arena: Arena(), memory: plan.byteCount)
        return ways
    }

    /// Every row of the dispatch table computes the same again.
    @Test(arguments: KernelSet.supported)
    func replaysAreExactOnEveryRow(kernels: KernelSet) throws {
        let network = try Network(try BlockNetwork.make(BlockNetwork.Block.allCases))
        func plan(_ limit: Int) throws -> Plan {
            try Plan(
                network, batch: Self.batch, phase: .training, arena: Arena(), memory: limit, kernels: kernels)
        }
        try withThreads(1) {
            let least = try least(network)
            #expect(try Outcome(plan(least)) == Outcome(plan(.max)))
        }
    }

    private func least(_ network: Network) throws -> Int {
        let error = #expect(throws: MemoryShortage.self) {
            try Plan(network, batch: Self.batch, phase: .training, arena: Arena(), memory: 0)
        }
        return try #require(error).needed
    }

    /// Every layer that a plan does not keep runs once more; a plan for testing keeps nothing anyhow.
    @Test func shortageInBothPhases() throws {
        let network = try Network(try BlockNetwork.make(BlockNetwork.Block.allCases))
        let least = try least(network)
        let plan = try Plan(network, batch: Self.batch, phase: .training, arena: Arena(), memory: least)
        #expect(plan.byteCount == least && plan.replayCount > 10)

        let test = try Plan(network, batch: Self.batch, phase: .inference, arena: Arena())
        #expect(test.replayCount == 0 && test.byteCount < least)
        let error = #expect(throws: MemoryShortage.self) {
            try Plan(network, batch: Self.batch, phase: .inference, arena: Arena(), memory: test.byteCount - 1)
        }
        #expect(error?.needed == test.byteCount && error?.allowed == test.byteCount - 1)
        _ = try Plan(network, batch: Self.batch, phase: .inference, arena: Arena(), memory: test.byteCount)
    }

    @Test func theShortageSaysHowMuchIsNeeded() throws {
        let graph = Graph(input: FeatureShape(height: 1, width: 1, channels: 1 << 20))
        try graph.append(ActivationLayer("only", .relu), graph.input)
        let error = #expect(throws: MemoryShortage.self) {
            try Plan(try Network(graph), batch: 3, phase: .inference, arena: Arena(), memory: 1 << 24)
        }
        // An input and an output of 12 MiB each.
        #expect(error?.needed == 24 << 20)
        #expect(
            error?.description
                == "a batch of 3 images needs 0.03 GiB at least, and 0.02 GiB are allowed: "
                + "take a smaller batch or allow more")
    }

    /// A layer that adds to the gradient of another reader gives what two summands give.
    @Test(arguments: KernelSet.supported, [3, 8, 17])
    func addingToAGradientIsASum(kernels: KernelSet, channels: Int) throws {
        func gradients(isSlice: Bool, first: Bool) throws -> [Float] {
            let circuit = try Circuit(batch: 3, height: 2, width: 3, channels: [channels], kernels: kernels) {
                graph, x in
                let norm: any Layer =
                    isSlice
                    ? BatchNorm("norm", in: graph, channels - 1, readsSlice: true)
                    : LayerNorm("norm", in: graph, channels, epsilon: 1e-5)
                // On the way back the later one comes first, and only the norm can add.
                let early = first ? try graph.append(norm, x)[0] : nil
                let other = try graph.append(ActivationLayer("other", .silu), x[0])
                let normed = try early ?? graph.append(norm, x)[0]
                try graph.append(Join(), [normed, other])
            }
            let count = isSlice ? channels - 1 : channels
            circuit["norm.weight"] = Hashed.uniform("weight", count)
            _ = circuit.forward(Hashed.uniform("x", 18 * channels))
            return try circuit.backward(Hashed.uniform("dy", 18 * (count + channels)))[0]
        }
        for isSlice in [false, true] {
            let (added, summed) = (
                try gradients(isSlice: isSlice, first: true), try gradients(isSlice: isSlice, first: false)
            )
            #expect(added.contains { $0 != 0 })
            #expect(Deviation.largest(added, summed) < 1e-6, "slice: \(isSlice)")
        }
    }
}
