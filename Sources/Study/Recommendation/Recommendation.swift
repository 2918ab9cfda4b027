import Foundation

/// Which backbone to take for images of a domain, from the study's columns, without training.
///
/// The rule, which Paper/templates/report.js has as well:
/// 1. Evidence are the columns of the domain (a data set at 100, 10 or 1 % of its training images); of a domain
///    without numbers, those of all domains.
/// 2. Used are the columns whose number of training images is at most `near` times larger or smaller than the
///    user's, and the `least` nearest (by ratio) if these are fewer.
/// 3. In each column a backbone's lead is its accuracy less the mean of all backbones there. Backbones are ranked by
///    their mean lead, so that an easy data set favours nobody; its spread is the sample's standard deviation.
/// 4. The expected accuracy is the mean of the columns' means plus the lead.
/// 5. Limits remove backbones and change no lead. A column's numbers are all published or all reproduced.
public struct Recommendation: Sendable {
    public struct Question: Equatable, Sendable {
        /// A title of `DatasetID.domain`; nil for any.
        public var domain: String?
        /// The user's training images.
        public var images: Int
        /// In millions, of the paper's Table 2.
        public var mostParameters: Double?
        /// Images a second.
        public var leastSpeed: Double?

        public init(domain: String?, images: Int, mostParameters: Double? = nil, leastSpeed: Double? = nil) {
            (self.domain, self.images) = (domain, images)
            (self.mostParameters, self.leastSpeed) = (mostParameters, leastSpeed)
        }
    }

    public struct Row: Sendable {
        public let backbone: BackboneID
        /// In percent.
        public let expected: Double
        /// In percentage points: the mean lead over the columns, and its standard deviation (nil for one column).
        public let lead: Double
        public let deviation: Double?
        /// The lowest and the highest accuracy in the columns used.
        public let spread: Interval
        /// By the columns of `evidence`, in percent.
        public let own: [Double?]
        /// In how many of the columns that it shares with the first it is not behind that.
        public let notBehind, shared: Int
    }

    public let question: Question
    /// The columns used, the nearest number of images first.
    public let evidence: [RecommendationColumn]
    /// The best first.
    public let ranked: [Row]
    /// How many backbones the limits removed.
    public let tooLarge, tooSlow, unmeasured: Int
    /// Whether the domain has no numbers, and those of all others were used.
    public let isBorrowed: Bool
    /// Whether even the nearest column is not near.
    public let isFar: Bool

    /// Columns with so many times more or fewer images are still near.
    public static let near = 3.0
    /// So many columns are used at the least.
    public static let least = 3

    /// - Parameters:
    ///   - columns: in the grid's order.
    ///   - backbones: in the paper's order, with parameters (millions) and images a second where known.
    public init(
        _ question: Question, columns: [RecommendationColumn],
        backbones: [(id: BackboneID, parameters: Double?, speed: Double?)]
    ) {
        let usable = columns.filter { !$0.values.isEmpty && $0.images > 0 }
        let ofDomain = usable.filter { question.domain == nil || $0.column.dataset.domain == question.domain }
        isBorrowed = ofDomain.isEmpty && !usable.isEmpty
        func distance(_ column: RecommendationColumn) -> Double {
            abs(log(Double(column.images) / Double(question.images)))
        }
        let ordered = (isBorrowed ? usable : ofDomain).enumerated()
            .sorted { (distance($0.element), $0.offset) < (distance($1.element), $1.offset) }.map(\.element)
        let close = ordered.filter { distance($0) <= log(Self.near) + 1e-12 }
        let evidence = close.count >= Self.least ? close : Array(ordered.prefix(Self.least))
        let means = evidence.map { column in Self.mean(backbones.compactMap { column.values[$0.id] }) }
        var (tooLarge, tooSlow, unmeasured) = (0, 0, 0)
        let rows = backbones.compactMap { backbone -> Row? in
            let own = evidence.map { $0.values[backbone.id] }
            let known = own.compactMap { $0 }
            guard let low = known.min(), let high = known.max() else { return nil }
            if let most = question.mostParameters, !((backbone.parameters ?? .infinity) <= most) {
                tooLarge += 1
                return nil
            }
            if let slowest = question.leastSpeed {
                guard let speed = backbone.speed else {
                    unmeasured += 1
                    return nil
                }
                if speed < slowest {
                    tooSlow += 1
                    return nil
                }
            }
            let leads = zip(own, means).compactMap { value, mean in value.map { $0 - mean } }
            let lead = Self.mean(leads)
            return Row(
                backbone: backbone.id, expected: Self.mean(means) + lead, lead: lead,
                deviation: Self.deviation(leads), spread: Interval(low: low, high: high), own: own, notBehind: 0,
                shared: 0)
        }
        let sorted = rows.enumerated().sorted { ($1.element.lead, $0.offset) < ($0.element.lead, $1.offset) }
            .map(\.element)
        ranked = sorted.map { row in
            let pairs = zip(row.own, sorted[0].own).compactMap { own, first in
                own.flatMap { own in first.map { own >= $0 } }
            }
            return Row(
                backbone: row.backbone, expected: row.expected, lead: row.lead, deviation: row.deviation,
                spread: row.spread, own: row.own, notBehind: pairs.count { $0 }, shared: pairs.count)
        }
        (self.question, self.evidence) = (question, evidence)
        (self.tooLarge, self.tooSlow, self.unmeasured) = (tooLarge, tooSlow, unmeasured)
        isFar = evidence.first.map { distance($0) > log(Self.near) } ?? false
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private static func deviation(_ values: [Double]) -> Double? {
        if values.count < 2 { return nil }
        let middle = mean(values)
        let squares = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
        return (squares / Double(values.count - 1)).squareRoot()
    }
}
