import Datasets
import Foundation
import Imaging
import Storage
import Study
import Training

/// What a checkpoint makes of images: a probability a class.
struct Predictions {
    struct Row {
        let path: String
        /// Softmax of the logits, in the order of the classes.
        let probabilities: [Double]
        /// The class of the largest; the first of equals.
        let predicted: Int
    }

    let classes: [String]
    private(set) var rows: [Row] = []
    private(set) var unreadable: [(path: String, reason: String)] = []

    /// Images in memory at once, resized.
    private static let portion = 256

    /// - Parameter progress: gets the number of files done.
    init(_ checkpoint: StoredCheckpoint, of images: LooseImages, memory: Int, progress: (Int) -> Void) throws {
        classes = checkpoint.classes
        let (network, size) = (try checkpoint.network(), checkpoint.size)
        let predictor = Predictor(
            network, batch: checkpoint.batch,
            memory: TrainingMemory.activations(network.graph.parameters, within: memory))
        let normalisation = PixelNormalisation(
            mean: checkpoint.normalisation.mean, std: checkpoint.normalisation.std)
        let pixels = size.height * size.width
        let paths = images.paths
        let portion = max(1, min(Self.portion, (64 << 20) / pixels))
        for start in stride(from: 0, to: paths.count, by: portion) {
            let part = paths[start..<min(paths.count, start + portion)]
            var readable: [(path: String, pixels: [UInt8])] = []
            for (path, image) in zip(part, LooseImages.load(part, imageSize: size)) {
                switch image {
                case .success(let bytes): readable.append((path, bytes))
                case .failure(let error): unreadable.append((path, Self.reason(error)))
                }
            }
            let logits = try predictor.logits(count: readable.count) { range, input in
                for (place, index) in range.enumerated() {
                    readable[index].pixels.withUnsafeBufferPointer {
                        guard let start = $0.baseAddress else { return }
                        normalisation.apply(start, count: pixels, into: input + place * pixels * 3)
                    }
                }
            }
            for (index, image) in readable.enumerated() {
                let own = logits[(index * classes.count)..<((index + 1) * classes.count)]
                rows.append(try Self.row(image.path, Array(own)))
            }
            progress(start + part.count)
        }
    }

    private static func row(_ path: String, _ logits: [Float]) throws -> Row {
        guard let largest = logits.max(), largest.isFinite, let predicted = logits.firstIndex(of: largest) else {
            throw Failure("the network gives no number for it: the checkpoint is damaged", at: path)
        }
        let powers = logits.map { exp(Double($0) - Double(largest)) }
        let sum = powers.reduce(0, +)
        return Row(path: path, probabilities: powers.map { $0 / sum }, predicted: predicted)
    }

    /// Without the path, which stands beside it.
    private static func reason(_ error: any Error) -> String { (error as? Failure)?.what ?? "\(error)" }

    /// - Parameter top: so many classes a line, the most probable first; nil for a column a class.
    func table(comments: [(key: String, value: String)], top: Int?) -> CSVTable {
        func text(_ probability: Double) -> String { String(format: "%.6f", probability) }
        guard let top else {
            return CSVTable(
                comments: comments, columns: ["path", "predicted", "probability"] + classes.map { "p_\($0)" },
                rows: rows.map { row in
                    [row.path, classes[row.predicted], text(row.probabilities[row.predicted])]
                        + row.probabilities.map(text)
                })
        }
        let count = min(top, classes.count)
        return CSVTable(
            comments: comments,
            columns: ["path", "predicted", "probability"]
                + (2...max(2, count)).prefix(count - 1).flatMap { ["class_\($0)", "probability_\($0)"] },
            rows: rows.map { row in
                let order = classes.indices.sorted { (row.probabilities[$1], $0) < (row.probabilities[$0], $1) }
                return [row.path] + order.prefix(count).flatMap { [classes[$0], text(row.probabilities[$0])] }
            })
    }

    /// How many images of which class.
    func summary(otherFiles: Int) -> String {
        var counts = TextTable(header: ["predicted", "images", "mean probability"], rightAligned: [1, 2])
        for (index, name) in classes.enumerated() {
            let own = rows.filter { $0.predicted == index }
            if own.isEmpty { continue }
            let mean = own.reduce(0) { $0 + $1.probabilities[index] } / Double(own.count)
            counts.append([name, String(own.count), Numbers.percent(100 * mean) + " %"])
        }
        var lines = [counts.text, "\(rows.count) images classified, \(unreadable.count) could not be read."]
        if otherFiles > 0 {
            lines.append("\(otherFiles) other files were passed over: they are no images by their names.")
        }
        return lines.joined(separator: "\n")
    }
}
