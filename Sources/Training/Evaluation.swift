import Backbones
import Datasets
import Foundation
import Layers
import Storage

/// A checkpoint on the test images: predictions.h5 and evaluation.csv beside it.
public final class Evaluation {
    private let checkpoint: StoredCheckpoint
    private let dataset: PreparedDataset
    private let percent, run: Int

    /// The files and what they depend on: the checkpoint's content and the data.
    public let outputs: Outputs

    /// - Throws: `Failure` where the checkpoint is another backbone's, was trained on other classes,
    ///   or is no checkpoint of this project.
    public init(checkpoint: String, dataset: PreparedDataset, backbone id: String, percent: Int, run: Int) throws {
        // What the file says is believed, and read at all, only when it holds what training wrote.
        let digest = try Digest.ofFile(checkpoint)
        let folder = Path.folder(of: checkpoint)
        try Sums.check(Path.name(of: checkpoint), digest: digest, in: folder)
        let stored = try StoredCheckpoint(path: checkpoint)
        guard stored.backbone.id == id else {
            throw Failure(
                "is a checkpoint of \(stored.backbone.id), not of \(id)", at: checkpoint,
                advice: "Train the cell again, or ask for \(stored.backbone.id).")
        }
        guard stored.classes == dataset.classes else {
            throw Failure(
                "was trained for \(stored.classes.count) classes, \(dataset.path) has \(dataset.classes.count) or others",
                at: checkpoint, advice: "Evaluate it with the data set it was trained on.")
        }
        (self.checkpoint, self.dataset, self.percent, self.run) = (stored, dataset, percent, run)
        var inputs = Inputs([
            "checkpoint": digest, "dataset_digest": dataset.digest, "engine": "1",
        ])
        if stored.selection != TrainingProtocol.Selection.test.rawValue { inputs["selection"] = stored.selection }
        outputs = Outputs(
            recorder: Path.join(folder, "evaluation.csv"), others: [Path.join(folder, "predictions.h5")],
            inputs: inputs)
    }

    /// - Parameter progress: gets the images done and the number of all.
    public func execute(provenance: Provenance, progress: (Int, Int) -> Void) throws -> Metrics {
        let (network, batch) = (try checkpoint.network(), checkpoint.batch)
        let loader = ImageLoader(
            dataset.test, imageSize: checkpoint.size, mean: checkpoint.normalisation.mean,
            std: checkpoint.normalisation.std)
        let clock = ContinuousClock()
        let start = clock.now
        let logits = try Predictor(network, batch: batch).logits(loader) { progress($0, loader.part.count) }
        let seconds = (clock.now - start).seconds
        let labels = dataset.test.labels
        let metrics = Metrics(logits: logits, labels: labels, classes: dataset.classes.count, batch: batch)
        try Sums.unseal(Self.sealed, in: Path.folder(of: checkpoint.path))
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
                    checkpoint.backbone.id, dataset.id, "\(percent)", "\(run)", "\(metrics.images)",
                    "\(metrics.correct)",
                    "\(metrics.top1 * 100)", "\(metrics.top1BatchMean * 100)", metrics.top5.map { "\($0 * 100)" } ?? "",
                    "\(metrics.classWeighted * 100)", "\(metrics.meanLoss)",
                    String(format: "%.1f", Double(metrics.images) / max(seconds, 1e-9)),
                ]
            ])
        try table.write(to: outputs.recorder)
        try Sums.seal(Self.sealed, in: Path.folder(of: checkpoint.path))
        return metrics
    }

    /// What SHA256SUMS of the folder vouches for, besides what training wrote.
    private static let sealed = ["predictions.h5", "evaluation.csv"]

    /// Seals an evaluation that was killed before it could do so itself.
    public func seal() throws { try Sums.complete(Self.sealed, in: Path.folder(of: checkpoint.path)) }

    private func writePredictions(_ logits: [Float], _ provenance: Provenance) throws {
        try HDF5Writer.write(to: Path.join(Path.folder(of: checkpoint.path), "predictions.h5")) { file in
            try file.setAttribute("inputs", outputs.inputs.text)
            try file.setAttribute("provenance", provenance.text)
            try file.write("logits", logits, shape: [dataset.test.count, dataset.classes.count])
            try file.write("labels", dataset.test.labels)
            try file.write("names", strings: dataset.test.names)
            try file.write("classes", strings: dataset.classes)
        }
    }
}
