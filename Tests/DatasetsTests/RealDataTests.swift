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
        return (entry, try RawDatasets.open(id: id, entry: entry, raw: Repository.realData))
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
