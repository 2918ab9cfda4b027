import Storage
import Study
import Testing

/// Table 3 from counts that no data set has.
@Suite struct DatasetTableTests {
    private func counts(_ dataset: DatasetID, _ train: Int, _ test: Int, _ classes: Int, shared: Int = 0)
        -> DatasetCounts
    {
        DatasetCounts(
            dataset: dataset, train: train, test: test, classes: classes, split: "official", sharedImages: shared,
            digest: "digest of \(dataset.rawValue) \(train)")
    }

    private func table(_ counts: [DatasetCounts], profile: String = "paper") throws -> DatasetTable {
        DatasetTable(
            counts, profile: try ProfileName.named(profile),
            published: try PublishedDatasets(folder: Package.path("Paper/published")))
    }

    @Test func countsStandBesideThePapers() throws {
        let table = try table([counts(.cifar10, 50_000, 10_000, 10, shared: 3), counts(.breakHis40, 1_397, 598, 2)])
        #expect(table.rows.count == 20 && table.extent == "2 of 20 data sets are prepared")
        let first = ["CIFAR-10", "Natural", "50,000", "50,000", "10,000", "10,000", "10", "10", "3", "official"]
        #expect(table.printed.rows[0] == first)
        #expect(table.printed.rows[1].prefix(4) == ["CIFAR-100", "Natural", "–", "50,000"])
        #expect(
            table.printed.notes.filter { $0.contains("BreakHis") } == [
                "BreakHis 40x: 1,995 images were found; the paper counts 2,004."
            ])
        #expect(!table.printed.notes.contains { $0.hasPrefix("CIFAR") })
        let record = try #require(table.csv(comments: []).records.first { $0["dataset"] == "breakhis_40x" })
        #expect(record["train"] == "1397" && record["train_published"] == "1398" && record["test_published"] == "606")
        #expect(table.printed.markdown().contains("| Data set | Domain |"))
        #expect(table.printed.latex().contains("Data set & Domain &"))
    }

    @Test func theSampleIsNotHeldAgainstThePaper() throws {
        let table = try table([counts(.cifar10, 500, 200, 10)], profile: "sample")
        #expect(!table.printed.notes.contains { $0.contains("the paper counts") })
        #expect(table.printed.heading.contains("not the paper's"))
    }

    @Test func otherContentMakesTheTableStale() throws {
        let before = try table([counts(.cifar10, 50_000, 10_000, 10)]).inputs
        let after = try table([counts(.cifar10, 49_999, 10_000, 10)]).inputs
        #expect(after.reasons(against: before).count == 1)
    }
}
