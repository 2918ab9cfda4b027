import Storage

/// Accuracy against size or speed, a panel a domain, with the Pareto front: the backbones that no other beats in both.
///
/// The paper has no such figure. Accuracy is the mean top-1 over the domain's columns in Tables 4 to 6, all at 100 %.
public struct ParetoFigure: Sendable {
    public enum Axis: Sendable {
        /// Of the paper's Table 2, in millions.
        case parameters
        /// Images a second. Published accuracies are set against the speed on this machine too.
        case speed(MeasuredSpeeds)

        var name: String {
            switch self {
            case .parameters: "parameters"
            case .speed: "speed"
            }
        }

        var title: String {
            switch self {
            case .parameters: "Parameters (millions)"
            case .speed(let speeds):
                // Without a comma: gnuplot would end the field there.
                "Measured images/s in \(speeds.mode == "train" ? "training" : speeds.mode): \(speeds.conditions) "
                    + "(log scale)"
            }
        }
    }

    public struct Point: Equatable, Sendable {
        public let domain: Domain
        public let source: Accuracies.Source
        public let backbone: BackboneID
        /// In millions of parameters or images a second.
        public let x: Double
        /// In percent, with half of its 95 % interval; a published number has none.
        public let top1: Estimate
        public let isOnFront: Bool
    }

    /// By domain, then published before reproduced; of these the front first, each by rising x.
    public let points: [Point]
    /// Backbones that have an accuracy and no measured speed, in the paper's order.
    public let leftOut: [BackboneID]
    /// What the figure's data were made from.
    public let inputs: Inputs
    private let axis: Axis
    private let profile: ProfileName

    /// - Parameter cells: those of the domains' columns at least. A backbone that lacks one of a domain's columns is
    ///   not shown in its panel.
    /// - Throws: `Failure` where no point is left to show.
    public init(against axis: Axis, grid: StudyGrid, cells: StoredCells, published: PublishedPaper) throws {
        let ids = grid.cells(of: Domain.all(grid).flatMap(\.columns))
        let front = ParameterFront(
            [Accuracies(published: published.results), Accuracies(cells, of: ids, leastMargin: 0)], grid: grid,
            backbones: published.backbones)
        var inputs = Inputs([
            "profile": cells.results.profile.name, "grid": try grid.digest, "against": axis.name,
            "published results": published.results.digest, "published backbones": published.backbones.digest,
        ])
        for id in ids { inputs["cell \(id.name)"] = cells[id]?.digest }
        var points = front.points.map { point in
            Point(
                domain: point.domain, source: point.source, backbone: point.backbone, x: point.parameters,
                top1: point.top1, isOnFront: point.isOnFront)
        }
        var leftOut: [BackboneID] = []
        if case .speed(let speeds) = axis {
            inputs["speeds"] = speeds.digest
            leftOut = grid.backbones.filter { backbone in
                speeds.imagesPerSecond[backbone] == nil && points.contains { $0.backbone == backbone }
            }
            points = Self.points(points, by: speeds.imagesPerSecond)
        }
        guard !points.isEmpty else {
            throw Failure("no backbone has an accuracy and its \(axis.name)", advice: "Run `make bench`.")
        }
        let order = Domain.all(grid).map(\.id)
        func key(_ point: Point) -> (Int, Int, Int, Double) {
            (
                order.firstIndex(of: point.domain.id) ?? 0, point.source == .published ? 0 : 1,
                point.isOnFront ? 0 : 1, point.x
            )
        }
        self.points = points.sorted { key($0) < key($1) }
        (self.leftOut, self.inputs, self.axis, profile) = (leftOut, inputs, axis, cells.results.profile)
    }

    /// The points of backbones that have a speed, and the fronts that these leave.
    private static func points(_ points: [Point], by speeds: [BackboneID: Double]) -> [Point] {
        let measured = points.compactMap { point in speeds[point.backbone].map { (point: point, speed: $0) } }
        return measured.map { point, speed in
            let rivals = measured.filter { $0.point.domain == point.domain && $0.point.source == point.source }
            // Of speed more is better.
            let front = ParetoFront.indices(rivals.map { .init(cost: -$0.speed, gain: $0.point.top1.value) })
            return Point(
                domain: point.domain, source: point.source, backbone: point.backbone, x: speed, top1: point.top1,
                isOnFront: front.contains { rivals[$0].point.backbone == point.backbone })
        }
    }

    /// `Accuracy against size, by domain`.
    public var title: String {
        switch axis {
        case .parameters: "Accuracy against size, by domain"
        case .speed: "Accuracy against speed, by domain"
        }
    }

    /// What its files are called, without an ending.
    public var name: String {
        switch axis {
        case .parameters: "pareto"
        case .speed: "pareto-speed"
        }
    }

    /// The data that the figure is drawn from, a row a point.
    ///
    /// `panel` counts the domains from 1, `number` is the backbone's place in the paper's tables from 1. `low` and
    /// `high` are empty for published points, `front` is 1 for those on it. `label` is the number where it is written
    /// beside the point: at the reproduced one, if there are both.
    public func table(comments: [(key: String, value: String)], inputs: Inputs) -> CSVTable {
        var panels: [String] = []
        for point in points where !panels.contains(point.domain.id) { panels.append(point.domain.id) }
        let rows = points.map { point in
            let isPublished = point.source == .published
            let number = String((BackboneID.allCases.firstIndex(of: point.backbone) ?? 0) + 1)
            let hasTwin = points.contains {
                $0.source == .reproduced && $0.domain == point.domain && $0.backbone == point.backbone
            }
            return [
                String((panels.firstIndex(of: point.domain.id) ?? 0) + 1), point.domain.title, point.source.rawValue,
                number, point.backbone.title,
                Numbers.exact(point.x), Numbers.exact(point.top1.value),
                isPublished ? "" : Numbers.exact(point.top1.value - point.top1.margin),
                isPublished ? "" : Numbers.exact(point.top1.value + point.top1.margin),
                point.isOnFront ? "1" : "0", point.backbone.rawValue, axis.name, axis.title,
                isPublished && hasTwin ? "" : number,
            ]
        }
        return CSVTable(
            comments: [("heading", profile.heading)] + comments + inputs.comments,
            columns: [
                "panel", "domain", "source", "number", "title", "x", "top1", "low", "high", "front", "backbone",
                "against", "axis", "label",
            ], rows: rows)
    }
}
