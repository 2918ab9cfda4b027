/// A miniature of CIFAR-100: the binary version's archive, with a coarse and a fine label in each record.
struct SampleCIFAR100: DrawnSet {
    let seed: UInt64

    let folder = "cifar100"

    private static let coarse = [
        "flowers", "food_containers", "fruit_and_vegetables", "large_natural_outdoor_scenes", "vehicles_1",
    ]

    private static let classes: [(coarse: Int, subject: SampleSubject)] = [
        (2, SampleSubject("apple", Ground.room, Ball(tint: SampleTint(190, 45, 40, 30), hasStem: true))),
        (1, SampleSubject("bottle", Ground.room, Vessel(height: 0.9, width: 0.32, neck: 0.13))),
        (
            4,
            SampleSubject(
                "bus", Ground.street,
                Car(
                    belt: (-1, 0.98), roof: (-0.97, 0.96), height: 1, bonnet: 0.5, tint: SampleTint(200, 110, 60, 50),
                    windows: 5))
        ),
        (3, SampleSubject("cloud", Ground.sky, Cumulus())),
        (
            3,
            SampleSubject(
                "mountain", Ground.sky, Mountains(tint: SampleTint(105, 100, 105), peaks: 0.15...0.5, ragged: 0.8))
        ),
        (2, SampleSubject("orange", Ground.room, Ball(tint: SampleTint(225, 130, 35, 20)))),
        (
            2,
            SampleSubject(
                "pear", Ground.room,
                Ball(tint: SampleTint(170, 175, 60, 25), radius: 0.22...0.28, hasStem: true, hasNeck: true))
        ),
        (
            0,
            SampleSubject(
                "rose", Ground.foliage,
                Blossom(
                    petals: 5...7, tint: SampleTint(205, 60, 80, 35), broadness: 0.9,
                    heart: (SampleTint(150, 30, 50), 0.3), isDouble: true))
        ),
        (3, SampleSubject("sea", Ground.sky, Sea(tint: SampleTint(60, 105, 150, 25)))),
        (
            0,
            SampleSubject(
                "sunflower", Ground.foliage,
                Blossom(
                    petals: 13...18, tint: SampleTint(230, 185, 40, 18), broadness: 0.3,
                    heart: (SampleTint(85, 55, 30, 12), 0.42)))
        ),
    ]

    static let trainImages = 15
    static let testImages = 7

    var images: SampleImages {
        SampleImages(
            seed: seed, dataset: 2, subjects: Self.classes.map(\.subject), height: 32...32, width: 32...32, grain: 11,
            light: 0.55...1.25, cast: 0.14)
    }

    func files() throws -> [SampleFile] {
        let all = SampleImages.mixed(Self.classes.map { _ in Self.trainImages + Self.testImages })
        let train = try records(all.filter { $0.number <= Self.trainImages })
        let test = try records(all.filter { $0.number > Self.trainImages })
        var archive = SampleFolder()
        archive.add("cifar-100-binary/coarse_label_names.txt", lines: Self.coarse)
        archive.add("cifar-100-binary/fine_label_names.txt", lines: Self.classes.map(\.subject.name))
        archive.add("cifar-100-binary/test.bin", test)
        archive.add("cifar-100-binary/train.bin", train)
        return [archive.packed("cifar-100-binary.tar.gz")]
    }

    /// Coarse label, fine label, and the planes of red, green and blue.
    private func records(_ numbers: [SampleImages.Number]) throws -> [UInt8] {
        let images = images
        return try sampleValues(numbers.count) { index in
            let number = numbers[index]
            let pixels = images.image(number).pixels
            let planes = (0..<3).flatMap { channel in stride(from: channel, to: pixels.count, by: 3).map { pixels[$0] }
            }
            return [UInt8(Self.classes[number.label].coarse), UInt8(number.label)] + planes
        }.flatMap { $0 }
    }
}
