import Datasets
import Foundation
import Imaging
import Storage
import Testing

@Suite struct SampleDataTests {
    /// The images are made of exact arithmetic only, so that a seed means the same bytes everywhere.
    /// (The JPEG files are left out: another version of the encoder may write other bytes.)
    @Test func aSeedMeansTheSameImages() throws {
        let batch = SampleCIFAR(seed: 1).batch(1, count: SampleData.batchImages)
        #expect(try Digest.of(Data(batch)) == "408d2d1ba11d4e899a8baa612db04143ce7b4a7db6bf6c24d0e3e5678c332fa6")
        #expect(SampleCIFAR(seed: 2).batch(1, count: 10) != SampleCIFAR(seed: 1).batch(1, count: 10))
        #expect(SampleCIFAR(seed: 1).batch(2, count: 10) != SampleCIFAR(seed: 1).batch(1, count: 10))
        let image = SampleNEU(seed: 1).image(classIndex: 0, number: 1)
        #expect(image == SampleNEU(seed: 1).image(classIndex: 0, number: 1))
        #expect(image != SampleNEU(seed: 1).image(classIndex: 0, number: 2))
        #expect(image != SampleNEU(seed: 2).image(classIndex: 0, number: 1))
    }

    /// The whole way: made, opened by the readers of the real formats, prepared.
    @Test func theSampleIsReadLikeTheRealThing() throws {
        let folder = try TemporaryFolder()
        let provenance = Provenance(program: "test")
        let raw = folder.file("raw")
        #expect(SampleData.missing(in: raw).isEmpty)
        var steps = 0
        try SampleData.write(to: raw, seed: 1, provenance: provenance) { done, total in
            steps += 1
            #expect(done == steps && total == 187)
        }
        #expect(SampleData.missing(in: raw).isEmpty)
        #expect(Inputs.recorded(in: SampleData.list(in: raw)) == SampleData.inputs(seed: 1))
        for row in try CSVTable(path: SampleData.list(in: raw)).records {
            #expect(try Digest.ofFile(Path.join(raw, row["file"] ?? "")) == row["sha256"])
        }

        let catalogue = try Repository.catalogue("sample.toml")
        for (id, train, test) in [("cifar10", 500, 200), ("neu", 144, 36)] {
            let entry = try #require(catalogue[id])
            let path = folder.file("\(id).h5")
            try PreparedFile.write(
                to: path, id: id, entry: entry, raw: RawDatasets.open(id: id, entry: entry, raw: raw),
                provenance: provenance)
            let prepared = try PreparedDataset(path: path)
            #expect(prepared.train.count == train && prepared.test.count == test)
            for (part, count) in [(prepared.train, train), (prepared.test, test)] {
                for label in prepared.classes.indices {
                    #expect(part.labels.count { $0 == Int32(label) } == count / prepared.classes.count)
                }
            }
            let size = try #require(prepared.train.imageSize)
            #expect(size == (id == "neu" ? (200, 200) : (32, 32)))
        }
        let labels = try PreparedDataset(path: folder.file("cifar10.h5")).train.labels
        #expect(Subset.indices(labels: labels, classes: 10, percent: 10, seed: 1).count == 50)
        #expect(Subset.indices(labels: labels, classes: 10, percent: 1, seed: 1).count == 10)

        let one = Path.join(raw, "neu/NEU-DET/IMAGES/patches_4.jpg")
        try FileManager.default.removeItem(atPath: one)
        #expect(SampleData.missing(in: raw) == [one])
    }

    @Test func imagesOfNEUAreGrey() {
        for index in SampleNEU.textures.indices {
            let pixels = SampleNEU(seed: 3).image(classIndex: index, number: 1).pixels
            #expect(pixels.count == 200 * 200 * 3)
            let channels = (0..<3).map { channel in
                stride(from: channel, to: pixels.count, by: 3).map { pixels[$0] }
            }
            #expect(channels[0] == channels[1] && channels[0] == channels[2])
            #expect(Set(pixels).count > 50)
        }
    }
}
