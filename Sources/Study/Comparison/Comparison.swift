import Storage

/// Backbones that were trained on one data set, the most accurate first, with what is sure about their order.
///
/// Places go by the best run's top-1, whose checkpoint is the one to use. Two statements of uncertainty stand beside
/// it: the cell's 95 % interval over the runs (another seed), and the paired bootstrap over the test images (other
/// images). A difference counts as significant where McNemar's exact test on the best runs' predictions gives
/// p < 0.05 after Holm's correction for all pairs.
public struct Comparison: Sendable {
    public struct Row: Sendable {
        public let contender: Contender
        /// Counted from 1; equals share the better place.
        public let place: Int
        /// 95 %, in percent, over the test images.
        public let bootstrap: Interval
        /// The first's top-1 less this one's, in percentage points.
        public let behind: Double
        public let behindInterval: Interval
        /// Against the first, Holm-corrected.
        public let p: Double
        /// The share of the bootstrap's draws in which it is the best.
        public let probabilityOfBest: Double
        /// Whether no other is faster and as accurate.
        public let isOnFront: Bool
        public let logME: Double?

        public var isSignificant: Bool { p < Comparison.level }
    }

    public static let level = 0.05
    public let rows: [Row]
    /// Holm-corrected, by places in `rows`.
    public let pairs: [[Double]]
    /// Spearman's, of LogME with the best top-1; nil below three backbones with both.
    public let correlation: Estimate?
    public let inputs: Inputs
    public let results: ResultsFolder
    public let column: GridColumn

    /// - Parameters:
    ///   - contenders: two at least, of one data set and share.
    ///   - logME: transferability scores, where they were computed.
    /// - Throws: `Failure` where they were tested on different images.
    public init(
        _ contenders: [Contender], column: GridColumn, in results: ResultsFolder, logME: [BackboneID: Double] = [:]
    ) throws {
        let order = contenders.enumerated().sorted {
            ($1.element.cell.best, $0.offset) < ($0.element.cell.best, $1.offset)
        }
        let ranked = order.map(\.element)
        guard let first = ranked.first else { throw Failure("there is nothing to compare") }
        if let other = ranked.first(where: { $0.imagesDigest != first.imagesDigest }) {
            throw Failure(
                "were tested on different images", at: "\(first.cell.id.name) and \(other.cell.id.name)",
                advice: "Train both again on the same prepared data.")
        }
        let bootstrap = PairedBootstrap(ranked.map(\.hits))
        let places = ranked.indices.flatMap { left in ranked.indices.dropFirst(left + 1).map { (left, $0) } }
        let adjusted = McNemar.holm(places.map { McNemar.pValue(ranked[$0].hits, ranked[$1].hits) })
        var pairs = [[Double]](repeating: [Double](repeating: 1, count: ranked.count), count: ranked.count)
        for ((left, right), p) in zip(places, adjusted) { (pairs[left][right], pairs[right][left]) = (p, p) }
        let measured = ranked.indices.filter { ranked[$0].imagesPerSecond != nil }
        let front = ParetoFront.indices(
            measured.map { .init(cost: -(ranked[$0].imagesPerSecond ?? 0), gain: ranked[$0].cell.best) }
        ).map { measured[$0] }
        rows = ranked.enumerated().map { index, contender in
            Row(
                contender: contender, place: 1 + ranked.count { $0.cell.best > contender.cell.best },
                bootstrap: bootstrap.interval(index), behind: first.cell.best - contender.cell.best,
                behindInterval: bootstrap.difference(0, index), p: pairs[0][index],
                probabilityOfBest: bootstrap.probability(index), isOnFront: front.contains(index),
                logME: logME[contender.backbone])
        }
        self.pairs = pairs
        let scored = rows.compactMap { row in row.logME.map { ($0, row) } }
        correlation = RankCorrelation.spearman(
            scored.map { Estimate($0.0) },
            scored.map { Estimate($0.1.contender.cell.best, margin: ($0.1.bootstrap.high - $0.1.bootstrap.low) / 2) })
        (self.results, self.column) = (results, column)
        var inputs = Inputs(["profile": results.profile.name, "column": column.name, "comparison": "1"])
        for row in rows {
            inputs["cell \(row.contender.backbone.rawValue)"] = row.contender.digest
            inputs["speed \(row.contender.backbone.rawValue)"] = row.contender.imagesPerSecond.map(Numbers.exact)
            inputs["logme \(row.contender.backbone.rawValue)"] = row.logME.map { "\($0)" }
        }
        self.inputs = inputs
    }
}
