import Backbones
import Layers
import Storage
import TestSupport
import Testing

/// The initial weights of every parameter are distributed as torchvision's and wavemix's.
///
/// Two samples are compared: this project's one network and the values of some networks of PyTorch's. The
/// sampling error of a mean is sd * sqrt(1/n + 1/m); that of a standard deviation follows from the fourth
/// moment. Kurtosis tells uniform values (1.8) from normal ones (3).
@Suite struct InitialDistributionTests {
    /// In standard errors. There are some six thousand comparisons of continuous values.
    private let limit = 5.0

    /// Mean, standard deviation, fourth moment over the variance's square, largest magnitude.
    private struct Moments {
        let mean, deviation, kurtosis, largest: Double

        init(_ values: UnsafeBufferPointer<Float>) {
            let count = Double(values.count)
            let mean = values.reduce(0.0) { $0 + Double($1) } / count
            var (second, fourth) = (0.0, 0.0)
            for value in values {
                let square = (Double(value) - mean) * (Double(value) - mean)
                second += square
                fourth += square * square
            }
            self.mean = mean
            deviation = (second / count).squareRoot()
            kurtosis = second == 0 ? 0 : fourth * count / (second * second)
            largest = values.reduce(0.0) { max($0, abs(Double($1))) }
        }
    }

    @Test(arguments: GoldenBackbone.ids)
    func everyParameter(id: String) throws {
        let file = try Fixtures.golden("initial")
        func column(_ name: String) throws -> [Double] { try file.floats("\(id)/\(name)").map { Double($0) } }
        let (names, counts) = (try file.readStrings("\(id)/names"), try file.integers("\(id)/values"))
        let (means, deviations) = (try column("mean"), try column("deviation"))
        let (kurtoses, largest) = (try column("kurtosis"), try column("largest"))

        let graph = try #require(Backbone.named(id)).graph(height: 64, width: 64, classes: 1000)
        let network = try Network(graph)
        network.initialize(seed: 1, run: 1)
        let trained = graph.parameters.all.filter { $0.role == .trained }
        try #require(trained.map(\.name).sorted() == names.sorted())
        for parameter in trained {
            let row = try #require(names.firstIndex(of: parameter.name))
            let values = UnsafeBufferPointer(start: network.value(parameter), count: parameter.count)
            guard deviations[row] > 0 else {
                let constant = try file.floats("\(id)/mean")[row]
                #expect(values.allSatisfy { abs($0 - constant) <= abs(constant) * 1e-6 }, "\(parameter.name)")
                continue
            }
            let found = Moments(values)
            let (deviation, kurtosis) = (deviations[row], kurtoses[row])
            let error = (1 / Double(values.count) + 1 / Double(counts[row])).squareRoot()
            #expect(
                abs(found.mean - means[row]) < limit * deviation * error,
                "\(parameter.name): mean \(found.mean), not \(means[row])")
            #expect(
                abs(found.deviation / deviation - 1) < limit * (max(kurtosis - 1, 0.8) / 4).squareRoot() * error,
                "\(parameter.name): standard deviation \(found.deviation), not \(deviation)")
            // Small samples cannot tell one shape from another.
            if values.count >= 1000 {
                #expect(
                    abs(found.kurtosis - kurtosis) < limit * (24.0).squareRoot() * error,
                    "\(parameter.name): kurtosis \(found.kurtosis), not \(kurtosis)")
                let isUniform = kurtosis < 2.2
                if isUniform {
                    #expect(
                        abs(found.largest / largest[row] - 1) < 20 / Double(values.count),
                        "\(parameter.name): within \(found.largest), not \(largest[row])")
                }
            }
        }
        for parameter in graph.parameters.all where parameter.role == .statistic {
            let start: Float = parameter.name.hasSuffix("running_var") ? 1 : 0
            let values = UnsafeBufferPointer(start: network.value(parameter), count: parameter.count)
            #expect(values.allSatisfy { $0 == start }, "\(parameter.name)")
        }
    }
}
