import Layers
import Numerics
import TestSupport
import Testing

/// Compares layers with their definitions in double precision: results with the definition's, gradients with
/// its central differences, for every row of the dispatch table.
struct Differences {
    private let test: LayerCase
    private let inputs: [[Float]]
    private let parameters: [(name: String, values: [Float])]
    private let expected: Tensor
    private let gradient: [Float]

    /// Of the largest difference to the largest number of a tensor.
    private static let tolerance = 2e-6
    private static let gradientTolerance = 1e-5
    /// Smaller gradients are what rounding leaves of numbers around one.
    private static let smallest = 0.05

    /// Half the distance of the two points. Single kinks of ReLU or max pooling hardly ever lie between them.
    private static let step = 0x1p-19
    /// A tensor of no more elements is checked in each of them, a larger one in that many of them, and both
    /// along directions in which all elements move.
    private static let elements = 64
    private static let directions = 6

    static func check(_ test: LayerCase, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let differences = try Differences(test)
        let slopes = differences.slopes()
        for kernels in KernelSet.supported {
            try differences.compare(slopes, kernels, sourceLocation)
            if test.isTheSameInInference { try differences.compareInference(kernels, sourceLocation) }
        }
    }

    private init(_ test: LayerCase) throws {
        self.test = test
        let pixels = test.batch * test.height * test.width
        inputs = test.channels.enumerated().map { number, channels in
            Hashed.uniform("\(test.testDescription)/\(number)", pixels * channels, scale: test.scale)
        }
        let circuit = try Self.circuit(test, .training, .current)
        parameters = circuit.network.graph.parameters.all.filter { $0.role == .trained }.map { parameter in
            let name = "\(test.testDescription)/\(parameter.name)"
            return (parameter.name, test.parameters[parameter.name] ?? Hashed.uniform(name, parameter.count))
        }
        expected = test.naive(Self.tensors(test, inputs), Self.doubles(parameters))
        gradient = Hashed.uniform("\(test.testDescription)/gradient", expected.values.count)
    }

    private static func circuit(_ test: LayerCase, _ phase: Phase, _ kernels: KernelSet) throws -> Circuit {
        try Circuit(
            batch: test.batch, height: test.height, width: test.width, channels: test.channels, phase: phase,
            kernels: kernels, test.build)
    }

    private static func tensors(_ test: LayerCase, _ inputs: [[Float]]) -> [Tensor] {
        zip(inputs, test.channels).map { Tensor(test.batch, test.height, test.width, $1, $0.map { Double($0) }) }
    }

    private static func doubles(_ parameters: [(name: String, values: [Float])]) -> LayerCase.Parameters {
        LayerCase.Parameters(
            values: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.values.map { Double($0) }) }))
    }

    // MARK: - Slopes of the definition

    /// A direction from a tensor's value, with the slope of the sum of output times gradient along it.
    private struct Slope {
        let direction: Direction
        let value: Double
    }

    private enum Direction {
        case element(Int)
        case all([Double])

        func moved(_ values: [Double], _ distance: Double) -> [Double] {
            switch self {
            case .element(let index):
                var values = values
                values[index] += distance
                return values
            case .all(let direction): return zip(values, direction).map { $0 + distance * $1 }
            }
        }
    }

    /// For each input and then for each parameter.
    private func slopes() -> [[Slope]] {
        let tensors = Self.tensors(test, inputs)
        let values = Self.doubles(parameters)
        let ofInputs = tensors.enumerated().map { number, tensor in
            slopes("\(number)", tensor.values) { moved in
                var tensors = tensors
                tensors[number].values = moved
                return test.naive(tensors, values)
            }
        }
        let ofParameters = parameters.map { parameter in
            slopes(parameter.name, values[parameter.name]) { moved in
                var values = values
                values.values[parameter.name] = moved
                return test.naive(tensors, values)
            }
        }
        return ofInputs + ofParameters
    }

    private func slopes(_ name: String, _ values: [Double], _ run: ([Double]) -> Tensor) -> [Slope] {
        let count = values.count
        var picked = Array(0..<min(count, Self.elements))
        if count > Self.elements {
            let bits = Hashed.bits("\(test.testDescription)/\(name)/elements", Self.elements)
            picked = bits.map { Int($0 % UInt64(count)) }
        }
        let signs = (0..<Self.directions).map { number in
            Hashed.bytes("\(test.testDescription)/\(name)/direction \(number)", count).map { $0 < 128 ? -1.0 : 1 }
        }
        return (picked.map(Direction.element) + signs.map(Direction.all)).map { direction in
            let (ahead, behind) = (
                run(direction.moved(values, Self.step)), run(direction.moved(values, -Self.step))
            )
            var change = 0.0
            for index in gradient.indices {
                change += Double(gradient[index]) * (ahead.values[index] - behind.values[index])
            }
            return Slope(direction: direction, value: change / (2 * Self.step))
        }
    }

    // MARK: - The layers' own

    private func compare(_ slopes: [[Slope]], _ kernels: KernelSet, _ location: SourceLocation) throws {
        let circuit = try Self.circuit(test, .training, kernels)
        // What a pass leaves in memory must not show in the next.
        for parameter in parameters { circuit[parameter.name] = parameter.values.map { 1 - $0 } }
        _ = circuit.forward(inputs.map { $0.map { 30 * $0 + 20 } })
        _ = try circuit.backward(gradient.map { 50 - $0 })
        for parameter in parameters { circuit[parameter.name] = parameter.values }

        expect(circuit.forward(inputs), "\(kernels.name)", location)
        let gradients = try circuit.backward(gradient) + parameters.map { circuit.gradient($0.name) }
        let names = inputs.indices.map { "input \($0)" } + parameters.map(\.name)
        for (name, (slopes, gradient)) in zip(names, zip(slopes, gradients)) {
            expect(slopes, gradient, "\(name), \(kernels.name)", location)
        }
    }

    private func compareInference(_ kernels: KernelSet, _ location: SourceLocation) throws {
        let circuit = try Self.circuit(test, .inference, kernels)
        for parameter in parameters { circuit[parameter.name] = parameter.values }
        expect(circuit.forward(inputs), "\(kernels.name), inference", location)
    }

    private func expect(_ output: [Float], _ place: String, _ location: SourceLocation) {
        let deviation = Deviation.largest(output.map { Double($0) }, expected.values)
        #expect(deviation <= Self.tolerance * test.conditioning, "the output, \(place)", sourceLocation: location)
    }

    private func expect(_ slopes: [Slope], _ gradient: [Float], _ place: String, _ location: SourceLocation) {
        let values = gradient.map { Double($0) }
        let largest = values.reduce(Self.smallest) { max($0, abs($1)) }
        let norm = max(Self.smallest, values.reduce(0) { $0 + $1 * $1 }.squareRoot())
        var worst = 0.0
        var message = ""
        for slope in slopes {
            let (value, size, what) =
                switch slope.direction {
                case .element(let index): (values[index], largest, "\(index)")
                case .all(let signs): (zip(values, signs).reduce(0) { $0 + $1.0 * $1.1 }, norm, "direction")
                }
            let distance = abs(value - slope.value)
            let deviation = distance == 0 ? 0 : distance.isNaN ? .infinity : distance / size
            guard deviation > worst else { continue }
            worst = deviation
            message = "\(what) is \(value), not \(slope.value)"
        }
        #expect(
            worst <= Self.gradientTolerance * test.conditioning,
            "the gradient of \(place): \(message) (largest \(largest))",
            sourceLocation: location)
    }
}
