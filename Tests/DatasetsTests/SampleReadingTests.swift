import Datasets
import Foundation
import Imaging
import Storage
import Testing

/// The miniatures go the way of the real data: unpacked, read by the readers of the official layouts, decoded.
@Suite struct SampleReadingTests {
    @Test func theReadersOfTheRealDataReadTheSample() throws {
        let folder = try TemporaryFolder()
        try SampleFiles.write(to: folder.file("raw"), seed: 1)
        let catalogue = try Repository.catalogue("sample.toml")
        #expect(Set(catalogue.ids) == Set(try Repository.catalogue("datasets.toml").ids + ["synthetic_imagenet"]))
        var scores: [String: (accuracy: Double, chance: Double)] = [:]
        for id in catalogue.ids {
            let entry = try #require(catalogue[id])
            let site = try RawSite(id: id, entry: entry, raw: folder.file("raw"), work: folder.file("work"))
            let raw = try RawDatasets.open(site)
            #expect(raw.classes.count == entry.classes && Set(raw.classes).count == entry.classes, "\(id)")
            #expect((raw.count(of: .train), raw.count(of: .test)) == (entry.train, entry.test), "\(id)")
            let train = try SampleFiles.decode(raw, .train)
            let test = try SampleFiles.decode(raw, .test)
            #expect((train.count, test.count) == (entry.train, entry.test), "\(id)")
            #expect(Set(train.map(\.label)) == Set(raw.classes.indices), "\(id)")
            // Galaxy10's ten classes are divided together, so that its small test part may lack one.
            #expect(id == "galaxy10" || Set(test.map(\.label)) == Set(raw.classes.indices), "\(id)")
            if let size = entry.size {
                let others = (train + test).count { [$0.image.height, $0.image.width] != size }
                #expect(others == (id == "uc_merced" ? 1 : 0), "\(id)")
            }
            scores[id] = (NearestCentroid(train, classes: entry.classes).accuracy(test), 1 / Double(entry.classes))
            try checkDetails(id, train + test)
        }
        let table = scores.map { "\($0) \($1.accuracy)" }.sorted().joined(separator: ", ")
        #expect(scores.count { $1.accuracy > $1.chance } >= 16, "\(table)")
        #expect(scores.count { $1.accuracy < 0.95 } >= 10, "\(table)")
        #expect(scores.values.map { $0.accuracy / $0.chance }.reduce(0, +) > 2 * Double(scores.count), "\(table)")
    }

    /// What is particular about a data set's files.
    private func checkDetails(_ id: String, _ images: [SampleFiles.Decoded]) throws {
        switch id {
        case "tiny_imagenet":
            let grey = images.count { $0.image.isGrey }
            #expect(grey > 10 && grey < 30)
        case "rsna":
            // Also where the file counts from white to black, a lung is darker than what lies between them.
            for sample in images {
                let image = sample.image
                func level(_ x: Int, _ y: Int) -> Int { Int(image.pixels[(y * image.width + x) * 3]) }
                func sum(_ x: Int) -> Int { (20..<40).reduce(0) { $0 + level(x, $1) } }
                #expect(sum(48) > sum(28), "\(sample.name)")
            }
            let patients = Set(images.map { $0.name.prefix { $0 != "/" } })
            #expect(patients.count == 98 && images.count > patients.count + 10)
        case let id where id.hasPrefix("breakhis"):
            let magnification = id.dropFirst("breakhis_".count).dropLast()
            #expect(images.allSatisfy { $0.name.contains("-\(magnification)-") })
            #expect(images.allSatisfy { $0.name.hasPrefix($0.label == 0 ? "SOB_B_" : "SOB_M_") })
        default: break
        }
    }
}

extension RGBImage {
    fileprivate var isGrey: Bool {
        stride(from: 0, to: pixels.count, by: 3).allSatisfy { start in
            let red = pixels[start]
            return pixels[start + 1] == red && pixels[start + 2] == red
        }
    }
}

/// The sample's files, for tests.
enum SampleFiles {
    struct Decoded {
        let name: String
        let label: Int
        let image: RGBImage
    }

    /// Makes them; gives the list of files.
    @discardableResult
    static func write(to raw: String, seed: UInt64) throws -> CSVTable {
        try SampleData.write(to: raw, seed: seed, provenance: Provenance(program: "test")) { _, _ in }
        return try CSVTable(path: SampleData.list(in: raw))
    }

    static func decode(_ raw: any RawDataset, _ part: DatasetPart) throws -> [Decoded] {
        var images: [Decoded] = []
        try raw.stream(part) { sample in
            let image =
                switch sample.content {
                case .pixels(let image): image
                case .file(let path):
                    try ImageDecoder.decode(Array(Data(contentsOf: URL(fileURLWithPath: path))), name: path)
                }
            images.append(Decoded(name: sample.name, label: sample.label, image: image))
        }
        return images
    }
}

/// A classifier that is too simple for shapes: the nearest mean of thumbnails of 8 x 8 pixels.
private struct NearestCentroid {
    private let centroids: [[Float]]

    init(_ samples: [SampleFiles.Decoded], classes: Int) {
        centroids = (0..<classes).map { label in
            let thumbnails = samples.filter { $0.label == label }.map { Self.thumbnail($0.image) }
            let sum = thumbnails.dropFirst().reduce(thumbnails.first ?? []) { sum, next in
                zip(sum, next).map { $0 + $1 }
            }
            return sum.map { $0 / Float(thumbnails.count) }
        }
    }

    func accuracy(_ samples: [SampleFiles.Decoded]) -> Double {
        let right = samples.count { sample in
            let thumbnail = Self.thumbnail(sample.image)
            let distances = centroids.map { centroid in
                zip(centroid, thumbnail).reduce(Float(0)) { sum, pair in
                    let difference = pair.0 - pair.1
                    return sum + difference * difference
                }
            }
            return distances.indices.min { distances[$0] < distances[$1] } == sample.label
        }
        return Double(right) / Double(samples.count)
    }

    private static func thumbnail(_ image: RGBImage) -> [Float] {
        BilinearResize(from: (image.height, image.width), to: (8, 8))(image).pixels.map(Float.init)
    }
}
