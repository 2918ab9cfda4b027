import Backbones
import Foundation
import Layers
import Numerics
import Storage
import TestSupport
import Testing
import Training

/// The three backbones, full size, against torchvision's. On one thread, which is hardly slower here and
/// does not wait for others where the machine is busy; `DeterminismTests` compares with two.
@Suite(.serialized) struct GoldenBackboneTests {
    /// Prints measured deviations where the variable asks for them.
    private func report(_ text: String) {
        if ProcessInfo.processInfo.environment["WHICH_BACKBONE_REPORT"] != nil { print(text) }
    }

    @Test(arguments: GoldenBackbone.ids)
    func parameterNamesAndShapes(id: String) throws {
        let golden = try GoldenBackbone(id)
        let names = try golden.file.readStrings("state/names")
        let extents = try golden.file.integers("state/shapes")
        var expected: [String] = []
        for (row, name) in names.enumerated() where !name.hasSuffix(".num_batches_tracked") {
            expected.append("\(name) \(extents[(4 * row)..<(4 * row + 4)].filter { $0 > 0 })")
        }
        let graph = try golden.backbone.graph(height: 64, width: 64, classes: GoldenBackbone.classes)
        #expect(graph.parameters.all.map { "\($0.name) \($0.shape)" } == expected)
        // The image's size changes none of them.
        let other = try golden.backbone.graph(height: 448, width: 672, classes: GoldenBackbone.classes)
        #expect(other.parameters.all.map(\.name) == graph.parameters.all.map(\.name))
        #expect(other.parameters.trainedCount == graph.parameters.trainedCount)
    }

    @Test(arguments: GoldenBackbone.ids)
    func parameterCount(id: String) throws {
        let golden = try GoldenBackbone(id)
        let expected: [Int64] = try golden.file.read("state/parameters")
        #expect([Int64(golden.backbone.parameterCount)] == expected)
        let graph = try golden.backbone.graph(height: 224, width: 224, classes: 1000)
        #expect(graph.parameters.parameterCount == golden.backbone.parameterCount)
    }

    /// Convolutions, squeeze-excitation's and linear layers, as torchvision's `_ops` counts them.
    @Test(arguments: GoldenBackbone.ids)
    func multiplyAdds(id: String) throws {
        let backbone = try #require(Backbone.named(id))
        let graph = try backbone.graph(height: 224, width: 224, classes: 1000)
        let count = graph.nodes.reduce(0) { $0 + $1.layer.multiplyAdds($1.inputs.map(\.shape)) }
        report("\(id): \(count) multiply-adds")
        #expect(abs(Double(count) / 1e6 / backbone.megaMultiplyAdds - 1) < 1e-3, "\(count)")
        // torchvision 0.21, torchvision/models/*.py, in thousand millions, rounded to three digits.
        let published = ["resnet50": 4.089, "mobilenet_v3_large": 0.217, "shufflenet_v2_x2_0": 0.583]
        #expect(abs(Double(count) / 1e9 - (try #require(published[id]))) < 6e-4, "\(count)")
    }

    @Test(arguments: GoldenBackbone.ids, [[64, 64], [96, 80]])
    func evaluationLogits(id: String, size: [Int]) throws {
        try withThreads(1) {
            let golden = try GoldenBackbone(id)
            let deviation = Deviation.relative(
                try golden.logits(height: size[0], width: size[1]),
                try golden.file.floats("eval/logits_\(size[0])x\(size[1])"))
            let torch = try golden.file.double("eval/torch_float32_error_\(size[0])x\(size[1])")
            report("\(id) eval \(size): logits \(deviation), torch's float32 \(torch)")
            #expect(deviation < 2e-5)
        }
    }

