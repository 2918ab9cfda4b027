import Study
import Testing

@Suite struct RankingTests {
    private func contest(_ values: [Double?], margin: Double = 0) -> Contest {
        Contest(
            "made up", zip(BackboneID.allCases, values).map { ($0, $1.map { Estimate($0, margin: margin) }) })
    }

    @Test func places() {
        let made = contest([80, 90, 90, 70])
        let all = Array(BackboneID.allCases.prefix(4))
        #expect(all.map(made.place) == [3, 1, 1, 4])
        #expect(made.ranked.map(\.backbone) == [all[1], all[2], all[0], all[3]])
        #expect(all.map { made.isAmongFirst(1, $0) } == [.fails, .holds, .holds, .fails])
        #expect(all.map { made.isAt(place: 3, $0) } == [.holds, .fails, .fails, .fails])
        // Equals share the mean of places 1 and 2.
        #expect(all.map { made.placeEstimate(of: $0)?.value } == [3, 1.5, 1.5, 4])
    }

    @Test func closeNumbersAndMissingOnesAreUndecided() {
        // The margin of a difference is sqrt(2).
        let close = contest([90, 89, 80], margin: 1)
        let all = Array(BackboneID.allCases.prefix(3))
        #expect(all.map { close.isAmongFirst(1, $0) } == [.undecided, .undecided, .fails])
        #expect(all.map { close.isAmongFirst(2, $0) } == [.holds, .holds, .fails])
        #expect(close.placeEstimate(of: all[0]) == Estimate(1.5, margin: 0.5))
        let gap = contest([90, nil, 80])
        #expect(all.map { gap.isAmongFirst(1, $0) } == [.undecided, .undecided, .fails])
        #expect(gap.isAmongFirst(2, all[0]) == .holds)
        #expect(!gap.isComplete && gap.placeEstimate(of: all[0]) == nil && gap.place(of: all[1]) == nil)
    }

    @Test func domainsAreThoseOfTableOne() throws {
        let domains = Domain.all(try Package.grid())
        #expect(domains.map(\.id) == ["natural", "texture", "remote_sensing", "plant", "astronomy", "medical"])
        #expect(domains.map(\.columns.count) == [7, 1, 2, 2, 1, 4])
    }

    private func table(_ place: Workplace) throws -> RankingTable {
        let grid = try Package.grid()
        return try RankingTable(
            grid: grid, cells: StoredCells(grid.cells, in: place.results), published: Package.published(),
            ranking: Package.paper().ranking)
    }

    @Test func byThePublishedNumbersRemoteSensingIsAnothers() throws {
        let made = try table(Workplace())
        let remote = made.rows.filter { $0.domain == "remote_sensing" }
        // (98.81 + 98.50) / 2, (98.33 + 98.96) / 2, (98.22 + 98.88) / 2.
        #expect(remote.map(\.byPublished?.backbone) == [.swinV2Tiny, .resNeXt50, .efficientNetV2S])
        #expect(remote.compactMap { $0.byPublished.map { Numbers.exact($0.number) } } == ["98.655", "98.645", "98.55"])
        #expect(remote.map(\.paper) == [.resNeXt50, .efficientNetV2S, .convNeXtTiny])
        #expect(
            made.printed.notes.contains(
                "Remote sensing, Best: the paper's table names ResNeXt-50 32x4d; by its numbers it is SwinV2-Tiny (98.655)."
            ))
        // All other domains are as the paper has them.
        let others = made.rows.filter { $0.domain != "remote_sensing" && $0.domain != Domain.overall }
        #expect(others.count == 15 && others.allSatisfy { $0.byPublished?.backbone == $0.paper })
        #expect(made.rows.allSatisfy { $0.reproduced == nil })
        #expect(made.extent == "0 of 7 rankings")
    }

    @Test func reproducedNumbersRankADomainOnceItIsComplete() throws {
        let place = try Workplace()
        for (index, backbone) in BackboneID.allCases.enumerated() {
            #expect(try table(place).rows.filter { $0.domain == "texture" }.allSatisfy { $0.reproduced == nil })
            // 50 %, 60 %, 60 % and less and less.
            let correct = [500, 600, 600, 490, 480, 470, 460, 450, 440, 430, 420][index]
            try place.aggregate(cell(backbone, .dtd), correct: [correct, correct - 100], of: 1000)
        }
        let made = try table(place)
        let texture = made.rows.filter { $0.domain == "texture" }
        #expect(texture.map(\.reproduced?.backbone) == [.waveMix, .convNeXtTiny, .resNet50])
        #expect(made.extent == "1 of 7 rankings")
        #expect(
            made.printed.notes.contains("By the reproduced numbers, equal in Texture: WaveMix, ConvNeXt-Tiny."))
        let record = try #require(made.csv(comments: []).records.first { $0["domain"] == "texture" })
        #expect(record["reproduced"] == "wavemix_192_16" && record["reproduced_number"] == "60.00")
        #expect(record["by_published"] == "convnext_tiny" && record["paper"] == "convnext_tiny")
        #expect(made.printed.latex().contains("Domain & Place &"))
    }
}
