import Storage

/// One cell of the study: a backbone, fine-tuned on a share of a data set.
public struct CellID: Hashable, Sendable {
    public let backbone: BackboneID
    public let dataset: DatasetID
    public let percent: Percent

    public init(backbone: BackboneID, dataset: DatasetID, percent: Percent) {
        self.backbone = backbone
        self.dataset = dataset
        self.percent = percent
    }

    /// The three ids, as in `resnet50 cifar10 100`.
    public var name: String { "\(backbone.rawValue) \(dataset.rawValue) \(percent.rawValue)" }

    /// The command that trains, evaluates and aggregates this cell.
    ///
    /// - Parameter runs: the number of runs; nil leaves it to the default.
    public func makeCommand(profile: ProfileName, runs: Int? = nil) -> String {
        let variables = profile.makeVariables ?? "PROFILE=\(profile.base) (and the values of this trial)"
        var command = "make cell \(variables) DATASET=\(dataset.rawValue) PERCENT=\(percent.rawValue)"
        command += " BACKBONE=\(backbone.rawValue)"
        if let runs { command += " RUNS=\(runs)" }
        return command
    }
}
