/// A column of the study with its accuracies, as evidence for a recommendation.
public struct RecommendationColumn: Sendable {
    /// Which numbers count.
    public enum Numbers: String, CaseIterable, Sendable {
        /// The paper's.
        case published
        /// Reproduced ones only.
        case reproduced
        /// Reproduced ones in columns where all backbones were run, else the paper's.
        case both
    }

    public let column: GridColumn
    public let isReproduced: Bool
    /// Top-1 in percent.
    public let values: [BackboneID: Double]
    /// Training images; 0 where nobody says.
    public let images: Int

    public init(_ column: GridColumn, isReproduced: Bool, values: [BackboneID: Double], images: Int) {
        (self.column, self.isReproduced, self.values, self.images) = (column, isReproduced, values, images)
    }

    /// All columns of the grid.
    public static func all(
        _ numbers: Numbers, grid: StudyGrid, cells: StoredCells, published: PublishedResults
    ) -> [RecommendationColumn] {
        grid.columns.map { column in
            let ids = grid.backbones.map(column.cell)
            let found = ids.map { cells[$0]?.cell }
            let isReproduced = numbers == .reproduced || (numbers == .both && found.allSatisfy { $0 != nil })
            var values: [BackboneID: Double] = [:]
            for (id, cell) in zip(ids, found) { values[id.backbone] = isReproduced ? cell?.best : published.top1(id) }
            let used = isReproduced ? found.compactMap { $0?.trainImages }.first : nil
            let stated = ids.compactMap(published.trainImages).first ?? found.compactMap { $0?.trainImages }.first
            return RecommendationColumn(
                column, isReproduced: isReproduced, values: values, images: used ?? stated ?? 0)
        }
    }
}
