import Datasets
import Foundation
import Storage
import Testing

@Suite struct CatalogueTests {
    @Test func theCataloguesCanBeRead() throws {
        for name in ["datasets.toml", "sample.toml"] {
            let catalogue = try Repository.catalogue(name)
            #expect(catalogue.ids == ["cifar10", "neu"])
            for id in catalogue.ids {
                let entry = try #require(catalogue[id])
                #expect(!entry.title.isEmpty && !entry.page.isEmpty && !entry.licence.isEmpty && !entry.obtain.isEmpty)
            }
            #expect(catalogue["no such set"] == nil)
        }
    }

    @Test func thePapersSizesAreStated() throws {
        let catalogue = try Repository.catalogue("datasets.toml")
        let cifar = try #require(catalogue["cifar10"])
        #expect((cifar.train, cifar.test) == (50_000, 10_000))
        #expect(cifar.split == .official && cifar.classes.count == 10)
        let neu = try #require(catalogue["neu"])
        #expect((neu.train, neu.test) == (1_440, 360))
        #expect(neu.split == .random(fraction: 0.8, seed: 1) && neu.classes.count == 6)
    }

    @Test(arguments: [
        ("rule = \"official\"", "rule = \"unheard-of\"", "unheard-of"),
        ("train = 3", "train = 4", "4 images"),
        ("classes = [\"a\", \"b\", \"c\"]", "classes = [\"a\", \"a\", \"c\"]", "different classes"),
        ("layout = \"cifar-binary\"", "layout = \"shapes\"", "layout"),
        ("title = \"Tiny CIFAR\"", "", "title"),
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
