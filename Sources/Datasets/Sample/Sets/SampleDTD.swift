/// A miniature of the Describable Textures Dataset: one archive with images and the lists of its splits.
struct SampleDTD: DrawnSet {
    let seed: UInt64

    let folder = "dtd"

    private static let subjects = [
        SampleSubject("banded", Pattern(kind: .banded, repeats: 4...8)),
        SampleSubject("chequered", Pattern(kind: .chequered, repeats: 5...10)),
        SampleSubject("cracked", Pattern(kind: .cracked, repeats: 4...7)),
        SampleSubject("dotted", Pattern(kind: .dotted, repeats: 4...8)),
        SampleSubject("grid", Pattern(kind: .grid, repeats: 4...8)),
        SampleSubject("marbled", Pattern(kind: .marbled, repeats: 3...6)),
        SampleSubject("woven", Pattern(kind: .woven, repeats: 5...9)),
        SampleSubject("zigzagged", Pattern(kind: .zigzagged, repeats: 4...8)),
    ]

    /// Images of each class, and of those in the parts train and val; the others are in test.
    private static let perClass = 28
    private static let parts = (train: 14, val: 6)
    /// How each split deals the images anew: factors without a common divisor with `perClass`.
    private static let splits = [3, 5, 9]

    var images: SampleImages {
        SampleImages(seed: seed, dataset: 9, subjects: Self.subjects, height: 48...52, width: 48...52, grain: 5)
    }

    func files() throws -> [SampleFile] {
        let all = Self.subjects.indices.flatMap { label in
            (1...Self.perClass).map { SampleImages.Number(label: label, number: $0) }
        }
        func name(_ image: SampleImages.Number) -> String {
            let name = Self.subjects[image.label].name
            return "\(name)/\(name)_00\(image.number < 10 ? "0" : "")\(image.number).jpg"
        }
        var archive = SampleFolder()
        for (image, bytes) in zip(all, try images.jpegs(all)) { archive.add("dtd/images/\(name(image))", bytes) }
        archive.add(
            "dtd/labels/labels_joint_anno.txt", lines: all.map { "\(name($0)) \(Self.subjects[$0.label].name)" })
        for (index, factor) in Self.splits.enumerated() {
            let place = { (image: SampleImages.Number) in (image.number * factor + index) % Self.perClass }
            let (first, second) = (Self.parts.train, Self.parts.train + Self.parts.val)
            for (part, range) in [("train", 0..<first), ("val", first..<second), ("test", second..<Self.perClass)] {
                archive.add(
                    "dtd/labels/\(part)\(index + 1).txt", lines: all.filter { range.contains(place($0)) }.map(name))
            }
        }
        return [archive.packed("dtd-r1.0.1.tar.gz")]
    }
}
