import ArgumentParser
import Backbones
import CommandSupport
import Datasets
import Storage
import Study
import Training

/// Which backbones are compared, and on what.
struct ColumnOptions: ParsableArguments {
    @OptionGroup var place: ProfileOptions

    @Option(help: "The data set's id.")
    var dataset: DatasetID

    @Option(help: "The share of the training images, in percent.")
    var percent: Percent = .all

    @Option(help: ArgumentHelp("The backbones, separated by commas (default: all).", valueName: "ids"))
    var backbones: String?

    func validate() throws {
        let unknown = names.filter { BackboneID(rawValue: $0) == nil }
        guard unknown.isEmpty else {
            throw ValidationError(
                "\(unknown.joined(separator: ", ")) is no backbone. Known are "
                    + "\(BackboneID.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
    }

    private var names: [String] {
        (backbones ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    }

    /// In the paper's order, each once.
    var ids: [BackboneID] {
        names.isEmpty ? BackboneID.allCases : BackboneID.allCases.filter { names.contains($0.rawValue) }
    }

    var column: GridColumn { GridColumn(dataset, percent) }

    /// Results/<profile>/<dataset>/<percent>.
    var folder: String { Path.folder(of: place.folder.folder(of: column.cell(.resNet50))) }

    func file(_ name: String) -> String { Path.join(folder, name) }

    /// What stands behind a comparison's numbers.
    func use(_ checkpoint: String) -> String {
        ".build/release/evaluate --checkpoint \(checkpoint) --images FOLDER"
    }
}

/// Where data, weights and training values lie.
struct SetupOptions: ParsableArguments {
    @OptionGroup var data: PreparedOption

    @Option(
        help: ArgumentHelp("The folder of published weights, which fetch-prep weights fills.", valueName: "folder"))
    var pretrained = "Data/weights"

    @Option(help: ArgumentHelp("The folder of training values.", valueName: "folder"))
    var protocols = "Data/protocol"

    /// The first run of each backbone's cell, as `train` would set it up.
    ///
    /// - Throws: `Failure` where data or weights are missing, or an architecture cannot take such images.
    func setups(_ options: ColumnOptions) throws -> [(id: BackboneID, setup: RunSetup)] {
        let profile = options.place.profile
        guard profile.weightsFile == nil else {
            throw Failure(
                "is the profile of a file of weights, which belongs to one backbone", at: profile.name,
                advice: "Compare with WEIGHTS=imagenet or WEIGHTS=none.")
        }
        let values = try TrainingProtocol(
            folder: protocols, profile: profile.base, trial: profile.trial, dataset: options.dataset.rawValue)
        guard values.weights != "imagenet" || values.backboneSize == .full else {
            throw Failure(
                "trains miniatures, and published weights are those of the whole networks", at: profile.name,
                advice: "Take WEIGHTS=none, or PROFILE=paper.")
        }
        let path = try data.path(profile: profile, dataset: options.dataset)
        let dataset = try PreparedDataset(path: path)
        guard dataset.id == options.dataset.rawValue else {
            throw Failure("holds the data set \(dataset.id), not \(options.dataset.rawValue)", at: path)
        }
        return try options.ids.map { id in
            guard let backbone = Backbone.named(id.rawValue) else {
                throw Failure("cannot be trained by this version", at: id.rawValue)
            }
            _ = try backbone.graph(
                height: values.imageHeight, width: values.imageWidth, classes: dataset.classes.count,
                size: values.backboneSize)
            let weights = try InitialWeights(
                values.weights, backbone: backbone, pretrained: pretrained,
                pretraining: options.place.folder.pretraining(of: id))
            return (
                id,
                try RunSetup(
                    dataset: dataset, percent: options.percent.rawValue, backbone: backbone, run: 1, values: values,
                    weights: weights)
            )
        }
    }
}
