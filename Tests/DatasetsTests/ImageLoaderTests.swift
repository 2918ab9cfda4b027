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

    private static func load(_ loader: ImageLoader, _ indices: [Int]) throws -> [Float] {
        var values = [Float](repeating: .nan, count: indices.count * loader.imageElements)
        try loader.load(indices, into: &values)
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

    @Test func aSliceIsLoadedAndLabelsFollow() throws {
        let folder = try TemporaryFolder()
        let part = try PreparedDataset(path: Self.prepare(folder, sameSize: true)).test
        let loader = ImageLoader(part, imageSize: (8, 8), mean: Self.mean, std: Self.std)
        let order = [4, 2, 0, 5, 1, 3]
        var values = [Float](repeating: .nan, count: 3 * loader.imageElements)
        try loader.load(order[2..<5], into: &values)
        #expect(try values == Self.load(loader, [0, 5, 1]))
        #expect(loader.labels(order[2..<5]) == [part.labels[0], part.labels[5], part.labels[1]])
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
