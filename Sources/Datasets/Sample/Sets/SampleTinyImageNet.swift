import Imaging

/// A miniature of Tiny ImageNet: JPEG files of 64 x 64, some of them grey, with boxes and annotations.
struct SampleTinyImageNet: DrawnSet {
    let seed: UInt64

    let folder = "tiny_imagenet"

    /// The subjects by WordNet's identifiers; `words` are their names.
    private static let classes: [(words: String, subject: SampleSubject)] = [
        (
            "golden retriever",
            SampleSubject(
                "n02099601", Ground.meadow,
                FourLegged(coat: SampleTint(200, 160, 100, 18), ears: .hanging, legs: 0.62, muzzle: 0.2, fur: 0.15))
        ),
        (
            "Egyptian cat",
            SampleSubject(
                "n02124075", Ground.OneOf(.room, .meadow),
                FourLegged(
                    coat: SampleTint(165, 140, 110, 18), patches: SampleTint(90, 72, 55, 12), ears: .pointed, legs: 0.6,
                    muzzle: 0.02))
        ),
        (
            "monarch, monarch butterfly, milkweed butterfly, Danaus plexippus",
            SampleSubject("n02279972", Ground.foliage, Butterfly(tint: SampleTint(225, 120, 35)))
        ),
        (
            "basketball",
            SampleSubject(
                "n02802426", Ground.room, Ball(tint: SampleTint(205, 105, 50, 22), seams: true))
        ),
        (
            "school bus",
            SampleSubject(
                "n04146614", Ground.street,
                Car(
                    belt: (-1, 0.7), roof: (-0.97, 0.66), height: 0.98, bonnet: 0.45, tint: SampleTint(225, 165, 35),
                    windows: 5))
        ),
        ("orange", SampleSubject("n07747607", Ground.room, Ball(tint: SampleTint(222, 125, 40, 22), hasStem: true))),
        (
            "espresso",
            SampleSubject(
                "n07920052", Ground.room,
                Vessel(
                    height: 0.42, width: 0.5, neck: 0.62, tint: SampleTint(220, 218, 212),
                    drink: SampleTint(70, 42, 25, 10), hasHandle: true))
        ),
        (
            "alp",
            SampleSubject(
                "n09193705", Ground.sky,
                Mountains(tint: SampleTint(100, 98, 105), peaks: 0.12...0.45, ragged: 0.9, snow: true))
        ),
    ]

    private static let trainImages = 16
    private static let testImages = 8

    var images: SampleImages {
        SampleImages(
            seed: seed, dataset: 3, subjects: Self.classes.map(\.subject), height: 64...64, width: 64...64, grain: 5)
    }

    func files() throws -> [SampleFile] {
        let all = SampleImages.mixed(Self.classes.map { _ in Self.trainImages + Self.testImages })
        let images = images
        let encoded = try sampleValues(all.count) { index in
            // One in ten is grey, as about one in fifty of the real ones.
            try Self.jpeg(images.image(all[index]), isGrey: index % 10 == 3)
        }
        let unlabelled = try images.jpegs((1...3).map { .init(label: $0, number: 100) })
        var archive = SampleFolder()
        let root = "tiny-imagenet-200"
        var annotations: [String] = []
        var boxes = [[String]](repeating: [], count: Self.classes.count)
        for (image, bytes) in zip(all, encoded) {
            let wnid = Self.classes[image.label].subject.name
            if image.number <= Self.trainImages {
                let name = "\(wnid)_\(image.number - 1).JPEG"
                archive.add("\(root)/train/\(wnid)/images/\(name)", bytes)
                boxes[image.label].append("\(name)\t4\t4\t59\t59")
            } else {
                let name = "val_\(annotations.count).JPEG"
                archive.add("\(root)/val/images/\(name)", bytes)
                annotations.append("\(name)\t\(wnid)\t4\t4\t59\t59")
            }
        }
        for (entry, lines) in zip(Self.classes, boxes) {
            archive.add("\(root)/train/\(entry.subject.name)/\(entry.subject.name)_boxes.txt", lines: lines)
        }
        archive.add("\(root)/val/val_annotations.txt", lines: annotations)
        for (index, bytes) in unlabelled.enumerated() { archive.add("\(root)/test/images/test_\(index).JPEG", bytes) }
        // The official list is not in the order of the identifiers.
        archive.add("\(root)/wnids.txt", lines: Self.classes.map(\.subject.name).reversed())
        archive.add(
            "\(root)/words.txt",
            lines: ["n00001740\tentity"] + Self.classes.map { "\($0.subject.name)\t\($0.words)" })
        return [archive.packed("tiny-imagenet-200.zip")]
    }

    private static func jpeg(_ image: RGBImage, isGrey: Bool) throws -> [UInt8] {
        guard isGrey else { return try JPEGEncoder.encode(image, quality: 90) }
        return try JPEGEncoder.encode(grey: sampleGrey(image), height: image.height, width: image.width, quality: 90)
    }
}
