import Foundation
import Storage

/// One epoch of a run, as a line of history.csv.
public struct Epoch: Sendable {
    public static let columns = [
        "epoch", "phase", "train_loss", "train_images", "test_loss", "correct", "images", "top1", "top1_batch_mean",
        "best", "train_seconds", "test_seconds", "images_per_second",
    ]

    public let number: Int
    public let phase: DualOpt.Phase
    public let trainLoss: Double
    public let trainImages: Int
    public let test: Metrics
    public let isBest: Bool
    /// Wall time of training and of the test, in seconds.
    public let trainSeconds, testSeconds: Double

    /// Losses and accuracies with all their digits, so that equal runs have equal lines; the last
    /// three fields are wall times.
    public var fields: [String] {
        [
            "\(number)", phase.rawValue, "\(trainLoss)", "\(trainImages)", "\(test.meanLoss)", "\(test.correct)",
            "\(test.images)", "\(test.top1 * 100)", "\(test.top1BatchMean * 100)", isBest ? "1" : "0",
            String(format: "%.2f", trainSeconds), String(format: "%.2f", testSeconds),
            String(format: "%.1f", Double(trainImages) / max(trainSeconds, 1e-9)),
        ]
    }
}
