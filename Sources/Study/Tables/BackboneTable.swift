import Storage

/// What Table 2 says of a backbone, counted from the built network.
public struct BackboneCounts: Sendable {
    /// A version of published weights.
    public struct Weights: Sendable {
        /// Such as `IMAGENET1K_V2`.
        public let version: String
        public let fileName: String
        /// On ImageNet, in percent, as the publisher states it.
        public let top1: Double

        public init(version: String, fileName: String, top1: Double) {
            (self.version, self.fileName, self.top1) = (version, fileName, top1)
        }
    }

    public let backbone: BackboneID
    /// Trained values, with a head of 1,000 classes.
    public let parameters: Int
    /// Of an image of 224x224.
    public let multiplyAdds: Int
    /// The weights that the study loads.
    public let weights: Weights
    /// Other versions that were published.
    public let otherWeights: [Weights]

    public init(
        backbone: BackboneID, parameters: Int, multiplyAdds: Int, weights: Weights, otherWeights: [Weights]
    ) {
        (self.backbone, self.parameters, self.multiplyAdds) = (backbone, parameters, multiplyAdds)
        (self.weights, self.otherWeights) = (weights, otherWeights)
    }
}

/// The paper's Table 2: the backbones, their sizes and what their published weights reach on ImageNet.
public struct BackboneTable: PaperTable {
    public let rows: [(counts: BackboneCounts, published: PublishedBackbones.Row?)]
    public let inputs: Inputs

    public init(_ counts: [BackboneCounts], published: PublishedBackbones) {
        rows = counts.map { ($0, published[$0.backbone]) }
        var inputs = Inputs(["table": "2", "published": published.digest])
        for row in counts {
            inputs["network \(row.backbone.rawValue)"] =
                "\(row.parameters) parameters, \(row.multiplyAdds) multiply-adds, \(row.weights.version) "
                + Numbers.exact(row.weights.top1)
        }
        self.inputs = inputs
    }

    public var extent: String { "\(rows.count) backbones" }

    public var printed: PrintedTable {
        let (size, accuracy) = ("Parameters (M)", "ImageNet top-1 (%)")
        return PrintedTable(
            number: 2, title: "Backbones: parameters, multiply-adds, ImageNet top-1 of the published weights",
            heading: "Counted from the networks as this project builds them: the same under every profile.",
            legend: "",
            columns: [
                .init("Parameters"), .init("counted", group: size), .init("paper", group: size),
                .init("difference", group: size), .init("Multiply-adds (G)"), .init("weights", group: accuracy),
                .init("paper", group: accuracy), .init("difference", group: accuracy),
                .init("Weights", isNumber: false),
            ],
            rows: rows.map { counts, published in
                let millions = counts.millions
                return [
                    counts.backbone.title, grouped(counts.parameters), Numbers.digits(millions, 2),
                    published.map { Self.oneDigit($0.parameters) } ?? "–",
                    published.map { Numbers.signed(millions - $0.parameters) } ?? "–",
                    Numbers.digits(Double(counts.multiplyAdds) / 1e9, 2), Numbers.percent(counts.weights.top1),
                    published.map { Numbers.percent($0.top1) } ?? "–",
                    published.map { Numbers.signed(Self.rounded(counts.weights.top1) - $0.top1) } ?? "–",
                    counts.weights.version,
                ]
            },
            notes: notes)
    }

    /// The table as CSV: a row a backbone; parameters exactly and in millions, multiply-adds of an image,
    /// accuracies in percent, each `…_published` and `…_difference` beside the value.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: csvComments(comments),
            columns: [
                "backbone", "parameters", "parameters_millions", "parameters_millions_published",
                "parameters_millions_difference", "multiply_adds", "weights", "weights_file", "imagenet_top1",
                "imagenet_top1_published", "imagenet_top1_difference",
            ],
            rows: rows.map { counts, published in
                [
                    counts.backbone.rawValue, String(counts.parameters), Numbers.exact(counts.millions),
                    published.map { Self.oneDigit($0.parameters) } ?? "",
                    published.map { Numbers.exact(counts.millions - $0.parameters) } ?? "",
                    String(counts.multiplyAdds), counts.weights.version, counts.weights.fileName,
                    Numbers.exact(counts.weights.top1), published.map { Numbers.percent($0.top1) } ?? "",
                    published.map { Numbers.exact(counts.weights.top1 - $0.top1) } ?? "",
                ]
            })
    }

    private var notes: [String] {
        [
            "Parameters: trained values with a head of 1,000 classes. Multiply-adds: of convolutions and matrix "
                + "products for one image of 224x224; the paper does not give them.",
            "ImageNet top-1: of the weights that the study loads, as their publisher states it; it is not measured "
                + "here.",
        ] + rows.flatMap { counts, published in published.map { Self.disagreements(counts, $0) } ?? [] }
    }

    /// Values that differ by more than the paper's rounding.
    private static func disagreements(_ counts: BackboneCounts, _ published: PublishedBackbones.Row) -> [String] {
        let title = counts.backbone.title
        var notes: [String] = []
        if oneDigit(counts.millions) != oneDigit(published.parameters) {
            notes.append(
                "\(title): the paper prints \(oneDigit(published.parameters)) million parameters; the network has "
                    + "\(grouped(counts.parameters)).")
        }
        let quoted = Numbers.percent(published.top1)
        guard Numbers.percent(counts.weights.top1) != quoted else { return notes }
        let (file, version) = (counts.weights.fileName, counts.weights.version)
        let loaded =
            "`\(file)`" + (file.hasPrefix(version) ? "" : " (\(version))") + ", whose publisher states "
            + Numbers.percent(counts.weights.top1)
        if let other = counts.otherWeights.first(where: { Numbers.percent($0.top1) == quoted }) {
            notes.append("\(title): the paper quotes \(quoted), which is \(other.version)'s; its code loads \(loaded).")
        } else {
            notes.append("\(title): the paper quotes \(quoted); its code loads \(loaded).")
        }
        return notes
    }

    private static func oneDigit(_ millions: Double) -> String { Numbers.digits(millions, 1) }

    /// To the two digits that are printed, so that a printed difference is that of the printed numbers.
    private static func rounded(_ percent: Double) -> Double { (percent * 100).rounded() / 100 }
}

extension BackboneCounts {
    fileprivate var millions: Double { Double(parameters) / 1e6 }
}
