import Storage
import Study
import Testing

@Suite struct TransferFigureTests {
    private func figure(_ place: Workplace) throws -> TransferFigure {
        let grid = try Package.grid()
        return try TransferFigure(
            grid: grid, cells: StoredCells(grid.cells, in: place.results), published: Package.paper(), leastMargin: 0.1)
    }

    private func record(_ figure: TransferFigure, _ title: String) throws -> [String: String] {
        try #require(figure.table(comments: [], inputs: figure.inputs).records.first { $0["title"] == title })
    }

    @Test func publishedBars() throws {
        let figure = try figure(Workplace())
        #expect(figure.bars.count == 29)
        // SciPy 1.17.1's stats.spearmanr, to six digits.
        let dogs = try record(figure, "Stanford Dogs")
        #expect(dogs["published"] == "0.836364" && dogs["published_backbones"] == "11" && dogs["row"] == "1")
        #expect(dogs["reproduced"] == "" && dogs["reproduced_backbones"] == "0")
        #expect(try record(figure, "CIFAR-10 at 1 %")["published"] == "-0.054545")
        // The paper reports nothing on NEU.
        let neu = try record(figure, "NEU")
        #expect(neu["published"] == "" && neu["published_backbones"] == "0")
    }

    @Test func reproducedBarsHaveTheirOwnCount() throws {
        let place = try Workplace()
        // In the reverse order of ImageNet: 76.13, 82.52, 84.23 in Table 2.
        for (backbone, correct) in [(BackboneID.resNet50, 900), (.convNeXtTiny, 800), (.efficientNetV2S, 700)] {
            try place.aggregate(cell(backbone, .dtd), correct: [correct, correct, correct], of: 1000)
        }
        try place.aggregate(cell(.resNet50, .neu), correct: [700], of: 1000)
        let figure = try figure(place)
        let dtd = try record(figure, "DTD")
        #expect(dtd["reproduced"] == "-1.00" && dtd["reproduced_backbones"] == "3" && dtd["low"] == "-1.00")
        // One backbone has no order.
        let neu = try record(figure, "NEU")
        #expect(neu["reproduced"] == "" && neu["reproduced_backbones"] == "1")
    }

    @Test(.enabled(if: gnuplotIsThere, "gnuplot is not installed"))
    func itIsDrawn() throws {
        let place = try Workplace()
        for backbones in [[], [BackboneID.resNet50, .convNeXtTiny, .efficientNetV2S]] {
            for (index, backbone) in backbones.enumerated() {
                try place.aggregate(cell(backbone, .dtd), correct: [700 + index, 710 + index], of: 1000)
            }
            let figure = try figure(place)
            let svg = try draw(
                figure.table(comments: [], inputs: figure.inputs), script: "transfer.gp", as: "transfer", in: place)
            for text in ["Stanford Dogs", "RSNA at 10 %", "published", "11 / \(backbones.count)"] {
                #expect(svg.contains(text), "\(text)")
            }
            #expect(svg.contains("Whiskers") == !backbones.isEmpty)
        }
    }
}
