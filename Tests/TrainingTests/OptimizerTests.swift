import Layers
import Numerics
import Storage
import TestSupport
import Testing
import Training

/// Five steps of each optimizer against torch's float32.
@Suite struct OptimizerTests {
    private static let count = 37
    private let file: HDF5Reader
    private let network: Network

    init() throws {
        file = try Fixtures.golden("layers")
        let graph = Graph(input: FeatureShape(height: 1, width: 1, channels: 1))
        _ = graph.declare("p", [Self.count], .constant(0))
        network = try Network(graph)
    }

    /// Takes the steps and compares parameters and state with torch's, behind each.
    private func compare(_ name: String, _ optimizer: any Optimizer) throws {
        network.values.base.update(from: Hashed.uniform("\(name)/parameters", Self.count), count: Self.count)
        for step in 0..<5 {
            let gradient = Hashed.uniform("\(name)/gradients/\(step)", Self.count)
            for index in 0..<Self.count {
                network.gradients.base[index] =
                    gradient[index] * Float(sign: .plus, exponent: -(index % 32), significand: 1)
            }
            optimizer.step()
            #expect(optimizer.steps == step + 1)
            let row = (step * Self.count)..<((step + 1) * Self.count)
            for (key, values) in [("parameters", network.values)] + optimizer.state.map({ ($0.name, $0.values) }) {
                let ours = Array(values.values.prefix(Self.count))
                // Torch's bits, rounding for rounding.
                #expect(ours == Array(try file.floats("\(name)/\(key)")[row]), "\(key), step \(step)")
                let exact = try file.doubles("\(name)/\(key)_float64")[row].map { Float($0) }
                #expect(Deviation.relative(ours, exact) < 1e-6, "\(key), step \(step)")
            }
        }
        // The gaps between parameters stay zero.
        #expect(network.values.values.dropFirst(Self.count).allSatisfy { $0 == 0 })
    }

    @Test(arguments: KernelSet.supported)
    func adamW(kernels: KernelSet) throws {
        let optimizer = try AdamW(
            network, learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, kernels: kernels)
        #expect(optimizer.state.map(\.name) == ["exp_avg", "exp_avg_sq"])
        try compare("adamw", optimizer)
    }

    @Test(arguments: KernelSet.supported)
    func sgd(kernels: KernelSet) throws {
        let optimizer = try SGD(network, learningRate: 1e-3, momentum: 0.9, kernels: kernels)
        #expect(optimizer.state.map(\.name) == ["momentum_buffer"])
        try compare("sgd", optimizer)
    }

    /// A parameter that gets no gradient decays with AdamW and stays with SGD.
    @Test func noGradient() throws {
        network.values.base.update(repeating: 2, count: Self.count)
        network.gradients.values.update(repeating: 0)
        try AdamW(network, learningRate: 0.5, weightDecay: 0.5).step()
        #expect(network.values.values.prefix(Self.count).allSatisfy { $0 == 1.5 })
        try SGD(network, learningRate: 0.5).step()
        #expect(network.values.values.prefix(Self.count).allSatisfy { $0 == 1.5 })
    }

    /// Steps on two threads give the bits of one.
    @Test func threadsChangeNothing() throws {
        let count = 100_003
        func values(_ threads: Int, _ make: (Network) throws -> any Optimizer) throws -> [Float] {
            try withThreads(threads) {
                let graph = Graph(input: FeatureShape(height: 1, width: 1, channels: 1))
                _ = graph.declare("p", [count], .constant(0))
                let network = try Network(graph)
                network.values.base.update(from: Hashed.uniform("p", count), count: count)
                network.gradients.base.update(from: Hashed.uniform("g", count), count: count)
                let optimizer = try make(network)
                for _ in 0..<3 { optimizer.step() }
                return Array(network.values.values)
            }
        }
        #expect(try values(1) { try AdamW($0, learningRate: 1e-3) } == values(3) { try AdamW($0, learningRate: 1e-3) })
        #expect(try values(1) { try SGD($0, learningRate: 1e-3) } == values(3) { try SGD($0, learningRate: 1e-3) })
    }
}
