import Layers
import Numerics
import TestSupport
import Testing

@Suite struct PlanTests {
    /// A small network with every kind of layer, in which values have one to four readers, a residual
    /// among them, so that gradients are summed, paired and left in place.
    private static func tinyNetwork(dropout: Float = 0.3) throws -> Graph {
        let graph = Graph(input: FeatureShape(height: 11, width: 9, channels: 3))
        func conv(
            _ name: String, _ x: Value, _ outputs: Int, kernel: Int = 1, stride: Int = 1, groups: Int = 1,
            bias: Bool = false, _ activation: Activation, residual: Value? = nil
        ) throws -> Value {
            let y = try graph.append(
                try Convolution(
                    "\(name).conv", in: graph, x.shape.channels, outputs, kernel: kernel, stride: stride,
                    groups: groups,
                    bias: bias, initializer: .kaimingUniform), x)
            let norm = BatchNorm("\(name).bn", in: graph, outputs, activation: activation)
            return try graph.append(norm, residual.map { [y, $0] } ?? [y])[0]
        }
        var x = try conv("stem", graph.input, 8, kernel: 3, stride: 2, .silu)
        // Four readers: three convolutions and a residual sum.
        let a = try conv("a", x, 8, .hardswish)
        let b = try conv("b", x, 8, kernel: 3, groups: 8, bias: true, .silu, residual: nil)
        let c = try conv("c", x, 8, kernel: 3, groups: 2, bias: true, .identity, residual: a)
        x = try conv("d", b, 8, .relu, residual: x)
        // Two readers each: gradients come in pairs to a norm and to a pool.
        let pooled = try graph.append(MaxPool("pool", kernel: 3, stride: 2, padding: 1), x)
        let left = try conv("left", pooled, 6, .silu)
        let right = try conv("right", pooled, 6, kernel: 3, .hardswish)
        let squeezed = try graph.append(
            SqueezeExcitation("se", in: graph, 8, squeezed: 8, gate: .hardsigmoid, initializer: .kaimingUniform), c)
        let halved = try conv("halve", squeezed, 6, kernel: 5, stride: 2, .silu)
        let halves = try graph.append(ChannelShuffle("shuffle1", splits: true), [left, right])
        let sum = try conv("sum", halves[1], 6, .identity, residual: halved)
        x = try graph.append(ChannelShuffle("shuffle2", splits: false), [halves[0], sum])[0]
        x = try graph.append(GlobalAveragePool("mean"), x)
        x = try graph.append(Linear("hidden", in: graph, 12, 16), x)
        x = try graph.append(ActivationLayer("hidden.activation", .hardswish), x)
        x = try graph.append(Dropout("dropout", dropout), x)
        try graph.append(Linear("head", in: graph, 16, 5), x)
        return graph
    }

    private static let batch = 6
    private static let labels = Hashed.labels(batch, classes: 5)
    private static let images = Hashed.images("tiny", count: batch, height: 11, width: 9)
    private static var step: Step {
        Step(random: CounterRandom(seed: 3, purpose: .dropout, run: 1, epoch: 1), samples: Array(20..<(20 + batch)))
    }

    private static func initialized(_ network: Network) {
        network.initialize(seed: 5, run: 1)
        for parameter in network.graph.parameters.all where parameter.shape.count == 1 {
            let value = network.value(parameter)
            // Norms and biases of different sizes, as training makes them.
            for (index, number) in Hashed.uniform(parameter.name, parameter.count).enumerated() {
                value[index] += 0.3 * number
            }
        }
    }

    /// The loss of one training step, with gradients left in the network.
    private static func loss(_ plan: Plan, backward: Bool) -> Double {
        plan.input.update(from: images, count: images.count)
        plan.forward(step)
        let loss = CrossEntropy.loss(plan.output, labels: labels, classes: 5, gradient: plan.outputGradient)
        if backward { plan.backward(step) }
        return loss
    }

