import Storage

/// The paper's Table 9: how its convolutional backbones are built.
public struct ArchitectureTable: PaperTable {
    public let rows: [(architecture: ArchitectureSummary, published: PublishedArchitectures.Row)]
    public let inputs: Inputs

    /// - Parameter architectures: at least those of the published table, whose rows and order count.
    /// - Throws: `Failure` for a published backbone without an architecture.
    public init(_ architectures: [ArchitectureSummary], published: PublishedArchitectures) throws {
        rows = try published.rows.map { row in
            guard let architecture = architectures.first(where: { $0.backbone == row.backbone }) else {
                throw Failure("no architecture is known for \(row.backbone.rawValue)")
            }
            return (architecture, row)
        }
        var inputs = Inputs(["table": "9", "published": published.digest])
        for (architecture, _) in rows {
            inputs["architecture \(architecture.backbone.rawValue)"] =
                ArchitectureColumn.allCases.map(architecture.text).joined(separator: " | ")
        }
        self.inputs = inputs
    }

    public var extent: String { "\(rows.count) backbones" }

    public var printed: PrintedTable {
        PrintedTable(
            number: 9, title: "Architectures of the convolutional backbones, oldest first",
            heading: "Taken from the networks as this project builds them: the same under every profile.",
            legend: "In brackets: what the paper prints where that differs.",
            columns: ArchitectureColumn.allCases.map { .init($0.heading, isNumber: $0 == .stages) },
            rows: rows.map { architecture, published in
                [published.name]
                    + ArchitectureColumn.allCases.map { column in
                        let (text, paper) = (architecture.text(column), published.values[column] ?? "")
                        return text == paper ? text : "\(text) (\(paper))"
                    }
            },
            notes: Self.conventions
                + rows.flatMap { architecture, published in Self.disagreements(architecture, published) })
    }

    /// The table as CSV: a row a backbone, and for each of the paper's columns `<column>` from the code and
    /// `<column>_published`.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: csvComments(comments),
            columns: ["backbone", "name"]
                + ArchitectureColumn.allCases.flatMap { [$0.rawValue, $0.rawValue + "_published"] },
            rows: rows.map { architecture, published in
                [architecture.backbone.rawValue, published.name]
                    + ArchitectureColumn.allCases.flatMap { [architecture.text($0), published.values[$0] ?? ""] }
            })
    }

    private static let conventions = [
        "Each cell is the code's; in brackets stands what the paper prints where that differs. As in the paper, the "
            + "two Swin transformers are left out.",
        "Kernels and CEF (channel expansion factor): along a block's main path; shortcuts and squeeze-excitation do "
            + "not count. A semicolon parts kinds of blocks. A CEF of 1 is a block that keeps its channels; DenseNet's "
            + "is over its growth rate.",
        "Non-linearities: of the whole network; those inside squeeze-excitation and its gate do not count. Stem: the "
            + "convolutions from the image to the first that shrinks it; a pooling behind them is not listed.",
        "DConv: has depthwise convolutions. SE: has squeeze-excitation. BN, LN: batch, layer norm.",
    ]

    /// What is behind a disagreement with the paper, where that can be said.
    private static let reasons: [BackboneID: [ArchitectureColumn: String]] = [
        .denseNet161: [
            .block: "All but a few of the 1x1 convolutions narrow what they read."
        ],
        .mobileNetV3Large: [
            .kernels: "The first block does not expand.",
            .stages: "The paper leaves out the first block, which works at the stem's resolution.",
            .blocksPerStage: "A stage begins where the image is halved.",
            .nonLinearity: "Hardswish is SiLU with a piecewise linear sigmoid.",
        ],
        .efficientNetV2S: [
            .kernels: "The first three stages are fused: their first convolution does the work of two.",
            .expansion: "The first stage does not expand.",
        ],
        .waveMix: [
            .kernels: "The last is the transposed convolution that undoes the wavelet transform's shrinking.",
            .stem: "Two convolutions at full resolution come before the patches.",
        ],
    ]

    private static func disagreements(
        _ architecture: ArchitectureSummary, _ published: PublishedArchitectures.Row
    ) -> [String] {
        ArchitectureColumn.allCases.compactMap { column in
            let (text, paper) = (architecture.text(column), published.values[column] ?? "")
            if text == paper { return nil }
            let reason = reasons[architecture.backbone]?[column].map { " " + $0 } ?? ""
            return "\(published.name), \(column.heading): \(text) in the code, \(paper) in the paper.\(reason)"
        }
    }
}
