import Datasets
import Foundation
import Imaging
import Storage
import Testing

/// The real data sets, where a copy lies beside the package.
@Suite struct RealDataTests {
    private static func present(_ id: String) -> Bool { Path.exists("\(Repository.realData)/\(id)") }

    private static func open(_ id: String) throws -> (entry: DatasetEntry, raw: any RawDataset) {
        let entry = try #require(try Repository.catalogue("datasets.toml")[id])
        // Digests of the many files are noted between two runs of the tests.
        let work = NSTemporaryDirectory() + "which-backbone-real-data"
        return (entry, try RawDatasets.open(RawSite(id: id, entry: entry, raw: Repository.realData, work: work)))
    }

    @Test(.enabled(if: present("neu"), "needs ../shared/data/neu"))
    func neuIsDividedAsThePaperCounts() throws {
        let (entry, raw) = try Self.open("neu")
        let (train, test) = (try raw.list(.train), try raw.list(.test))
        #expect(train.count == 1_440 && test.count == 360)
        for label in 0..<6 {
            #expect(train.count { $0.label == label } == 240)
            #expect(test.count { $0.label == label } == 60)
        }
        // As the first version divided them and recorded its files: results name the seed.
        let names = try Digest.of(test.map(\.name).joined(separator: "\n"))
        #expect(names == "5a51c63219d92fbd9998fe85c81b1a89118dba259588d1bf09ed6950063fe3ff")
        #expect(raw.material == "45a36627b3f2cd3a9189e7fdfb3a732fe7542d4f7855c592241c646c9b982463")
        let labels = train.map { Int32($0.label) }
        let ten = Subset.indices(labels: labels, classes: 6, percent: 10, seed: 1)
        #expect(ten.count == 144)
        #expect(Set(ten).isSuperset(of: Subset.indices(labels: labels, classes: 6, percent: 1, seed: 1)))

        let folder = try TemporaryFolder()
        let path = folder.file("neu.h5")
        try PreparedFile.write(
            to: path, id: "neu", entry: entry, raw: raw, provenance: Provenance(program: "test"))
        let prepared = try PreparedDataset(path: path)
        let size = try #require(prepared.train.imageSize)
        #expect(size == (200, 200))
        try prepared.verify()
    }

    @Test(.enabled(if: present("cifar10"), "needs ../shared/data/cifar10"))
    func cifarHasThePapersSizes() throws {
        let (_, raw) = try Self.open("cifar10")
        #expect(raw.classes.first == "airplane" && raw.classes.last == "truck")
        #expect(raw.material == "579ae929420ed2f73d00e91f1a50194e863f6e65ffa066aecc2894fb754d3c7b")
        var labels: [Int32] = []
        try raw.stream(.train) { labels.append(Int32($0.label)) }
        #expect(labels.count == 50_000)
        for label in 0..<10 { #expect(labels.count { $0 == label } == 5_000) }
        #expect(try raw.list(.test).count == 10_000)
        let one = Subset.indices(labels: labels, classes: 10, percent: 1, seed: 1)
        let ten = Subset.indices(labels: labels, classes: 10, percent: 10, seed: 1)
        #expect(one.count == 500 && ten.count == 5_000 && Set(ten).isSuperset(of: one))
    }
}
