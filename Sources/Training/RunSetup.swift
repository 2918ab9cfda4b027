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
        samples = Subset.indices(
            labels: dataset.train.labels, classes: dataset.classes.count, percent: percent, seed: values.seed)
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