    @Test(arguments: GoldenBackbone.ids)
    func gradientsOfOneStep(id: String) throws {
        try withThreads(1) {
            let golden = try GoldenBackbone(id)
            let file = golden.file
            var training = try GoldenTraining(golden, "train")
            let loss = training.run(try file.string("train/images"))
            let expectedLoss = try file.double("train/loss")
            #expect(abs(loss / expectedLoss - 1) < 1e-5)
            let logits = Deviation.relative(training.logits, try file.floats("train/logits"))
            #expect(logits < 1e-5)

            let names = try file.readStrings("train/names")
            let (norms, sketches) = (try file.doubles("train/norms"), try file.doubles("train/sketches"))
            let trained = training.network.graph.parameters.all.filter { $0.role == .trained }
            try #require(trained.map(\.name) == names)
            let largest = norms.max() ?? 0
            var (deviations, vanishing): ([Double], [Double]) = ([], [])
            for (row, parameter) in trained.enumerated() {
                let values = UnsafeBufferPointer(start: training.network.gradient(parameter), count: parameter.count)
                let distance = Deviation.ofSketches(
                    Hashed.sketch(parameter.name, values), sketches[(16 * row)..<(16 * row + 16)])
                if norms[row] > 1e-7 * largest {
                    deviations.append(distance / norms[row])
                    #expect(distance < 3e-4 * norms[row], "\(parameter.name): \(distance / norms[row])")
                } else {
                    // A gradient that is zero but for rounding.
                    vanishing.append(distance / largest)
                    #expect(distance < 1e-6 * largest, "\(parameter.name): \(distance / largest)")
                }
            }
            #expect(deviations.count > vanishing.count)

            let runningNames = try file.readStrings("train/running_names")
            let runningNorms = try file.doubles("train/running_norms")
            let runningSketches = try file.doubles("train/running_sketches")
            let statistics = training.network.graph.parameters.all.filter { $0.role == .statistic }
            try #require(Set(statistics.map(\.name)) == Set(runningNames))
            var running: [Double] = []
            for parameter in statistics {
                let row = try #require(runningNames.firstIndex(of: parameter.name))
                let values = UnsafeBufferPointer(start: training.network.value(parameter), count: parameter.count)
                let distance = Deviation.ofSketches(
                    Hashed.sketch(parameter.name, values), runningSketches[(16 * row)..<(16 * row + 16)])
                running.append(distance / runningNorms[row])
                #expect(distance < 1e-5 * runningNorms[row], "\(parameter.name)")
            }
            let torch = zip(try file.doubles("train/torch_float32_differences"), norms).filter { $1 > 1e-7 * largest }
                .map { $0 / $1 }
            report(
                """
                \(id) training step: loss \(abs(loss / expectedLoss - 1)), logits \(logits), gradients worst \
                \(deviations.max() ?? 0), median \(deviations.sorted()[deviations.count / 2]) (torch's float32: \
                \(torch.max() ?? 0), \(torch.sorted()[torch.count / 2])), \(vanishing.count) vanishing at most \
                \(vanishing.max() ?? 0), running statistics \(running.max() ?? 0)
                """)
        }
    }

    @Test(arguments: GoldenBackbone.ids, ["adamw", "sgd"])
    func lossesOfTenSteps(id: String, kind: String) throws {
        try withThreads(1) {
            let golden = try GoldenBackbone(id)
            var training = try GoldenTraining(golden, kind)
            let optimizer: any Optimizer =
                kind == "adamw"
                ? try AdamW(
                    training.network, learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01)
                : try SGD(training.network, learningRate: 1e-3, momentum: 0.9)
            let images = try golden.file.string("\(kind)/images")
            let expected = try golden.file.doubles("\(kind)/losses")
            var deviations: [Double] = []
            for (step, loss) in expected.enumerated() {
                let result = training.run("\(images)/\(step)")
                optimizer.step()
                deviations.append(abs(result / loss - 1))
                #expect(abs(result / loss - 1) < 3e-4, "step \(step): \(result), not \(loss)")
            }
            let torch = try golden.file.doubles("\(kind)/torch_float32_deviations").max() ?? 0
            report("\(id) ten steps of \(kind): \(deviations.max() ?? 0), torch's float32 \(torch)")
        }
    }
}