    /// The gradient of every parameter against differences of the loss, along directions in its space.
    @Test(arguments: KernelSet.supported)
    func gradientsAreTheLossesSlopes(kernels: KernelSet) throws {
        let network = try Network(try Self.tinyNetwork())
        Self.initialized(network)
        let plan = try Plan(network, batch: Self.batch, phase: .training, arena: Arena(), kernels: kernels)
        _ = Self.loss(plan, backward: true)
        let gradients = Array(network.gradients.values)
        let trained = network.graph.parameters.all.filter { $0.role == .trained }
        #expect(trained.count == 37)
        let overall = gradients.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        for parameter in trained {
            let value = network.value(parameter)
            let kept = Array(UnsafeBufferPointer(start: value, count: parameter.count))
            let gradient = gradients[parameter.offset..<(parameter.offset + parameter.count)].map { Double($0) }
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            var directions = (0..<3).map { number in
                Hashed.uniform("\(parameter.name) \(number)", parameter.count).map { Double($0) }
            }
            if norm > 0 { directions.append(gradient) }
            for (number, direction) in directions.enumerated() {
                let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
                func moved(_ distance: Double) -> Double {
                    for index in 0..<parameter.count {
                        value[index] = Float(Double(kept[index]) + distance * direction[index] / length)
                    }
                    return Self.loss(plan, backward: false)
                }
                let distance = 4e-3
                let slope = (moved(distance) - moved(-distance)) / (2 * distance)
                let expected = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
                // The loss has seven digits, and single kinks of ReLU and max pooling lie in the way.
                let tolerance = 1e-2 * norm + 3e-4 * overall
                #expect(
                    abs(slope - expected) < tolerance, "\(parameter.name) \(number): \(slope), \(expected), \(norm)")
            }
            value.update(from: kept, count: parameter.count)
        }
    }

    /// A value with three readers and a residual: the gradients of its readers add up, whatever the
    /// order in which they come.
    @Test(arguments: KernelSet.supported)
    func gradientsOfAllReadersAddUp(kernels: KernelSet) throws {
        for readers in 1...5 {
            let circuit = try Circuit(batch: 2, height: 3, width: 2, channels: [4], kernels: kernels) { graph, x in
                let shared = try graph.append(BatchNorm("shared", in: graph, 4, activation: .identity), x[0])
                var total: Value?
                for reader in 0..<readers {
                    let y = try graph.append(
                        try Convolution("\(reader)", in: graph, 4, 4, kernel: 1, initializer: .kaimingUniform), shared)
                    total = try total.map { try graph.append(Join(), [$0, y])[0] } ?? y
                }
            }
            circuit["shared.weight"] = [1, 1, 1, 1]
            for reader in 0..<readers { circuit["\(reader).weight"] = Hashed.uniform("weight \(reader)", 16) }
            _ = circuit.forward(Hashed.uniform("x", 48))
            let dy = Hashed.uniform("dy", 48 * readers)
            _ = try circuit.backward(dy)
            // The shift's gradient is the sum of the shared value's gradient.
            var expected = [Double](repeating: 0, count: 4)
            for (index, value) in dy.enumerated() {
                let (reader, output) = (index / 4 % readers, index % 4)
                for input in 0..<4 {
                    expected[input] += Double(value) * Double(circuit["\(reader).weight"][output * 4 + input])
                }
            }
            #expect(
                Deviation.relative(circuit.gradient("shared.bias"), expected.map { Float($0) }) < 1e-6, "\(readers)")
        }
    }

    /// Two plans that take turns on one arena, which grows and moves, give what each gives alone.
    @Test func plansTakeTurnsOnAnArena() throws {
        let network = try Network(try Self.tinyNetwork())
        Self.initialized(network)
        let alone = try Plan(network, batch: Self.batch, phase: .training, arena: Arena())
        let expected = Self.loss(alone, backward: true)
        let gradients = Array(network.gradients.values)

        let arena = Arena()
        let plan = try Plan(network, batch: Self.batch, phase: .training, arena: arena)
        #expect(Self.loss(plan, backward: true) == expected)
        let generation = arena.generation
        let larger = try Plan(network, batch: 400, phase: .training, arena: arena)
        #expect(arena.generation > generation)
        larger.input.update(repeating: 1, count: 400 * 11 * 9 * 3)
        larger.forward(Step(random: Self.step.random, samples: Array(0..<400)))
        let test = try Plan(network, batch: 3, phase: .inference, arena: arena)
        test.input.update(repeating: 1, count: 3 * 11 * 9 * 3)
        test.forward(Self.step)
        #expect(Self.loss(plan, backward: true) == expected)
        #expect(Array(network.gradients.values) == gradients)
    }

    /// Gradients are overwritten, not added to: two steps in a row give the same.
    @Test func theSameStepGivesTheSameBits() throws {
        let network = try Network(try Self.tinyNetwork())
        Self.initialized(network)
        let plan = try Plan(network, batch: Self.batch, phase: .training, arena: Arena())
        let first = (Self.loss(plan, backward: true), Array(network.gradients.values))
        network.gradients.values.update(repeating: .nan)
        // The running statistics move; they take no part in training.
        let second = (Self.loss(plan, backward: true), Array(network.gradients.values))
        #expect(first.0 == second.0)
        for parameter in network.graph.parameters.all where parameter.role == .trained {
            let range = parameter.offset..<(parameter.offset + parameter.count)
            #expect(first.1[range] == second.1[range], "\(parameter.name)")
        }
    }

    /// All rows of the dispatch table and other teams give the same within rounding.
    @Test func rowsAndTeamsAgree() throws {
        func result(_ kernels: KernelSet, threads: Int) throws -> (loss: Double, gradients: [Float]) {
            try withThreads(threads) {
                let network = try Network(try Self.tinyNetwork())
                Self.initialized(network)
                let plan = try Plan(network, batch: Self.batch, phase: .training, arena: Arena(), kernels: kernels)
                return (Self.loss(plan, backward: true), Array(network.gradients.values))
            }
        }
        let expected = try result(KernelSet.supported[0], threads: 1)
        for kernels in KernelSet.supported {
            for threads in 1...3 {
                let (loss, gradients) = try result(kernels, threads: threads)
                #expect(abs(loss / expected.loss - 1) < 1e-6, "\(kernels.name), \(threads) threads")
                #expect(
                    Deviation.relative(gradients, expected.gradients) < 1e-5, "\(kernels.name), \(threads) threads")
            }
        }
    }

    @Test func anOutputThatNothingReadsIsAnError() {
        let error = #expect(throws: LayerError.self) {
            try Circuit(batch: 1, channels: [4, 4]) { graph, x in
                try graph.append(ActivationLayer("only", .relu), x[0])
            }
        }
        #expect(error?.description == "source: an output is never used")
    }
}
