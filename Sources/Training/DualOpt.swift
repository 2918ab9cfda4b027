/// The course of a run: AdamW until the accuracy stops improving, then SGD from the best weights
/// until it stops again (paper, section 5; Jeevan and Sethi's DualOpt). No tensors here.
public struct DualOpt: Equatable, Sendable {
    public enum Phase: String, Sendable { case adamw, sgd }

    public enum Next: Equatable, Sendable {
        /// Another epoch of the same phase.
        case goOn
        /// Back to the best weights, and on with SGD.
        case switchToSGD
        case stop
    }

    public private(set) var phase = Phase.adamw
    /// Epochs done, in both phases together.
    public private(set) var epoch = 0
    /// Right predictions of the best epoch; nil before the first.
    public private(set) var best: Int?
    /// Epochs of this phase since the best of both phases.
    public private(set) var sinceBest = 0

    private let adamWPatience, sgdPatience: Int
    private let maxEpochs: Int?
    private let improvesOnTie: Bool

    public init(adamWPatience: Int, sgdPatience: Int, maxEpochs: Int?, improvesOnTie: Bool) {
        self.adamWPatience = adamWPatience
        self.sgdPatience = sgdPatience
        self.maxEpochs = maxEpochs
        self.improvesOnTie = improvesOnTie
    }

    /// Takes an epoch's result.
    ///
    /// - Parameter correct: right predictions among the images that choose the epoch.
    /// - Returns: whether the epoch is the best so far, and how the run goes on.
    public mutating func record(correct: Int) -> (improved: Bool, next: Next) {
        epoch += 1
        let improved = best.map { improvesOnTie ? correct >= $0 : correct > $0 } ?? true
        if improved {
            best = correct
            sinceBest = 0
        } else {
            sinceBest += 1
        }
        if let maxEpochs, epoch >= maxEpochs { return (improved, .stop) }
        switch phase {
        case .adamw where sinceBest >= adamWPatience:
            phase = .sgd
            sinceBest = 0
            return (improved, .switchToSGD)
        case .sgd where sinceBest >= sgdPatience: return (improved, .stop)
        default: return (improved, .goOn)
        }
    }

    /// Takes up an interrupted run.
    public mutating func restore(phase: Phase, epoch: Int, best: Int?, sinceBest: Int) {
        (self.phase, self.epoch, self.best, self.sinceBest) = (phase, epoch, best, sinceBest)
    }
}
