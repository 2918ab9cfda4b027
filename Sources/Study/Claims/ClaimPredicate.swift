import Storage

/// What a claim says of the tables, in a form that can be evaluated.
protocol ClaimPredicate: Sendable {
    /// - Throws: `Failure` for parameters that are missing or of no use.
    init(_ fields: inout ClaimFields, grid: StudyGrid) throws

    func finding(_ numbers: ClaimNumbers) -> Finding
}

/// The kinds of predicates, by their names in the file.
enum ClaimKind: String, CaseIterable {
    case top
    case beats
    case groupBeats = "group_beats"
    case drop
    case spreadFalls = "spread_falls"
    case steady
    case keepsTop = "keeps_top"
    case rankCorrelation = "rank_correlation"
    case ranking
    case sameInAllTables = "same_in_all_tables"
    case averages
    case allReported = "all_reported"
    case outside

    var type: any ClaimPredicate.Type {
        switch self {
        case .top: TopClaim.self
        case .beats: BeatsClaim.self
        case .groupBeats: GroupBeatsClaim.self
        case .drop: DropClaim.self
        case .spreadFalls: SpreadFallsClaim.self
        case .steady: SteadyClaim.self
        case .keepsTop: KeepsTopClaim.self
        case .rankCorrelation: RankCorrelationClaim.self
        case .ranking: RankingClaim.self
        case .sameInAllTables: SameInAllTablesClaim.self
        case .averages: AveragesClaim.self
        case .allReported: AllReportedClaim.self
        case .outside: OutsideClaim.self
        }
    }
}
