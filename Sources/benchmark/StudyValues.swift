import Backbones
import Datasets
import Storage
import Study
import Training

/// The training values and the data of every column of the grid.
struct StudyValues {
    let values: [DatasetID: TrainingProtocol]
    let data: [DatasetID: DataSize]
    private let prepared: String
    /// The values that most columns have: speeds are measured with them.
    let usual: (values: TrainingProtocol, classes: Int)
    /// The cells that the profile trains first, whose weights all others start from.
    let pretraining: [CellID]

    init(
        _ grid: StudyGrid, profile: ProfileName, protocols: String, prepared: String, catalogue: DatasetCatalogue,
        published: PublishedDatasets
    ) throws {
        func read(_ id: DatasetID) throws -> TrainingProtocol {
            try TrainingProtocol(
                folder: protocols, profile: profile.base, trial: profile.trial, dataset: id.rawValue)
        }
        var values: [DatasetID: TrainingProtocol] = [:]
        for id in Set(grid.columns.map(\.dataset)) { values[id] = try read(id) }
        if values.values.contains(where: { $0.weights == InitialWeights.synthetic }) {
            let first = DatasetID.syntheticImageNet
            values[first] = try read(first)
            pretraining = grid.cells(of: [GridColumn(first)])
        } else {
            pretraining = []
        }
        var data: [DatasetID: DataSize] = [:]
        for id in values.keys {
            data[id] = try DataSize(id, prepared: prepared, catalogue: catalogue, published: published)
        }
        (self.values, self.data, self.prepared) = (values, data, prepared)
        let columns = grid.columns.map(\.dataset)
        func pixels(_ id: DatasetID) -> Int { values[id].map { $0.imageHeight * $0.imageWidth } ?? 0 }
        let common = Dictionary(grouping: columns, by: pixels).max {
            ($0.value.count, $1.key) < ($1.value.count, $0.key)
        }
        guard let id = common?.value.first, let chosen = values[id], let size = data[id] else {
            throw Failure("the grid has no column")
        }
        usual = (chosen, size.classes)
    }

    /// Measures what images take to be made ready, of each data set that is prepared.
    func making() throws -> [DatasetID: CellCost.Making] {
        var making: [DatasetID: CellCost.Making] = [:]
        for (id, values) in values {
            let path = Path.join(prepared, "\(id.rawValue).h5")
            if Path.exists(path) { making[id] = try ImageMeter.making(PreparedDataset(path: path), values) }
        }
        return making
    }

    /// The largest head.
    var mostClasses: Int { data.values.map(\.classes).max() ?? 1 }

    /// Whether nothing has to be run for a cell. What the others start from is never aggregated: its runs tell.
    func isDone(_ cell: CellID, in results: ResultsFolder, runs: Int) -> Bool {
        let files =
            pretraining.contains(cell)
            ? (1...runs).map { Path.join(results.runFolder(of: cell, run: $0), "checkpoint.h5") }
            : [results.cellFile(of: cell)]
        return files.allSatisfy(Path.exists)
    }
}
