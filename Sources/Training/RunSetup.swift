import Backbones
import Datasets
import Storage

/// All that decides a run.
public struct RunSetup {
    public let dataset: PreparedDataset
    public let percent: Int
    public let backbone: Backbone
    /// Counted from 1.
    public let run: Int
    public let values: TrainingProtocol
    public let weights: InitialWeights
    public let trainNormalisation, testNormalisation: TrainingProtocol.Normalisation
    /// The training images, positions in the prepared training part.
    public let samples: [Int]
    /// The images of the training part that choose the best epoch; none where the test images do.
    public let heldOut: [Int]

    /// - Throws: `Failure` where an image is no image, or where there are too few to hold some out.
    public init(
        dataset: PreparedDataset, percent: Int, backbone: Backbone, run: Int, values: TrainingProtocol,
        weights: InitialWeights
    ) throws {
        self.dataset = dataset
        self.percent = percent
        self.backbone = backbone
        self.run = run
        self.values = values
        self.weights = weights
        if let train = values.trainNormalisation {
            trainNormalisation = train
        } else {
            let (mean, std) = try dataset.train.channelStatistics()
            trainNormalisation = .init(mean: mean.map { Float($0) }, std: std.map { Float(max($0, 1e-6)) })
        }
        testNormalisation = values.testNormalisation ?? trainNormalisation
        let (labels, classes) = (dataset.train.labels, dataset.classes.count)
        let chosen = Subset.indices(labels: labels, classes: classes, percent: percent, seed: values.seed)
        switch values.selection {
        case .test: (samples, heldOut) = (chosen, [])
        case .validation:
            (samples, heldOut) = Subset.holdOut(of: chosen, labels: labels, classes: classes, seed: values.seed)
            guard !heldOut.isEmpty else {
                throw Failure(
                    "has one training image a class at \(percent) %, and none can be held out", at: dataset.path,
                    advice: "Take more of the images (PERCENT=), or SELECTION=test.")
            }
        }
    }

    /// The images that choose the best epoch: a part of the data set, and their positions in it (nil for all).
    public var judges: (part: PreparedPart, images: [Int]?) {
        heldOut.isEmpty ? (dataset.test, nil) : (dataset.train, heldOut)
    }

    /// What the run's results depend on.
    public var inputs: Inputs {
        var inputs = values.inputs
        inputs["engine"] = "1"
        inputs["backbone"] = backbone.id
        inputs["dataset"] = dataset.id
        inputs["dataset_digest"] = dataset.digest
        inputs["percent"] = "\(percent)"
        inputs["run"] = "\(run)"
        inputs["weights"] = weights.input
        inputs["train_normalisation"] = trainNormalisation.text
        inputs["test_normalisation"] = testNormalisation.text
        return Inputs(inputs)
    }
}
