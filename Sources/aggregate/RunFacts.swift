import Backbones
import Datasets
import Storage
import Study
import Training

/// Hands what training would record of its inputs now to the verification, which knows no networks.
enum RunFacts {
    /// The inputs of each cell's runs but for the run's number, and but for weights that are not at hand. Left out
    /// are cells whose prepared file is missing or damaged, and those that this version cannot train.
    static func inputs(
        of cells: [CellID], in results: ResultsFolder, protocols: String, prepared: String, pretrained: String
    ) -> [CellID: Inputs] {
        var inputs: [CellID: Inputs] = [:]
        for (id, cells) in Dictionary(grouping: cells, by: \.dataset) {
            let path = Path.join(prepared, "\(id.rawValue).h5")
            guard
                var values = try? TrainingProtocol(
                    folder: protocols, profile: results.profile.base, trial: results.profile.trial,
                    dataset: id.rawValue),
                let dataset = try? PreparedDataset(path: path, memoryLimit: 0)
            else { continue }
            for cell in cells {
                guard let backbone = Backbone.named(cell.backbone.rawValue) else { continue }
                let weights = weights(
                    values, results.profile, backbone, pretrained, pretraining: results.pretraining(of: cell.backbone))
                guard
                    let setup = try? RunSetup(
                        dataset: dataset, percent: cell.percent.rawValue, backbone: backbone, run: 1, values: values,
                        weights: weights ?? .random)
                else { continue }
                // Statistics of all training images are worked out once a data set.
                values.trainNormalisation = setup.trainNormalisation
                inputs[cell] = setup.inputs
                if weights == nil { inputs[cell]?["weights"] = nil }
            }
        }
        return inputs
    }

    private static func weights(
        _ values: TrainingProtocol, _ profile: ProfileName, _ backbone: Backbone, _ pretrained: String,
        pretraining: String
    ) -> InitialWeights? {
        if profile.weightsFile != nil { return nil }
        return try? InitialWeights(
            values.weights, backbone: backbone, pretrained: pretrained, pretraining: pretraining)
    }
}
