/// The numbers that claims are held against.
public struct ClaimNumbers: Sendable {
    public let grid: StudyGrid
    public let accuracies: Accuracies
    public let results: PublishedResults
    public let backbones: PublishedBackbones
    public let datasets: PublishedDatasets
    public let ranking: PublishedRanking

    public init(
        grid: StudyGrid, accuracies: Accuracies, results: PublishedResults, backbones: PublishedBackbones,
        datasets: PublishedDatasets, ranking: PublishedRanking
    ) {
        (self.grid, self.accuracies, self.results) = (grid, accuracies, results)
        (self.backbones, self.datasets, self.ranking) = (backbones, datasets, ranking)
    }

    func value(_ backbone: BackboneID, _ column: ClaimColumn) -> Estimate? {
        accuracies.value(backbone, column.column, table: column.table)
    }

    func contest(_ column: ClaimColumn) -> Contest {
        ClaimSeries(title: column.title, columns: [column]).contest(self)
    }
}
