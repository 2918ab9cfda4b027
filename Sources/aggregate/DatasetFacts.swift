import Datasets
import Storage
import Study

/// Hands what prepared files hold to Table 3, which knows no images.
enum DatasetFacts {
    /// - Parameter folder: where the profile's prepared files lie.
    static func counts(in folder: String) throws -> [DatasetCounts] {
        try DatasetID.allCases.compactMap { id in
            let path = Path.join(folder, "\(id.rawValue).h5")
            guard Path.exists(path) else { return nil }
            let dataset = try PreparedDataset(path: path)
            return DatasetCounts(
                dataset: id, train: dataset.train.count, test: dataset.test.count, classes: dataset.classes.count,
                split: dataset.split, sharedImages: dataset.duplicates.acrossParts.count, digest: dataset.digest)
        }
    }
}
