/// A miniature of CUB-200-2011: one archive with images and text files.
struct SampleCUB200: DrawnSet {
    let seed: UInt64

    let folder = "cub200"

    private static let outdoors = Ground.OneOf(.sky, .foliage, .meadow)
    private static let brown = SampleTint(85, 72, 62, 10)
    private static let white = SampleTint(226, 224, 218, 10)
    private static let black = SampleTint(42, 40, 45, 8)

    private static let subjects = [
        SampleSubject(
            "001.Black_footed_Albatross", outdoors,
            Bird(
                body: brown, belly: SampleTint(105, 92, 82), wing: SampleTint(68, 58, 50, 8), head: brown,
                beak: (SampleTint(70, 65, 65, 8), 0.5, 0.2))),
        SampleSubject(
            "002.Laysan_Albatross", outdoors,
            Bird(
                body: white, belly: white, wing: SampleTint(75, 68, 65, 10), head: white,
                beak: (SampleTint(205, 165, 140), 0.5, 0.2))),
        SampleSubject(
            "003.Sooty_Albatross", outdoors,
            Bird(
                body: SampleTint(98, 90, 88, 10), belly: SampleTint(125, 116, 112), wing: SampleTint(62, 56, 56, 8),
                head: SampleTint(58, 52, 52, 8), beak: (SampleTint(45, 42, 45, 6), 0.45, 0.18), tail: 0.75)),
        SampleSubject(
            "004.Groove_billed_Ani", outdoors,
            Bird(
                body: black, belly: SampleTint(55, 52, 58, 8), wing: SampleTint(35, 35, 42, 6), head: black,
                beak: (SampleTint(60, 58, 60, 8), 0.26, 0.4), tail: 1.05)),
        SampleSubject(
            "005.Crested_Auklet", outdoors,
            Bird(
                body: SampleTint(80, 80, 86, 10), belly: SampleTint(110, 110, 114), wing: SampleTint(58, 58, 64, 8),
                head: SampleTint(60, 60, 66, 8), beak: (SampleTint(220, 115, 45), 0.2, 0.26), tail: 0.2,
                hasCrest: true)),
        SampleSubject(
            "006.Least_Auklet", outdoors,
            Bird(
                body: SampleTint(90, 88, 90, 10), belly: SampleTint(205, 202, 198, 12), wing: SampleTint(62, 60, 62, 8),
                head: SampleTint(70, 68, 70, 8), beak: (SampleTint(175, 75, 50), 0.14, 0.16), tail: 0.15,
                spots: SampleTint(85, 82, 82, 8))),
    ]

    private static let counts = [24, 26, 23, 25, 22, 24]

    var images: SampleImages {
        SampleImages(seed: seed, dataset: 6, subjects: Self.subjects, height: 52...64, width: 56...72, grain: 7)
    }

    /// Three of five images of each class are for training.
    private static func isTraining(_ image: SampleImages.Number) -> Bool {
        image.number % 5 != 0 && image.number % 5 != 3
    }

    func files() throws -> [SampleFile] {
        let all = Self.counts.enumerated().flatMap { label, count in
            (1...count).map { SampleImages.Number(label: label, number: $0) }
        }
        let names = all.map { image in
            let name = Self.subjects[image.label].name
            return "\(name)/\(name.dropFirst(4))_\(1000 + image.number)_\(image.number * 37).jpg"
        }
        var archive = SampleFolder()
        let root = "CUB_200_2011"
        func list(_ name: String, _ value: (Int) -> String) {
            archive.add("\(root)/\(name).txt", lines: all.indices.map { "\($0 + 1) \(value($0))" })
        }
        list("images") { names[$0] }
        list("image_class_labels") { String(all[$0].label + 1) }
        list("train_test_split") { Self.isTraining(all[$0]) ? "1" : "0" }
        list("bounding_boxes") { _ in "6.0 6.0 48.0 40.0" }
        archive.add(
            "\(root)/classes.txt", lines: Self.subjects.enumerated().map { "\($0 + 1) \($1.name)" })
        for (name, bytes) in zip(names, try images.jpegs(all)) { archive.add("\(root)/images/\(name)", bytes) }
        return [archive.packed("CUB_200_2011.tgz")]
    }
}
