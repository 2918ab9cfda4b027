import Foundation
import Numerics

extension Network {
    /// Gives every parameter its initial value: a pure function of seed, run, the parameter's name
    /// and position, so that neither the order nor another head's size changes the rest.
    public func initialize(seed: UInt64, run: Int) {
        for parameter in graph.parameters.all { initialize(parameter, seed: seed, run: run) }
    }

    public func initialize(_ parameter: Parameter, seed: UInt64, run: Int) {
        fill(parameter, parameter.initializer, seed: seed, run: run)
    }

    private func fill(_ parameter: Parameter, _ initializer: Initializer, seed: UInt64, run: Int) {
        let target = UnsafeMutableBufferPointer(start: value(parameter), count: parameter.count)
        let random = CounterRandom(
            seed: seed, purpose: .initialization, run: run, epoch: Int(Self.streamNumber(of: parameter.name)))
        switch initializer {
        case .constant(let constant): target.update(repeating: constant)
        case .kaimingUniform: Self.fillUniform(target, bound: 1 / Float(max(1, parameter.fanIn)).squareRoot(), random)
        case .uniform(let fanIn): Self.fillUniform(target, bound: 1 / Float(max(1, fanIn)).squareRoot(), random)
        case .kaimingNormalFanOut:
            Self.fillNormal(target, deviation: (2 / Float(max(1, parameter.fanOut))).squareRoot(), random)
        case .kaimingNormalFanIn:
            Self.fillNormal(target, deviation: (2 / Float(max(1, parameter.fanIn))).squareRoot(), random)
        case .normal(let deviation): Self.fillNormal(target, deviation: deviation, random)
        case .uniformWithin(let bound): Self.fillUniform(target, bound: bound, random)
        }
    }

    /// Gives a linear layer torch.nn.Linear's initial values, whatever it was declared with.
    ///
    /// - Parameter name: of the module.
    public func initializeLinear(_ name: String, seed: UInt64, run: Int) {
        let fanIn = graph.parameters.all.first { $0.name == "\(name).weight" }?.fanIn ?? 1
        for parameter in graph.parameters.all where ["\(name).weight", "\(name).bias"].contains(parameter.name) {
            fill(parameter, .uniform(fanIn: fanIn), seed: seed, run: run)
        }
    }

    private static func fillUniform(
        _ target: UnsafeMutableBufferPointer<Float>, bound: Float, _ random: CounterRandom
    ) {
        for index in target.indices { target[index] = (2 * random.uniform(sample: index) - 1) * bound }
    }

    /// Box-Muller: two uniform words give one normal value; the other is not used.
    private static func fillNormal(
        _ target: UnsafeMutableBufferPointer<Float>, deviation: Float, _ random: CounterRandom
    ) {
        for index in target.indices {
            let words = random.block(sample: index, draw: 0)
            let radius = (-2 * log((Double(words.x) + 1) * 0x1p-32)).squareRoot()
            target[index] = Float(radius * cos(2 * .pi * Double(words.y) * 0x1p-32)) * deviation
        }
    }

    /// FNV-1a of the name, 32 bits.
    private static func streamNumber(of name: String) -> UInt32 {
        name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
