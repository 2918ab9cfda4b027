import Storage

/// Figures 1 and 2: top-1 against the number of training images, published and reproduced.
///
/// The paper shows "the top 3 models with training data" (Section 6.2) without naming a rule. Taken
/// here: the three with the highest published top-1 at 100 % in Table 7. That gives WaveMix, RegNetY
/// and ConvNeXt on CIFAR-10, and ConvNeXt, EfficientNet and RegNet on Tiny ImageNet: together the four
/// that the same section names.
public struct TrainingImagesFigure: Sendable {
    public struct Point: Equatable, Sendable {
        public let percent: Percent
        /// The number of training images.
        public let trainImages: Int
        /// In percent: the published value, or the best run's.
        public let top1: Double
        /// The 95 % interval of cell.csv; nil for a published point.
        public let interval: Interval?
    }

    public enum Source: String, Sendable {
        case published
        case reproduced
    }

    /// A curve: at least one point, by rising number of training images.
    public struct Series: Equatable, Sendable {
        public let backbone: BackboneID
        public let source: Source
        public let points: [Point]
    }

    public let profile: ProfileName
    public let figure: PaperFigure
    public let series: [Series]
    /// What the figure's data were made from.
    public let inputs: Inputs
    /// Cells that were run and cannot be shown, because the number of their training images is unknown.
    public let leftOut: [CellID]

    static let table = 7

    /// Reads the aggregated cells of the figure's data set.
    ///
    /// Published curves: the top three. Reproduced curves: the top three, as far as they have been run.
    /// While any of the three has not, every other backbone that was run is shown as well; where the
    /// profile trains on the paper's data, with its published curve.
    public init(_ figure: PaperFigure, in results: ResultsFolder, published: PublishedResults) throws {
        let dataset = figure.dataset
        let top = Self.topThree(of: dataset, published: published)
        var inputs = Inputs(["profile": results.profile.name])
        var (publishedSeries, reproducedSeries): ([Series], [Series]) = ([], [])
        var leftOut: [CellID] = []
        let complete = top.allSatisfy { backbone in
            Percent.allCases.contains { percent in
                Path.exists(results.cellFile(of: CellID(backbone: backbone, dataset: dataset, percent: percent)))
            }
        }
        let others = complete ? [] : BackboneID.allCases.filter { !top.contains($0) }
        // The top three first, best first; the others in the paper's order.
        for backbone in top + others {
            var (was, now): ([Point], [Point]) = ([], [])
            for percent in Percent.allCases {
                let id = CellID(backbone: backbone, dataset: dataset, percent: percent)
                if let top1 = published.top1(table: Self.table, id), let count = published.trainImages(id) {
                    was.append(Point(percent: percent, trainImages: count, top1: top1, interval: nil))
                }
                guard let stored = try StoredCell.read(id, in: results) else { continue }
                inputs["cell \(id.name)"] = stored.digest
                guard let count = stored.cell.trainImages, count > 0 else {
                    leftOut.append(id)
                    continue
                }
                inputs["train_images \(id.name)"] = String(count)
                now.append(
                    Point(
                        percent: percent, trainImages: count, top1: stored.cell.best, interval: stored.cell.interval))
            }
            let shown = top.contains(backbone) || (results.profile.base == "paper" && !now.isEmpty)
            if shown && !was.isEmpty { publishedSeries.append(.init(backbone, .published, was)) }
            if !now.isEmpty { reproducedSeries.append(.init(backbone, .reproduced, now)) }
        }
        inputs["published"] = published.digest
        profile = results.profile
        self.figure = figure
        series = publishedSeries + reproducedSeries
        self.inputs = inputs
        self.leftOut = leftOut
    }

    /// The three backbones with the highest published top-1 at 100 % in Table 7, the best first.
    public static func topThree(of dataset: DatasetID, published: PublishedResults) -> [BackboneID] {
        let ranked = BackboneID.allCases.compactMap { backbone -> (backbone: BackboneID, top1: Double)? in
            let id = CellID(backbone: backbone, dataset: dataset, percent: .all)
            return published.top1(table: table, id).map { (backbone, $0) }
        }
        return ranked.sorted { $0.top1 > $1.top1 }.prefix(3).map(\.backbone)
    }

    /// The data that the figure is drawn from, a row a point.
    ///
    /// `series` counts the curves from 1, `style` is the backbone's place in the paper's tables from 1:
    /// a backbone looks the same in every figure. `low` and `high` are empty for published points.
    public func table(comments: [(key: String, value: String)], inputs: Inputs) -> CSVTable {
        let rows = series.enumerated().flatMap { index, series in
            series.points.map { point in
                [
                    String(index + 1), series.backbone.title, series.source.rawValue,
                    String((BackboneID.allCases.firstIndex(of: series.backbone) ?? 0) + 1),
                    series.backbone.rawValue, figure.dataset.rawValue, String(point.percent.rawValue),
                    String(point.trainImages), Numbers.exact(point.top1),
                    point.interval.map { Numbers.exact($0.low) } ?? "",
                    point.interval.map { Numbers.exact($0.high) } ?? "",
                ]
            }
        }
        return CSVTable(
            comments: [("heading", profile.heading)] + comments + inputs.comments,
            columns: [
                "series", "title", "source", "style", "backbone", "dataset", "percent", "train_images", "top1", "low",
                "high",
            ], rows: rows)
    }
}

extension TrainingImagesFigure.Series {
    init(_ backbone: BackboneID, _ source: TrainingImagesFigure.Source, _ points: [TrainingImagesFigure.Point]) {
        self.init(backbone: backbone, source: source, points: points.sorted { $0.trainImages < $1.trainImages })
    }
}
