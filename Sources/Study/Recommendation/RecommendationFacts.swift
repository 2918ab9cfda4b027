import Storage

/// What limits go by: parameters as the paper states them, and the speed that the report page shows.
public struct RecommendationFacts: Sendable {
    /// In millions.
    public let parameters: [BackboneID: Double]
    /// Images a second.
    public let speeds: [BackboneID: Double]
    /// How the speeds were measured.
    public let speedNote: String
    private let order: [BackboneID]

    /// - Throws: `Failure` where a run's file cannot be read.
    public init(grid: StudyGrid, cells: StoredCells, published: PublishedPaper) throws {
        var pool = FactPool()
        let found = try grid.cells.map { try ReportCell($0, cells: cells, published: published.results, pool: &pool) }
        let measured = ReportSpeeds(found, results: cells.results)
        (speeds, speedNote, order) = (measured.values, measured.note, grid.backbones)
        parameters = Dictionary(
            uniqueKeysWithValues: grid.backbones.compactMap { id in
                published.backbones[id].map { (id, $0.parameters) }
            })
    }

    /// In the paper's order.
    public var backbones: [(id: BackboneID, parameters: Double?, speed: Double?)] {
        order.map { ($0, parameters[$0], speeds[$0]) }
    }
}
