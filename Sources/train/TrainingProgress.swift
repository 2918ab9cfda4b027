import CommandSupport
import Foundation
import Training

/// Shows a run: a bar on a terminal, a line an epoch in any case, nothing when quiet.
final class TrainingProgress: TrainingObserver {
    private let title: String
    private let quiet: Bool
    private let bar: ProgressBar
    private let clock = ContinuousClock()
    private var partStart = ContinuousClock().now
    private var part = ""
    private var loss = 0.0
    private var bestTop1: Double?

    init(_ title: String, quiet: Bool) {
        self.title = title
        self.quiet = quiet
        bar = ProgressBar(quiet: quiet)
    }

    func runStarts(afterEpoch epoch: Int, note: String?) {
        partStart = clock.now
        guard !quiet else { return }
        if let note { Console.print(note) }
        Console.print(epoch == 0 ? title : "\(title): going on after epoch \(epoch)")
    }

    func batchEnds(epoch: Int, phase: DualOpt.Phase, part: String, images: Int, of count: Int, loss: Double?) {
        if part != self.part {
            // The clock of a part starts with its first batch's end, so that planning does not count.
            self.part = part
            partStart = clock.now
        }
        if let loss { self.loss = loss }
        let elapsed = max((clock.now - partStart).seconds, 1e-9)
        let rate = Double(images) / elapsed
        let left = Double(count - images) / rate
        bar.draw(
            "epoch \(epoch) \(phase.rawValue) \(part)", done: images, of: count,
            String(
                format: "%.0f images/s  loss %.3f  best %@  %@ left", rate, self.loss,
                bestTop1.map { String(format: "%.2f %%", $0 * 100) } ?? "-", Self.time(left)))
    }

    func epochEnds(_ epoch: Epoch, bestTop1: Double) {
        self.bestTop1 = bestTop1
        part = ""
        bar.clear()
        guard !quiet else { return }
        Console.print(
            String(
                format:
                    "  epoch %3d  %@  loss %.4f  test loss %.4f  top-1 %6.2f %%%@  best %6.2f %%  %.0f images/s  %@",
                epoch.number, epoch.phase.rawValue, epoch.trainLoss, epoch.test.meanLoss, epoch.test.top1 * 100,
                epoch.isBest ? " *" : "  ", bestTop1 * 100, Double(epoch.trainImages) / max(epoch.trainSeconds, 1e-9),
                Self.time(epoch.trainSeconds + epoch.testSeconds)))
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e7))
        return whole < 3600
            ? String(format: "%d:%02d", whole / 60, whole % 60)
            : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
    }
}
