import Storage
import Study

/// The paper's tables, made from what lies in these places.
struct TableMaker: Sendable {
    let results: ResultsFolder
    /// The folder of the paper's numbers.
    let published: String
    /// The file with the study's grid.
    let grid: String
    /// The folder of the profile's prepared files.
    let prepared: String

    /// - Parameter number: the paper's; nil is returned for one that it does not have.
    func table(_ number: Int) throws -> (any PaperTable)? {
        switch number {
        case 1:
            let grid = try StudyGrid(path: grid)
            return try RankingTable(
                grid: grid, cells: StoredCells(grid.cells, in: results),
                published: PublishedResults(folder: published), ranking: PublishedRanking(folder: published))
        case 2:
            return BackboneTable(try BackboneFacts.counts(), published: try PublishedBackbones(folder: published))
        case 3:
            return DatasetTable(
                try DatasetFacts.counts(in: prepared), profile: results.profile,
                published: try PublishedDatasets(folder: published))
        case 9:
            return try ArchitectureTable(
                try BackboneFacts.architectures(), published: try PublishedArchitectures(folder: published))
        default:
            let grid = try StudyGrid(path: grid)
            guard let spec = TableSpec(number: number, grid: grid) else { return nil }
            return try ResultTable(spec, grid: grid, in: results, published: PublishedResults(folder: published))
        }
    }
}
