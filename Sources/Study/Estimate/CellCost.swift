/// What all runs of a cell take, predicted from measured speeds.
public struct CellCost: Equatable, Sendable {
    /// Where the number of epochs comes from.
    public enum EpochSource: String, Sendable {
        /// The runs of this cell that there are.
        case history
        /// The most epochs that the profile allows.
        case limit = "max_epochs"
        case assumed
    }

    /// The images that a run goes through.
    public struct Images: Equatable, Sendable {
        /// Trained on in each epoch.
        public let training: Int
        /// Predicted after each epoch, to choose the best one.
        public let judging: Int
        /// Predicted once, by the best weights.
        public let test: Int

        public init(training: Int, judging: Int, test: Int) {
            (self.training, self.judging, self.test) = (training, judging, test)
        }
    }

    /// Images a second, of the cell's image size.
    public struct Speed: Equatable, Sendable {
        public let training, inference: Double

        public init(training: Double, inference: Double) { (self.training, self.inference) = (training, inference) }

        /// The speed on images of another size: a network takes as long as it has multiply-adds to do.
        ///
        /// - Parameters:
        ///   - measured: multiply-adds of an image of the size that was measured.
        ///   - other: of one of the other size.
        public func scaled(from measured: Int, to other: Int) -> Speed {
            let factor = Double(measured) / Double(other)
            return Speed(training: training * factor, inference: inference * factor)
        }
    }

    /// Seconds that an image takes to be made ready for the network: read, decoded, augmented, resized, normalised.
    /// It runs beside the network's computing, on the same processors.
    public struct Making: Equatable, Sendable {
        public let training, plain: Double

        /// Where it is not known.
        public static let none = Making(training: 0, plain: 0)

        /// - Parameter plain: without augmentation, as for judging and test.
        public init(training: Double, plain: Double) { (self.training, self.plain) = (training, plain) }
    }

    public let cell: CellID
    public let isDone: Bool
    public let runs: Int
    /// Of one run, both phases together; a mean where several runs are known.
    public let epochs: Double
    public let epochSource: EpochSource
    public let images: Images
    public let speed: Speed
    public let making: Making
    /// The most that a training step takes, in bytes.
    public let memory: Int
    /// Whether a training step fits into the memory that it may use.
    public let fits: Bool
    /// What stays of the runs, in bytes: weights and predictions.
    public let disk: Int
    /// What an unfinished run keeps besides, in bytes: its weights, the best ones and the optimizer's moments.
    public let resume: Int

    public init(
        _ cell: CellID, isDone: Bool, runs: Int, epochs: Double, from epochSource: EpochSource, images: Images,
        speed: Speed, making: Making = .none, memory: Int, fits: Bool, disk: Int, resume: Int
    ) {
        (self.cell, self.isDone, self.runs, self.epochs, self.epochSource) = (cell, isDone, runs, epochs, epochSource)
        (self.images, self.speed, self.making, self.memory) = (images, speed, making, memory)
        (self.fits, self.disk, self.resume) = (fits, disk, resume)
    }

    /// Seconds of all runs, one after the other: each epoch trains and predicts, and the best weights predict once
    /// more.
    public var seconds: Double {
        let predicting = 1 / speed.inference + making.plain
        let epoch =
            Double(images.training) * (1 / speed.training + making.training) + Double(images.judging) * predicting
        return Double(runs) * (epochs * epoch + Double(images.test) * predicting)
    }
}
