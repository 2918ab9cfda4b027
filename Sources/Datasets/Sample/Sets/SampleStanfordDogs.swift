/// A miniature of Stanford Dogs: an archive of images and one of lists in MATLAB files.
struct SampleStanfordDogs: DrawnSet {
    let seed: UInt64

    let folder = "stanford_dogs"

    private static let garden = Ground.OneOf(.meadow, .room, .sand)

    private static let subjects = [
        SampleSubject(
            "n02085620-Chihuahua", garden,
            FourLegged(
                coat: SampleTint(190, 145, 95, 25), ears: .pointed, legs: 0.6, muzzle: 0.06, size: 0.22...0.3)),
        SampleSubject(
            "n02085782-Japanese_spaniel", garden,
            FourLegged(
                coat: SampleTint(225, 220, 212, 15), patches: SampleTint(45, 40, 42, 10), ears: .hanging, legs: 0.42,
                muzzle: 0.02, fur: 0.35)),
        SampleSubject(
            "n02085936-Maltese_dog", garden,
            FourLegged(coat: SampleTint(228, 224, 215, 14), ears: .hanging, legs: 0.4, muzzle: 0.04, fur: 0.6)),
        SampleSubject(
            "n02086079-Pekinese", garden,
            FourLegged(
                coat: SampleTint(195, 150, 100, 20), ears: .hanging, legs: 0.36, muzzle: 0, fur: 0.55, mask: true)),
        SampleSubject(
            "n02086240-Shih-Tzu", garden,
            FourLegged(
                coat: SampleTint(215, 205, 190, 18), patches: SampleTint(140, 105, 75, 18), ears: .hanging, legs: 0.38,
                muzzle: 0.03, fur: 0.55)),
        SampleSubject(
            "n02086646-Blenheim_spaniel", garden,
            FourLegged(
                coat: SampleTint(225, 215, 205, 15), patches: SampleTint(165, 85, 45, 18), ears: .hanging, legs: 0.52,
                muzzle: 0.1, fur: 0.2)),
    ]

    private static let trainImages = 16
    private static let counts = [24, 22, 25, 23, 24, 26]

    var images: SampleImages {
        SampleImages(seed: seed, dataset: 4, subjects: Self.subjects, height: 48...56, width: 54...66, grain: 6)
    }

    func files() throws -> [SampleFile] {
        let all = Self.counts.enumerated().flatMap { label, count in
            (1...count).map { SampleImages.Number(label: label, number: $0) }
        }
        let names = all.map { image in
            let name = Self.subjects[image.label].name
            // Numbers with gaps, as in the official set.
            return "\(name)/\(name.prefix { $0 != "-" })_\(100 + image.number * image.number * 7)"
        }
        var photographs = SampleFolder()
        for (name, bytes) in zip(names, try images.jpegs(all)) { photographs.add("Images/\(name).jpg", bytes) }
        var lists = SampleFolder()
        for (file, isWanted) in [
            ("file_list", { _ in true }), ("test_list", { $0.number > Self.trainImages }),
            ("train_list", { $0.number <= Self.trainImages }),
        ] as [(String, (SampleImages.Number) -> Bool)] {
            let chosen = all.indices.filter { isWanted(all[$0]) }
            let shape = [chosen.count, 1]
            try lists.add(
                "\(file).mat",
                variables: [
                    "annotation_list": .cells(chosen.map { .text(names[$0]) }, shape: shape),
                    "file_list": .cells(chosen.map { .text(names[$0] + ".jpg") }, shape: shape),
                    "labels": .column(chosen.map { Double(all[$0].label + 1) }),
                ])
        }
        return [photographs.packed("images.tar"), lists.packed("lists.tar")]
    }
}
