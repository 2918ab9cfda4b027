import Storage
import Training

/// Recomputes evaluations from stored predictions for the verification, which knows no tensors.
enum EvaluationFacts {
    /// The fields of evaluation.csv that predictions.h5 decides, written as `evaluate` writes them.
    ///
    /// - Throws: `Failure` where the predictions cannot be read or do not fit together.
    static func fields(in folder: String) throws -> [String: String] {
        let path = Path.join(folder, "predictions.h5")
        let file = try HDF5Reader(path: path)
        let logits = try file.read("logits", as: Float.self)
        let labels = try file.read("labels", as: Int32.self)
        let classes = try file.readStrings("classes").count
        guard !labels.isEmpty, logits.count == labels.count * classes,
            labels.allSatisfy({ (0..<classes).contains(Int($0)) })
        else { throw Failure("holds labels that do not fit its logits", at: path) }
        let batch = batchSize(folder)
        let metrics = Metrics(logits: logits, labels: labels, classes: classes, batch: batch ?? 1)
        var fields = [
            "images": "\(metrics.images)", "correct": "\(metrics.correct)", "top1": "\(metrics.top1 * 100)",
            "top5": metrics.top5.map { "\($0 * 100)" } ?? "", "class_weighted": "\(metrics.classWeighted * 100)",
            "mean_loss": "\(metrics.meanLoss)",
        ]
        // The mean over batches depends on their size, which the checkpoint tells.
        if batch != nil { fields["top1_batch_mean"] = "\(metrics.top1BatchMean * 100)" }
        return fields
    }

    private static func batchSize(_ folder: String) -> Int? {
        let path = Path.join(folder, "checkpoint.h5")
        guard Path.exists(path), let text = try? HDF5Reader(path: path).attribute("batch"), let size = Int(text),
            size > 0
        else { return nil }
        return size
    }
}
