import Foundation
import Layers
import TestSupport
import Testing
import Training

/// What a network with hashed weights must do as PyTorch's does, whatever its size.
extension GoldenBackbone {
    /// How far single precision may be from PyTorch's double precision.
    struct Bounds {
        var logits = 2e-5
        /// Of each parameter's gradient, relative to its norm.
        var gradients = 3e-4
        var runningStatistics = 1e-5
        var losses = 3e-4
    }

    /// The rows of a golden file's sketches.
    private static let rows = 8

    private var title: String { size == .full ? backbone.id : "\(backbone.id) miniature" }

    /// Prints measured deviations where the variable asks for them.
    private func report(_ text: String) {
        if ProcessInfo.processInfo.environment["WHICH_BACKBONE_REPORT"] != nil { print("\(title) \(text)") }
    }

    /// Every batch of the golden file in evaluation mode.
    func checkEvaluation(_ bounds: Bounds = Bounds()) throws {
        let cases = try names(in: "eval")
        try #require(cases.count >= 2)
        for name in cases {
            let extents = name.split(separator: "x").compactMap { Int($0) }
            try #require(extents.count == 3)
            let expected = try floats("eval/\(name)")
            let logits = try logits(
                count: extents[0], height: extents[1], width: extents[2], classes: expected.count / extents[0])
            let deviation = Deviation.relative(logits, expected)
            report("evaluation \(name): \(deviation)")
            #expect(deviation < bounds.logits, "\(name)")
        }
    }

    /// One training step: loss, logits, the gradient of every parameter, running statistics.
    func checkTrainingStep(_ bounds: Bounds = Bounds()) throws {
        var training = try GoldenTraining(self, "train")
        let (loss, expectedLoss) = (training.run(try string("train/images")), try double("train/loss"))
        #expect(abs(loss / expectedLoss - 1) < bounds.logits)
        let logits = Deviation.relative(training.logits, try floats("train/logits"))
        #expect(logits < bounds.logits)
        report("training step: loss \(abs(loss / expectedLoss - 1)), logits \(logits)")
        try checkGradients(training.network, bounds)
        try checkRunningStatistics(training.network, bounds)
    }

    private func checkGradients(_ network: Network, _ bounds: Bounds) throws {
        let (names, norms) = (try strings("train/names"), try doubles("train/norms"))
        let sketches = try floats("train/sketches")
        let trained = network.graph.parameters.all.filter { $0.role == .trained }
        try #require(trained.map(\.name).sorted() == names.sorted())
        let rows = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let largest = norms.max() ?? 0
        var (deviations, vanishing): ([(value: Double, name: String)], [Double]) = ([], [])
        for parameter in trained {
            let row = try #require(rows[parameter.name])
            let values = UnsafeBufferPointer(start: network.gradient(parameter), count: parameter.count)
            let distance = distance(Hashed.sketch(parameter.name, values), sketches, row)
            if norms[row] > 1e-7 * largest {
                deviations.append((distance / norms[row], parameter.name))
                #expect(distance < bounds.gradients * norms[row], "\(parameter.name): \(distance / norms[row])")
            } else {
                // A gradient that is zero but for rounding.
                vanishing.append(distance / largest)
                #expect(distance < 1e-6 * largest, "\(parameter.name): \(distance / largest)")
            }
        }
        #expect(deviations.count > vanishing.count)
        deviations.sort { $0.value < $1.value }
        report(
            """
            gradients: worst \(deviations.last?.name ?? "") \(deviations.last?.value ?? 0), median \
            \(deviations[deviations.count / 2].value), \(vanishing.count) vanishing at most \(vanishing.max() ?? 0)
            """)
    }

    /// The running means and variances behind the one step.
    private func checkRunningStatistics(_ network: Network, _ bounds: Bounds) throws {
        let statistics = network.graph.parameters.all.filter { $0.role == .statistic }
        guard contains("train/running_names") else {
            #expect(statistics.isEmpty)
            return
        }
        let (names, norms) = (try strings("train/running_names"), try floats("train/running_norms"))
        let sketches = try floats("train/running_sketches")
        try #require(statistics.map(\.name).sorted() == names.sorted())
        let rows = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var worst = 0.0
        for parameter in statistics {
            let row = try #require(rows[parameter.name])
            let values = UnsafeBufferPointer(start: network.value(parameter), count: parameter.count)
            let deviation = distance(Hashed.sketch(parameter.name, values), sketches, row) / Double(norms[row])
            worst = max(worst, deviation)
            #expect(deviation < bounds.runningStatistics, "\(parameter.name): \(deviation)")
        }
        report("running statistics: \(worst)")
    }

    /// Ten steps of AdamW, then five of SGD on the same weights; the loss before each update.
    func checkLosses(_ bounds: Bounds = Bounds()) throws {
        var training = try GoldenTraining(self, "steps")
        let (images, rates) = (try string("steps/images"), try doubles("steps/rates"))
        let expected = try doubles("steps/losses")
        try #require(expected.count == 15 && rates.count == 2)
        let adamW = try AdamW(
            training.network, learningRate: rates[0], beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01)
        let sgd = try SGD(training.network, learningRate: rates[1], momentum: 0.9)
        var deviations: [Double] = []
        for (step, loss) in expected.enumerated() {
            let result = training.run("\(images)/\(step)")
            if step < 10 { adamW.step() } else { sgd.step() }
            deviations.append(abs(result / loss - 1))
            #expect(abs(result / loss - 1) < bounds.losses, "step \(step): \(result), not \(loss)")
        }
        report("fifteen losses: \(deviations.max() ?? 0)")
    }

    /// The estimated L2 norm of a difference, from a sketch and a row of the golden file's.
    private func distance(_ sketch: [Double], _ stored: [Float], _ row: Int) -> Double {
        let reference = stored[(Self.rows * row)..<(Self.rows * (row + 1))].map { Double($0) }
        return Deviation.ofSketches(Array(sketch.prefix(Self.rows)), reference[...])
    }
}
