import Datasets
import Foundation
import Imaging
import Numerics
import Storage
import Testing

@Suite struct SampleDataTests {
    /// The images are made of exact arithmetic only, so that a seed means the same pixels everywhere.
    /// (Files are not compared with fixed digests: another version of an encoder may write other bytes.)
    @Test func aSeedMeansTheSameImages() throws {
        let batch = SampleCIFAR(seed: 1).batch(1, count: SampleCIFAR.batchImages)
        #expect(try Digest.of(Data(batch)) == "408d2d1ba11d4e899a8baa612db04143ce7b4a7db6bf6c24d0e3e5678c332fa6")
        let sets = SampleData.firstImages(seed: 1)
        #expect(sets.map(\.images.count) == [10, 6, 10, 8, 6, 8, 6, 6, 6, 8, 6, 8, 7, 5, 10, 8, 2, 43])
        let pixels = sets.flatMap { $0.images.flatMap(\.pixels) }
        let digest = try Digest.of(Data(pixels))
        #expect(digest == "cd481da2a656d7aafa0fd05b50ba518146863f5bbec2f2dcd4d593ec076853c6")
    }

    @Test func everyImageHasItsOwnPixels() {
        let (sets, others) = (SampleData.firstImages(seed: 1), SampleData.firstImages(seed: 2))
        for (set, other) in zip(sets, others) {
            #expect(Set(set.images.map(\.pixels)).count == set.images.count, "\(set.folder)")
            #expect(zip(set.images, other.images).allSatisfy { $0 != $1 }, "\(set.folder)")
        }
        #expect(SampleCIFAR(seed: 1).batch(2, count: 10) != SampleCIFAR(seed: 1).batch(1, count: 10))
        let neu = SampleNEU(seed: 1)
        #expect(neu.image(classIndex: 0, number: 1) != neu.image(classIndex: 0, number: 2))
    }

    /// Whatever the number of threads, a seed means the same files, and files.csv lists them.
    @Test func aSeedMeansTheSameFiles() throws {
        let folder = try TemporaryFolder()
        let threads = ThreadTeam.size
        defer { ThreadTeam.setSize(threads) }
        ThreadTeam.setSize(1)
        let alone = try SampleFiles.write(to: folder.file("alone"), seed: 1)
        ThreadTeam.setSize(2)

        let raw = folder.file("raw")
        #expect(SampleData.missing(in: raw).isEmpty)
        var steps: [Int] = []
        try SampleData.write(to: raw, seed: 1, provenance: Provenance(program: "test")) { done, total in
            steps.append(done)
            #expect(total == 18)
        }
        #expect(steps == Array(1...18))
        #expect(Inputs.recorded(in: SampleData.list(in: raw)) == SampleData.inputs(seed: 1))
        let list = try CSVTable(path: SampleData.list(in: raw))
        #expect(list.rows == alone.rows)
        let rows = list.records
        for row in rows { #expect(try Digest.ofFile(Path.join(raw, row["file"] ?? "")) == row["sha256"]) }
        let found = try FileManager.default.subpathsOfDirectory(atPath: raw).filter {
            !Path.isFolder(Path.join(raw, $0))
        }
        #expect(Set(found) == Set(rows.compactMap { $0["file"] } + ["files.csv"]))

        // CIFAR-10 and NEU alone are not packed.
        let packed = rows.compactMap { $0["file"] }.filter { !$0.hasPrefix("cifar10/") && !$0.hasPrefix("neu/") }
        let sizes = try packed.map { name in
            try #require(FileManager.default.attributesOfItem(atPath: Path.join(raw, name))[.size] as? Int)
        }
        #expect(sizes.reduce(0, +) < 9_000_000)

        #expect(SampleData.missing(in: raw).isEmpty)
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
