import Study
import Testing

@Suite struct RankCorrelationTests {
    @Test func equalsShareTheMeanOfTheirRanks() {
        #expect(RankCorrelation.ranks([10, 30, 20, 20]) == [1, 4, 2.5, 2.5])
        #expect(RankCorrelation.ranks([5, 5, 5]) == [2, 2, 2])
        #expect(RankCorrelation.ranks([]).isEmpty)
    }

    @Test func workedOutByHand() throws {
        // Squared differences of ranks 1, 1, 0, 1, 1: 1 - 6 * 4 / (5 * 24) = 0.8.
        let rho = try #require(RankCorrelation.spearman([1, 2, 3, 4, 5], [20, 10, 30, 50, 40]))
        #expect(abs(rho - 0.8) < 1e-12)
        #expect(RankCorrelation.spearman([1, 2, 3], [9, 5, 1]) == -1)
        // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5) = 0.948683...
        let tied = try #require(RankCorrelation.spearman([1, 2, 2, 3], [1, 2, 3, 4]))
        #expect(abs(tied - 0.9486832980505138) < 1e-12)
        #expect(RankCorrelation.spearman([1, 2], [1, 2]) == nil)
        #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
        #expect(RankCorrelation.spearman([1, 2, 3], [1, 2]) == nil)
    }

    /// SciPy 1.17.1's stats.spearmanr of Table 2's top-1 with the published columns.
    @Test(arguments: [
        (GridColumn(.stanfordDogs), 0.8363636363636365), (GridColumn(.euroSAT), -0.18223281903128208),
        (GridColumn(.cifar10, .hundredth), -0.05454545454545456), (GridColumn(.ucMerced), 0.7402787886934417),
        (GridColumn(.food101), 0.9090909090909091),
    ])
    func ofImageNetWithFineTuning(column: GridColumn, expected: Double) throws {
        let place = try Workplace()
        let grid = try Package.grid()
        let transfer = try ImageNetTransfer(
            grid: grid, cells: StoredCells(grid.cells, in: place.results), published: Package.paper(), leastMargin: 0.1)
        let row = try #require(transfer.rows.first { $0.column == column })
        #expect(abs(try #require(row.published) - expected) < 1e-12)
        #expect(row.reproduced == nil && row.backbones == 0)
        #expect(transfer.rows.count == 29)
        #expect(try #require(transfer.rows.last).published == nil)
    }

    @Test func runsThatLieCloseGiveAMargin() throws {
        let (first, exact) = ([1.0, 2, 3, 4].map { Estimate($0) }, [1.0, 2, 3, 4].map { Estimate($0) })
        #expect(RankCorrelation.spearman(first, exact) == Estimate(1))
        let far = [10.0, 20, 30, 40].map { Estimate($0, margin: 1) }
        #expect(RankCorrelation.spearman(first, far) == Estimate(1))
        let near = [1.0, 2, 3, 4].map { Estimate($0, margin: 3) }
        let rho = try #require(RankCorrelation.spearman(first, near))
        #expect(rho.value == 1 && rho.margin > 0.2 && rho.margin <= 1)
        // The draws are the same each time.
        #expect(RankCorrelation.spearman(first, near) == rho)
    }

    @Test func reproducedCellsAreCorrelated() throws {
        let place = try Workplace()
        // In the order of ImageNet: 76.13, 82.52, 84.23 in the paper's Table 2.
        for (backbone, correct) in [(BackboneID.resNet50, 700), (.convNeXtTiny, 800), (.efficientNetV2S, 900)] {
            try place.aggregate(cell(backbone, .dtd), correct: [correct, correct, correct], of: 1000)
        }
        let grid = try Package.grid()
        let transfer = try ImageNetTransfer(
            grid: grid, cells: StoredCells(grid.cells, in: place.results), published: Package.paper(), leastMargin: 0.1)
        let record = try #require(
            transfer.table(comments: [], inputs: transfer.inputs).records.first { $0["dataset"] == "dtd" })
        #expect(record["reproduced"] == "1.00" && record["backbones"] == "3" && record["high"] == "1.00")
    }
}
