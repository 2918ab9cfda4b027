import Backbones
import Datasets
import Foundation
import Layers
import Storage

/// A checkpoint on the test images: predictions.h5 and evaluation.csv beside it.
public final class Evaluation {
    private let checkpoint: String
    private let dataset: PreparedDataset
    private let backbone: Backbone
    private let backboneSize: Backbone.Size
    private let percent, run, batch: Int
    private let size: (height: Int, width: Int)
    private let normalisation: TrainingProtocol.Normalisation

    /// The files and what they depend on: the checkpoint's content and the data.
    public let outputs: Outputs

    /// - Throws: `Failure` where the checkpoint is another backbone's, was trained on other classes,
    ///   or is no checkpoint of this project.
    public init(checkpoint: String, dataset: PreparedDataset, backbone id: String, percent: Int, run: Int) throws {
        let file = try HDF5Reader(path: checkpoint)
        func attribute(_ name: String) throws -> String {
            guard let value = try file.attribute(name) else {
                throw Failure("has no attribute \(name): it is no checkpoint of this project", at: checkpoint)
            }
            return value
        }
        let stored = try attribute("backbone")
        guard stored == id, let backbone = Backbone.named(id) else {
            throw Failure(
                "is a checkpoint of \(stored), not of \(id)", at: checkpoint,
                advice: "Train the cell again, or ask for \(stored).")
        }
        guard let backboneSize = Backbone.Size(rawValue: try attribute("backbone_size")) else {
            throw Failure("has a malformed backbone_size", at: checkpoint)
        }
        let classes = try file.readStrings("classes")
        guard classes == dataset.classes else {
            throw Failure(
                "was trained for \(classes.count) classes, \(dataset.path) has \(dataset.classes.count) or others",
                at: checkpoint, advice: "Evaluate it with the data set it was trained on.")
        }
        let sides = try attribute("image_size").split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2, let batch = Int(try attribute("batch")), batch > 0 else {
            throw Failure("has a malformed image_size or batch", at: checkpoint)
        }
        self.checkpoint = checkpoint
        self.dataset = dataset
        self.backbone = backbone
        self.backboneSize = backboneSize
        (self.percent, self.run, self.batch) = (percent, run, batch)
        size = (sides[0], sides[1])
        normalisation = try TrainingProtocol.Normalisation(text: try attribute("test_normalisation"))
        let folder = Path.folder(of: checkpoint)
        var inputs = Inputs([
            "checkpoint": try Digest.ofFile(checkpoint), "dataset_digest": dataset.digest, "engine": "1",
        ])
        let selection = try file.attribute("selection") ?? TrainingProtocol.Selection.test.rawValue
        if selection != TrainingProtocol.Selection.test.rawValue { inputs["selection"] = selection }
        outputs = Outputs(
            recorder: Path.join(folder, "evaluation.csv"), others: [Path.join(folder, "predictions.h5")],
            inputs: inputs)
    }

    /// - Parameter progress: gets the images done and the number of all.
    public func execute(provenance: Provenance, progress: (Int, Int) -> Void) throws -> Metrics {
        let network = try Network(
            try backbone.graph(
                height: size.height, width: size.width, classes: dataset.classes.count, size: backboneSize))
        try network.load(try StateDict(path: checkpoint), backbone: backbone.id)
        let loader = ImageLoader(
            dataset.test, imageSize: size, mean: normalisation.mean, std: normalisation.std)
        let clock = ContinuousClock()
        let start = clock.now
        let logits = try Predictor(network, batch: batch).logits(loader) { progress($0, loader.part.count) }
        let seconds = (clock.now - start).seconds
        let labels = dataset.test.labels
        let metrics = Metrics(logits: logits, labels: labels, classes: dataset.classes.count, batch: batch)
        try writePredictions(logits, provenance)
        let table = CSVTable(
            comments: provenance.comments + [("wall_seconds", String(format: "%.1f", seconds))]
                + outputs.inputs.comments,
            columns: [
                "backbone", "dataset", "percent", "run", "images", "correct", "top1", "top1_batch_mean", "top5",
                "class_weighted", "mean_loss", "images_per_second",
            ],
            rows: [
                [
                    backbone.id, dataset.id, "\(percent)", "\(run)", "\(metrics.images)", "\(metrics.correct)",
                    "\(metrics.top1 * 100)", "\(metrics.top1BatchMean * 100)", metrics.top5.map { "\($0 * 100)" } ?? "",
                    "\(metrics.classWeighted * 100)", "\(metrics.meanLoss)",
                    String(format: "%.1f", Double(metrics.images) / max(seconds, 1e-9)),
                ]
            ])
        try table.write(to: outputs.recorder)
        return metrics
    }

    private func writePredictions(_ logits: [Float], _ provenance: Provenance) throws {
        try HDF5Writer.write(to: Path.join(Path.folder(of: checkpoint), "predictions.h5")) { file in
            try file.setAttribute("inputs", outputs.inputs.text)
            try file.setAttribute("provenance", provenance.text)
            try file.write("logits", logits, shape: [dataset.test.count, dataset.classes.count])
            try file.write("labels", dataset.test.labels)
            try file.write("names", strings: dataset.test.names)
            try file.write("classes", strings: dataset.classes)
        }
    }
}
