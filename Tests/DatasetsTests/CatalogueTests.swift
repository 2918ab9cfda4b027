import Datasets
import Foundation
import Storage
import Testing

@Suite struct CatalogueTests {
    @Test(arguments: ["datasets.toml", "sample.toml"]) func theCataloguesCanBeRead(_ name: String) throws {
        let catalogue = try Repository.catalogue(name)
        #expect(Set(catalogue.ids).isSuperset(of: ["cifar10", "neu"]))
        for id in catalogue.ids {
            let entry = try #require(catalogue[id])
            #expect(!entry.title.isEmpty && !entry.page.isEmpty && !entry.licence.isEmpty && !entry.obtain.isEmpty)
        }
        #expect(catalogue["no such set"] == nil)
    }

    @Test func thePapersSizesAreStated() throws {
        let catalogue = try Repository.catalogue("datasets.toml")
        let table = try CSVTable(path: "\(Repository.root)/Paper/published/table3_datasets.csv")
        #expect(table.records.count == 20)
        for row in table.records {
            let entry = try #require(catalogue[row["dataset"] ?? ""])
            #expect(String(entry.train) == row["train_images"] && String(entry.test) == row["test_images"])
            #expect(String(entry.classes) == row["classes"])
        }
        #expect(catalogue["cifar10"]?.split == .official)
        #expect(catalogue["neu"]?.split == .random(RandomSplit(fraction: 0.8, seed: 1)))
        #expect(catalogue["breakhis_40x"]?.expectedImages == 1_995 && catalogue["cub200"]?.expectedImages == 11_788)
    }

    @Test func aRuleSaysWhatItDivides() throws {
        let folder = try TemporaryFolder()
        func rule(_ more: String) throws -> SplitRule {
            try TinyEntry.make(
                folder, id: "x", layout: "rsna", classes: 2, train: 2, test: 1, split: TinyEntry.random(0.8, more)
            ).split
        }
        #expect(try rule("") == .random(RandomSplit(fraction: 0.8, seed: 1)))
        #expect(try rule("").text == "random, fraction 0.8 of each class for training, seed 1")
        let rows = try rule(#"within = "all", rounding = "down", by = "row""#)
        #expect(rows == .random(RandomSplit(fraction: 0.8, seed: 1, within: .all, rounding: .down, by: .row)))
        #expect(rows.text == "random, fraction 0.8 of all rows, rounded down, for training, seed 1")
        for wrong in [#"within = "folder""#, #"rounding = "up""#, #"by = "day""#] {
            #expect(throws: Failure.self) { try rule(wrong) }
        }
    }

    @Test(arguments: [
        ("rule = \"official\"", "rule = \"unheard-of\"", "unheard-of"),
        ("train = 3", "train = 4", "4 images"),
        ("classes = 3", "classes = 1", "two or more"),
        ("layout = \"cifar\"", "layout = \"shapes\"", "layout"),
        ("title = \"Tiny cifar\"", "", "title"),
        ("classes = 3", "classes = 3\nsize = [32]", "height and a width"),
    ])
    func wrongValuesAreNamed(_ right: String, _ wrong: String, _ word: String) throws {
        let folder = try TemporaryFolder()
        _ = try TinyCIFAR.catalogue(in: folder)
        let path = folder.file("catalogue.toml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(right))
        try AtomicFile.write(text.replacing(right, with: wrong), to: path)
        let failure = try #require(failure { _ = try DatasetCatalogue(path: path) })
        #expect(failure.location == path)
        #expect(failure.what.contains(word), "\(failure)")
    }
}
