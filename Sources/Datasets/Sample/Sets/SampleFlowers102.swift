/// A miniature of Flowers-102: an archive of images, and labels and parts in MATLAB files.
struct SampleFlowers102: DrawnSet {
    let seed: UInt64

    let folder = "flowers102"

    private static let yellow = SampleTint(225, 190, 60, 15)

    /// In the order of the official numbers, 1 to 8.
    private static let subjects = [
        SampleSubject(
            "pink primrose", Ground.foliage,
            Blossom(petals: 4...4, tint: SampleTint(215, 150, 190, 22), broadness: 0.95, heart: (yellow, 0.14))),
        SampleSubject(
            "hard-leaved pocket orchid", Ground.foliage,
            Blossom(
                petals: 3...4, tint: SampleTint(175, 190, 90, 20), broadness: 0.5,
                heart: (SampleTint(185, 165, 70), 0.36), marks: SampleTint(120, 60, 60))),
        SampleSubject(
            "canterbury bells", Ground.foliage,
            Blossom(
                petals: 5...5, tint: SampleTint(135, 100, 195, 28), broadness: 0.75,
                heart: (SampleTint(215, 205, 225), 0.22))),
        SampleSubject(
            "sweet pea", Ground.foliage,
            Blossom(
                petals: 3...3, tint: SampleTint(200, 110, 180, 35), broadness: 1,
                heart: (SampleTint(225, 195, 215), 0.2), isDouble: true)),
        SampleSubject(
            "english marigold", Ground.foliage,
            Blossom(
                petals: 14...18, tint: SampleTint(235, 155, 35, 18), broadness: 0.28,
                heart: (SampleTint(165, 95, 30), 0.24), isDouble: true)),
        SampleSubject(
            "tiger lily", Ground.foliage,
            Blossom(
                petals: 6...6, tint: SampleTint(230, 120, 40, 20), broadness: 0.36,
                heart: (SampleTint(170, 90, 40), 0.12), marks: SampleTint(80, 35, 25))),
        SampleSubject(
            "moon orchid", Ground.foliage,
            Blossom(petals: 5...5, tint: SampleTint(230, 225, 225, 12), broadness: 0.8, heart: (yellow, 0.16))),
        SampleSubject(
            "bird of paradise", Ground.foliage,
            Blossom(
                petals: 4...6, tint: SampleTint(235, 140, 40, 20), broadness: 0.22,
                heart: (SampleTint(70, 75, 170), 0.17))),
    ]

    /// Images of each class for the parts trnid, valid and tstid.
    private static let counts = [
        (7, 7, 8), (7, 7, 6), (7, 7, 10), (7, 7, 8), (7, 7, 9), (7, 7, 7), (7, 7, 11), (7, 7, 6),
    ]

    var images: SampleImages {
        SampleImages(seed: seed, dataset: 5, subjects: Self.subjects, height: 56...64, width: 56...64, grain: 7)
    }

    func files() throws -> [SampleFile] {
        let all = SampleImages.mixed(Self.counts.map { $0 + $1 + $2 })
        var archive = SampleFolder()
        for (index, bytes) in try images.jpegs(all).enumerated() {
            let digits = String(index + 1)
            archive.add("jpg/image_\(String(repeating: "0", count: 5 - digits.count))\(digits).jpg", bytes)
        }
        func ids(_ isIn: (_ image: SampleImages.Number, _ counts: (Int, Int, Int)) -> Bool) -> MATValue {
            .row(all.indices.filter { isIn(all[$0], Self.counts[all[$0].label]) }.map { Double($0 + 1) })
        }
        return [
            archive.packed("102flowers.tgz"),
            SampleFile(
                name: "imagelabels.mat", content: .variables(["labels": .row(all.map { Double($0.label + 1) })])),
            SampleFile(
                name: "setid.mat",
                content: .variables([
                    "trnid": ids { $0.number <= $1.0 },
                    "valid": ids { $0.number > $1.0 && $0.number <= $1.0 + $1.1 },
                    "tstid": ids { $0.number > $1.0 + $1.1 },
                ])),
        ]
    }
}
