import Storage

/// Accuracy against parameters and against measured speed, a panel each, with the Pareto fronts.
public struct ComparisonFigure: Sendable {
    public struct Point: Sendable {
        public let backbone: BackboneID
        /// In percent.
        public let top1: Double
        /// 95 %.
        public let interval: Interval
        public let parameters: Int?
        public let imagesPerSecond: Double?

        public init(
            _ backbone: BackboneID, top1: Double, interval: Interval, parameters: Int?, imagesPerSecond: Double?
        ) {
            (self.backbone, self.top1, self.interval) = (backbone, top1, interval)
            (self.parameters, self.imagesPerSecond) = (parameters, imagesPerSecond)
        }
    }

    public let title, heading: String
    public let inputs: Inputs
    private let points: [Point]

    public init(_ points: [Point], title: String, heading: String, inputs: Inputs) {
        (self.points, self.title, self.heading, self.inputs) = (points, title, heading, inputs)
    }

    public init(_ comparison: Comparison) {
        self.init(
            comparison.rows.map { row in
                Point(
                    row.contender.backbone, top1: row.contender.cell.best, interval: row.bootstrap,
                    parameters: row.contender.parameters, imagesPerSecond: row.contender.imagesPerSecond)
            }, title: "Backbones on \(comparison.column.title)", heading: comparison.results.profile.heading,
            inputs: comparison.inputs)
    }

    /// A row a point: `panel` is 1 for parameters and 2 for speed, `front` is 1 for those on the Pareto front.
    public func table(comments: [(key: String, value: String)], inputs: Inputs) -> CSVTable {
        func rows(_ panel: Int, _ x: (Point) -> Double?, cost: (Double) -> Double) -> [[String]] {
            let known = points.compactMap { point in x(point).map { (point, $0) } }
            let front = ParetoFront.indices(known.map { .init(cost: cost($0.1), gain: $0.0.top1) })
            // The front's stairs are drawn in this order.
            let order = known.indices.sorted { (known[$0].1, $0) < (known[$1].1, $1) }
            return order.map { index in
                let (point, x) = known[index]
                let number = (BackboneID.allCases.firstIndex(of: point.backbone) ?? 0) + 1
                return [
                    String(panel), String(number), point.backbone.title, Numbers.exact(x), Numbers.exact(point.top1),
                    Numbers.exact(point.interval.low), Numbers.exact(point.interval.high),
                    front.contains(index) ? "1" : "0", point.backbone.rawValue,
                ]
            }
        }
        return CSVTable(
            comments: [("heading", heading)] + comments + inputs.comments,
            columns: ["panel", "number", "title", "x", "top1", "low", "high", "front", "backbone"],
            rows: rows(1, { $0.parameters.map { Double($0) / 1e6 } }, cost: { $0 })
                + rows(2, { $0.imagesPerSecond }, cost: { -$0 }))
    }
}
