import Datasets
import Foundation
import Imaging
import Numerics
import Storage
import Testing

@Suite struct ImageLoaderTests {
    private static let mean: [Float] = [0.4914, 0.4822, 0.4465]
    private static let std: [Float] = [0.2470, 0.2435, 0.2616]

    private static func prepare(_ folder: TemporaryFolder, sameSize: Bool) throws -> String {
        try TinyNEU.writeJPEG(to: folder, size: { (sameSize ? 20 : 15 + $0 % 7, 24) })
        let path = folder.file("neu.h5")
        try PreparedFile.write(
            to: path, id: "neu", entry: TinyNEU.entry(in: folder), raw: TinyNEU.open(folder),
            provenance: Provenance(program: "test"))
        return path
    }

    /// Image by image and value by value: torchvision's Resize, ToTensor and Normalize.
    private static func naive(_ part: PreparedPart, _ indices: [Int], _ size: (Int, Int)) throws -> [Float] {
        try indices.flatMap { index in
            let image = try part.image(at: index)
            let resized = BilinearResize(from: (image.height, image.width), to: size)(image)
            return resized.pixels.enumerated().map { (Float($1) / 255 - mean[$0 % 3]) / std[$0 % 3] }
        }
    }

    private static func load(
        _ loader: ImageLoader, _ indices: [Int], _ augmentation: Augmentation? = nil
    ) throws -> [Float] {
        var values = [Float](repeating: .nan, count: indices.count * loader.imageElements)
        try loader.load(indices, augmentation: augmentation, into: &values)
        return values
    }

    @Test(arguments: [true, false], [0, 512 << 20])
    func equalsTheNaiveTwinOnAnyNumberOfThreads(_ sameSize: Bool, _ memoryLimit: Int) throws {
        let folder = try TemporaryFolder()
        let path = try Self.prepare(folder, sameSize: sameSize)
        let order = [5, 0, 23, 7, 7, 12, 1, 19, 2]
        let threads = ThreadTeam.size
        defer { ThreadTeam.setSize(threads) }
        for size in [(32, 40), (20, 24), (9, 11)] {
            let part = try PreparedDataset(path: path, memoryLimit: memoryLimit).train
            let expected = try Self.naive(part, order, size)
            for team in [1, 2, 5] {
                ThreadTeam.setSize(team)
                let loader = ImageLoader(part, imageSize: size, mean: Self.mean, std: Self.std)
                #expect(try Self.load(loader, order) == expected)
                #expect(try Self.load(loader, [3]) == Self.naive(part, [3], size))
                #expect(try Self.load(loader, []) == [])
            }
        }
    }

    @Test func labelsFollow() throws {
        let folder = try TemporaryFolder()
        let part = try PreparedDataset(path: Self.prepare(folder, sameSize: true)).test
        let loader = ImageLoader(part, imageSize: (8, 8), mean: Self.mean, std: Self.std)
        #expect(loader.labels([0, 5, 1]) == [part.labels[0], part.labels[5], part.labels[1]])
    }

    /// Whoever makes an image, and whenever, it is the same image at the same place.
    @Test(arguments: [true, false], [0, 512 << 20])
    func batchesAreTheSameForAnyNumberOfWorkers(_ sameSize: Bool, _ memoryLimit: Int) throws {
        let folder = try TemporaryFolder()
        let part = try PreparedDataset(path: Self.prepare(folder, sameSize: sameSize), memoryLimit: memoryLimit).train
        let loader = ImageLoader(part, imageSize: (17, 16), mean: Self.mean, std: Self.std)
        let batches = [[3, 1, 20], [], [5], [7, 7, 0, 2, 23, 11, 4], [9, 8], [6, 10]]
        for place in [nil] + Augmentation.Place.allCases {
            let augmentation = place.map {
                Augmentation($0, random: CounterRandom(seed: 3, purpose: .augment, run: 1, epoch: 2))
            }
            let expected = try batches.map { try Self.load(loader, $0, augmentation) }
            for workers in [0, 1, 3] {
                let stream = loader.stream(batches, augmentation: augmentation, workers: workers)
                for (batch, expected) in zip(batches, expected) {
                    var values = [Float](repeating: .nan, count: batch.count * loader.imageElements)
                    try stream.next(into: &values)
                    #expect(values == expected)
                }
            }
        }
    }

    /// Augmentation, resize and normalisation, one after the other, are what the loader does.
    @Test(arguments: Augmentation.Place.allCases)
    func augmentationHasItsPlace(_ place: Augmentation.Place) throws {
        let folder = try TemporaryFolder()
        let part = try PreparedDataset(path: Self.prepare(folder, sameSize: false)).train
        let loader = ImageLoader(part, imageSize: (30, 28), mean: Self.mean, std: Self.std)
        let random = CounterRandom(seed: 8, purpose: .augment, run: 2, epoch: 5)
        var changed = 0
        for index in 0..<part.count {
            let image = try part.image(at: index)
            let draw = TrivialAugment.draw(random, sample: index)
            let resize = { BilinearResize(from: ($0.height, $0.width), to: (30, 28))($0) }
            let expected =
                place == .beforeResize
                ? resize(TrivialAugment.apply(draw, to: image)) : TrivialAugment.apply(draw, to: resize(image))
            if expected != resize(image) { changed += 1 }
            let values = expected.pixels.enumerated().map { (Float($1) / 255 - Self.mean[$0 % 3]) / Self.std[$0 % 3] }
            #expect(try Self.load(loader, [index], Augmentation(place, random: random)) == values)
        }
        #expect(changed > part.count / 2)
    }

    /// A stream that nobody reads to its end lets its threads go.
    @Test func aStreamCanBeLeft() throws {
        let folder = try TemporaryFolder()
        let part = try PreparedDataset(path: Self.prepare(folder, sameSize: false)).train
        let loader = ImageLoader(part, imageSize: (64, 64), mean: Self.mean, std: Self.std)
        for _ in 0..<50 {
            let stream = loader.stream([[0, 1, 2], [3, 4], [5, 6, 7]], workers: 2)
            var values = [Float](repeating: .nan, count: 3 * loader.imageElements)
            try stream.next(into: &values)
            #expect(!values.contains { $0.isNaN })
        }
    }

    /// A stored file that has been damaged after preparation.
    @Test func aBrokenImageIsNamed() throws {
        let folder = try TemporaryFolder()
        let path = try Self.prepare(folder, sameSize: false)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let reader = try HDF5Reader(path: path)
        let stored = try reader.read("train/bytes", as: UInt8.self)
        let offsets = try reader.read("train/offsets", as: Int64.self).map(Int.init)
        let place = try #require(Data(bytes).range(of: Data(stored)))
        let begin = place.lowerBound + offsets[6]
        for index in (begin + 20)..<(place.lowerBound + offsets[7]) { bytes[index] = 0 }
        let part = try PreparedDataset(path: folder.write(bytes, "damaged.h5")).train
        let loader = ImageLoader(part, imageSize: (8, 8), mean: Self.mean, std: Self.std)
        let failure = try #require(failure { _ = try Self.load(loader, Array(0..<24)) })
        #expect(failure.location.contains("damaged.h5") && failure.location.contains(part.names[6]))
        #expect(try Self.load(loader, [5]).allSatisfy { !$0.isNaN })
    }
}
