import Foundation
import Layers
import Numerics
import TestSupport
import Testing

/// Convolutions that inference joins with the batch norm behind them.
@Suite struct FoldingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let inputs: Int, outputs: Int, kernel: Int, stride: Int, groups: Int
        let hasBias: Bool

        var testDescription: String {
            "\(inputs) to \(outputs), \(kernel)x\(kernel) /\(stride), \(groups) groups" + (hasBias ? ", bias" : "")
        }

        static let all = [
            Case(inputs: 7, outputs: 12, kernel: 1, stride: 1, groups: 1, hasBias: false),
            Case(inputs: 16, outputs: 9, kernel: 3, stride: 2, groups: 1, hasBias: true),
            Case(inputs: 12, outputs: 8, kernel: 3, stride: 1, groups: 4, hasBias: false),
            Case(inputs: 17, outputs: 17, kernel: 3, stride: 1, groups: 17, hasBias: true),
            Case(inputs: 20, outputs: 20, kernel: 5, stride: 2, groups: 20, hasBias: false),
        ]
    }

    private static let activations: [Activation] = Activation.allCases

    @Test(arguments: Case.all, activations)
    func equalsItsParts(test: Case, activation: Activation) throws {
        let (n, h, w) = (2, 7, 5)
        let shape = ConvolutionShape(
            batch: n, inputHeight: h, inputWidth: w, inputChannels: test.inputs, outputChannels: test.outputs,
            kernel: test.kernel, stride: test.stride, padding: (test.kernel - 1) / 2, groups: test.groups)
        let naive = NaiveConvolution(shape)
        let x = Hashed.uniform("x", naive.inputCount)
        for kernels in KernelSet.supported {
            // The residual comes from the input, and so fits where the convolution changes no extents.
            let allowsResidual = test.stride == 1 && (activation == .identity || activation == .relu)
            for hasResidual in allowsResidual ? [false, true] : [false] {
                let circuit = try Circuit(
                    batch: n, height: h, width: w, channels: [test.inputs, test.outputs], phase: .inference,
                    kernels: kernels
                ) { graph, values in
                    let y = try graph.append(
                        try Convolution(
                            "conv", in: graph, test.inputs, test.outputs, kernel: test.kernel, stride: test.stride,
                            groups: test.groups, bias: test.hasBias, initializer: .kaimingUniform), values[0])
                    let norm = BatchNorm("bn", in: graph, test.outputs, epsilon: 1e-3, activation: activation)
                    try graph.append(norm, hasResidual ? [y, values[1]] : [y])
                }
                var state: [String: [Float]] = [:]
                for parameter in circuit.network.graph.parameters.all {
                    state[parameter.name] =
                        parameter.name == "bn.running_var"
                        ? Hashed.uniform(parameter.name, parameter.count, scale: 0.5).map { 1 + $0 }
                        : Hashed.uniform(parameter.name, parameter.count)
                    circuit[parameter.name] = state[parameter.name] ?? []
                }
                let residual = Hashed.uniform("residual", n * h * w * test.outputs)

                let convolved = naive.forward(x, weight: state["conv.weight"] ?? [], bias: state["conv.bias"])
                let expected = try convolved.indices.map { index in
                    func value(_ name: String) throws -> Double {
                        Double(try #require(state["bn.\(name)"])[index % test.outputs])
                    }
                    let normal =
                        try (Double(convolved[index]) - value("running_mean"))
                        / (value("running_var") + Double(Float(1e-3))).squareRoot()
                    let z = try normal * value("weight") + value("bias") + (hasResidual ? Double(residual[index]) : 0)
                    return Float(activation.value(z))
                }
                let result = circuit.forward(x, residual)
                let place = Comment("\(kernels.name), residual \(hasResidual)")
                #expect(Deviation.relative(result, expected) < 1e-6, place)
                var layers: [String] = []
                circuit.plan.forward(circuit.step) { layers.append($0) }
                #expect(layers == ["source", "bn"], "the convolution was not folded")
            }
        }
    }

    /// A norm of some of a convolution's channels cannot take the convolution's place.
    @Test func normOfASliceStaysAsItIs() throws {
        let circuit = try Circuit(batch: 2, height: 3, width: 3, channels: [4], phase: .inference) { graph, x in
            let y = try graph.append(
                try Convolution("conv", in: graph, 4, 9, kernel: 1, initializer: .kaimingUniform), x[0])
            try graph.append(BatchNorm("bn", in: graph, 5, activation: .silu, readsSlice: true), y)
        }
        let weight = Hashed.uniform("weight", 36)
        circuit["conv.weight"] = weight
        for name in ["bn.weight", "bn.running_var"] { circuit[name] = [2, 3, 4, 5, 6] }
        let x = Hashed.uniform("x", 72)
        let expected = Tensor(2, 3, 3, 4, x.map { Double($0) }).linear(weight.map { Double($0) }).slice(0..<5)
            .normalized([0, 0, 0, 0, 0], [2, 3, 4, 5, 6], [2, 3, 4, 5, 6], [0, 0, 0, 0, 0]).activated(.silu)
        #expect(Deviation.largest(circuit.forward(x).map { Double($0) }, expected.values) < 1e-6)
    }

    /// A convolution that something else reads too keeps its result.
    @Test func sharedConvolutionStaysAsItIs() throws {
        let circuit = try Circuit(batch: 1, height: 3, width: 3, channels: [4], phase: .inference) { graph, x in
            let y = try graph.append(
                try Convolution("conv", in: graph, 4, 4, kernel: 1, initializer: .kaimingUniform), x[0])
            let z = try graph.append(BatchNorm("bn", in: graph, 4), y)
            try graph.append(Join(), [y, z])
        }
        circuit["conv.weight"] = Hashed.uniform("weight", 16)
        for name in ["bn.weight", "bn.running_var"] { circuit[name] = [2, 2, 2, 2] }
        let x = Hashed.uniform("x", 36)
        let y = circuit.forward(x)
        let convolved = NaiveConvolution(
            ConvolutionShape(
                batch: 1, inputHeight: 3, inputWidth: 3, inputChannels: 4, outputChannels: 4, kernel: 1, stride: 1,
                padding: 0, groups: 1)
        ).forward(x, weight: circuit["conv.weight"], bias: nil)
        let scale = 2 / (2 + Float(1e-5)).squareRoot()
        let expected = (0..<9).flatMap { pixel in
            let row = Array(convolved[(pixel * 4)..<(pixel * 4 + 4)])
            return row + row.map { $0 * scale }
        }
        #expect(Deviation.relative(y, expected) < 1e-6)
    }
}
