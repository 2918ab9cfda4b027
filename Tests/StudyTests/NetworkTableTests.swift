import Storage
import Study
import Testing

/// Tables 2 and 9 from values that no network has.
@Suite struct NetworkTableTests {
    private func counts(
        _ backbone: BackboneID, parameters: Int, top1: Double, others: [(String, Double)] = []
    ) -> BackboneCounts {
        BackboneCounts(
            backbone: backbone, parameters: parameters, multiplyAdds: 1_234_567_890,
            weights: .init(version: "V2", fileName: "new.pth", top1: top1),
            otherWeights: others.map { .init(version: $0.0, fileName: "old.pth", top1: $0.1) })
    }

    private func backbones(_ counts: [BackboneCounts]) throws -> BackboneTable {
        BackboneTable(counts, published: try PublishedBackbones(folder: Package.path("Paper/published")))
    }

    @Test func table2SetsTheNetworkBesideThePaper() throws {
        // The paper: 25.6 million and 76.13; 28.4 million and 82.07.
        let table = try backbones([
            counts(.resNet50, parameters: 25_557_032, top1: 80.858, others: [("V1", 76.130)]),
            counts(.swinV2Tiny, parameters: 28_449_999, top1: 82.072),
        ])
        let row = ["ResNet50", "25,557,032", "25.56", "25.6", "-0.04", "1.23", "80.86", "76.13", "+4.73", "V2"]
        #expect(table.printed.rows[0] == row)
        // A difference is that of the numbers as they are printed.
        #expect(table.printed.rows[1].suffix(4) == ["82.07", "82.07", "0.00", "V2"])
        let notes = table.printed.notes.filter { $0.contains("the paper quotes") || $0.contains("the paper prints") }
        #expect(
            notes == [
                "ResNet50: the paper quotes 76.13, which is V1's; its code loads `new.pth` (V2), whose publisher states "
                    + "80.86."
            ])
        let records = table.csv(comments: []).records
        #expect(records[0]["parameters"] == "25557032")
        #expect(records[0]["parameters_millions_difference"] == "-0.042968")
        #expect(records[0]["imagenet_top1"] == "80.858")
        #expect(records[0]["imagenet_top1_difference"] == "4.728")
        #expect(records[1]["multiply_adds"] == "1234567890")
    }

    @Test func table2NotesWhatRoundingDoesNotExplain() throws {
        let table = try backbones([counts(.swinV2Tiny, parameters: 28_450_001, top1: 82.5, others: [("V1", 70)])])
        #expect(
            table.printed.notes.suffix(2) == [
                "SwinV2-Tiny: the paper prints 28.4 million parameters; the network has 28,450,001.",
                "SwinV2-Tiny: the paper quotes 82.07; its code loads `new.pth` (V2), whose publisher states 82.50.",
            ])
    }

    @Test func anotherNetworkMakesTable2Stale() throws {
        let before = try backbones([counts(.resNet50, parameters: 25_557_032, top1: 80.858)]).inputs
        let after = try backbones([counts(.resNet50, parameters: 25_557_033, top1: 80.858)]).inputs
        let reasons = after.reasons(against: before)
        #expect(reasons.count == 1)
        #expect(reasons.first?.hasPrefix("network resnet50 was 25557032 parameters, ") == true)
    }

    @Test func groupsStandOverTheirColumnsOnly() throws {
        let latex = try backbones([counts(.resNet50, parameters: 1, top1: 1)]).latex(comments: [])
        #expect(latex.contains("\\begin{tabular}{lrrrrrrrrl}"))
        let groups = [
            "", "", "\\multicolumn{3}{c}{Parameters (M)}", "", "\\multicolumn{3}{c}{ImageNet top-1 (\\%)}", "",
        ]
        #expect(latex.contains(groups.joined(separator: " & ") + " \\\\\n"))
        #expect(latex.contains("\\cmidrule(lr){3-5} \\cmidrule(lr){7-9}"))
    }

    private func architecture(_ backbone: BackboneID, block: String = "Bottleneck") -> ArchitectureSummary {
        ArchitectureSummary(
            backbone: backbone, block: block, kernels: [[3, 1], [1, 3, 1], [1, 5, 1], [3]],
            blocksPerStage: [3, 4, 6, 3], nonLinearities: ["ReLU", "GELU"], expansion: [1, 184.0 / 80, 6],
            stem: [(3, 1), (7, 2)],
            hasDepthwiseConvolution: false, hasSqueezeExcitation: true, norms: ["BN"])
    }

    private func published() throws -> PublishedArchitectures {
        try PublishedArchitectures(folder: Package.path("Paper/published"))
    }

    @Test func cellsOfTable9AreWrittenAsThePaperWritesThem() {
        let texts = ArchitectureColumn.allCases.map(architecture(.resNet50).text)
        #expect(
            texts == [
                "Bottleneck", "1x1, 3x3/5x5, 1x1; 3x3, 1x1; 3x3", "4", "3, 4, 6, 3", "ReLU, GELU", "1, 2.3, 6",
                "3x3, 7x7, /2", "No", "Yes", "BN",
            ])
    }

    @Test func table9HasThePapersRowsAndNamesWhatDiffers() throws {
        let published = try published()
        #expect(
            published.rows.map(\.backbone) == [
                .resNet50, .denseNet161, .resNeXt50, .shuffleNetV2, .mobileNetV3Large, .regNetY32GF, .efficientNetV2S,
                .waveMix, .convNeXtTiny,
            ])
        let table = try ArchitectureTable(BackboneID.allCases.map { architecture($0) }, published: published)
        #expect(table.printed.rows.count == 9)
        let row = table.printed.rows[0]
        #expect(row.prefix(2) == ["ResNet-50", "Bottleneck"])
        #expect(row[6] == "1, 2.3, 6 (4)")
        #expect(table.printed.rows[1][1] == "Bottleneck (Inverted BN)")
        let notes = table.printed.notes
        #expect(notes.contains("ResNet-50, Stem: 3x3, 7x7, /2 in the code, 7x7, /2 in the paper."))
        #expect(!notes.contains { $0.hasPrefix("ResNet-50, Block") })
        let inverted = "DenseNet-161, Block: Bottleneck in the code, Inverted BN in the paper. "
        #expect(notes.contains { $0.hasPrefix(inverted) && $0.count > inverted.count })
        let record = try #require(table.csv(comments: []).records.first)
        #expect(record["expansion"] == "1, 2.3, 6")
        #expect(record["expansion_published"] == "4")
        #expect(record["stages"] == "4")
    }

    @Test func aBackboneWithoutAnArchitectureIsNamed() throws {
        let published = try published()
        #expect(
            failure { _ = try ArchitectureTable([architecture(.resNet50)], published: published) }.what
                == "no architecture is known for densenet161")
    }

    @Test func aTextTableShortensTheMiddleOfNames() {
        var table = TextTable(header: ["layer", "kind", "n"], rightAligned: [2])
        table.append(["features.denseblock1.denselayer10.norm1", "BatchNorm2d + relu", "12"])
        let long = table.text
        #expect(table.text(fitting: nil, shortening: [0]) == long)
        #expect(table.text(fitting: 200, shortening: [0]) == long)
        let lines = table.text(fitting: 50, shortening: [0, 1]).split(separator: "\n")
        #expect(lines.map(\.count) == [50, 50])
        #expect(lines[1] == "features.den…layer10.norm1  BatchNorm2d + relu  12")
        // Twelve characters stay of each, whatever the width.
        #expect(table.text(fitting: 5, shortening: [0, 1]).hasSuffix("featu….norm1  Batch…+ relu  12"))
    }
}
