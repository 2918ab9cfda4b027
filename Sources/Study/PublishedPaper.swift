import Storage

/// All that the paper prints, from one folder.
public struct PublishedPaper: Sendable {
    public let results: PublishedResults
    public let backbones: PublishedBackbones
    public let datasets: PublishedDatasets
    public let ranking: PublishedRanking

    /// - Parameter folder: usually Paper/published.
    public init(folder: String) throws {
        results = try PublishedResults(folder: folder)
        backbones = try PublishedBackbones(folder: folder)
        datasets = try PublishedDatasets(folder: folder)
        ranking = try PublishedRanking(folder: folder)
    }

    /// By name, as inputs of what is made from them.
    var digests: [(name: String, digest: String)] {
        [
            ("results", results.digest), ("backbones", backbones.digest), ("datasets", datasets.digest),
            ("ranking", ranking.digest),
        ]
    }

    /// What claims are held against.
    public func numbers(grid: StudyGrid, _ accuracies: Accuracies) -> ClaimNumbers {
        ClaimNumbers(
            grid: grid, accuracies: accuracies, results: results, backbones: backbones, datasets: datasets,
            ranking: ranking)
    }
}
