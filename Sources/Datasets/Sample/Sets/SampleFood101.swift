/// A miniature of Food-101: one archive with images, and lists as text and as JSON.
struct SampleFood101: DrawnSet {
    let seed: UInt64

    let folder = "food101"

    private static let table = Ground.OneOf(.room, .sand)

    private static let subjects = [
        SampleSubject(
            "caesar_salad", table, Plate(),
            Scatter(
                form: .ellipse, count: 26...40, length: 0.06...0.13, slimness: 0.4...0.7,
                tints: [SampleTint(95, 140, 55), SampleTint(140, 175, 85), SampleTint(70, 110, 45)],
                place: .disc(radius: 0.28)),
            Scatter(
                form: .box, count: 4...9, length: 0.035...0.06, slimness: 0.8...1,
                tints: [SampleTint(205, 165, 100), SampleTint(235, 230, 205)], place: .disc(radius: 0.26))),
        SampleSubject(
            "donuts", table,
            Scatter(
                form: .ring, count: 2...4, length: 0.13...0.17, slimness: 0.8...0.95,
                tints: [SampleTint(190, 135, 75)], place: .disc(radius: 0.3), shadow: 0.02,
                inner: [
                    (0.7, [SampleTint(215, 140, 160), SampleTint(90, 55, 40), SampleTint(230, 225, 215)])
                ])),
        SampleSubject(
            "french_fries", table, Plate(),
            Scatter(
                form: .stroke, count: 22...38, length: 0.12...0.2, slimness: 0.16...0.26,
                tints: [SampleTint(225, 185, 85), SampleTint(205, 155, 65)], place: .disc(radius: 0.22), shadow: 0.01)),
        SampleSubject(
            "pizza", table, Plate(tint: SampleTint(200, 150, 85)),
            Scatter(
                form: .ellipse, count: 1...1, length: 0.36...0.4, slimness: 0.97...1, tints: [SampleTint(215, 165, 80)],
                place: .disc(radius: 0.02), edge: 0.04),
            Scatter(
                form: .ellipse, count: 6...11, length: 0.04...0.075, slimness: 0.9...1,
                tints: [SampleTint(165, 50, 40), SampleTint(185, 65, 45)], place: .disc(radius: 0.32)),
            Scatter(
                form: .ellipse, count: 5...14, length: 0.02...0.04, slimness: 0.4...0.8,
                tints: [SampleTint(75, 105, 45), SampleTint(240, 225, 175)], place: .disc(radius: 0.32))),
        SampleSubject(
            "spaghetti_bolognese", table, Plate(),
            Scatter(
                form: .stroke, count: 50...80, length: 0.08...0.2, slimness: 0.08...0.14,
                tints: [SampleTint(225, 190, 110), SampleTint(200, 160, 85)], place: .disc(radius: 0.26)),
            Scatter(
                form: .ellipse, count: 9...16, length: 0.04...0.09, slimness: 0.6...1,
                tints: [SampleTint(145, 55, 35), SampleTint(115, 45, 30)], place: .disc(radius: 0.14))),
        SampleSubject(
            "sushi", table, Plate(tint: SampleTint(150, 145, 140, 60)),
            Scatter(
                form: .ellipse, count: 5...8, length: 0.085...0.11, slimness: 0.9...1,
                tints: [SampleTint(40, 48, 42, 8)],
                place: .disc(radius: 0.32), shadow: 0.015,
                inner: [
                    (0.8, [SampleTint(232, 230, 222, 10)]),
                    (0.4, [SampleTint(225, 125, 90), SampleTint(195, 60, 55), SampleTint(120, 150, 70)]),
                ])),
    ]

    private static let trainImages = 16
    private static let testImages = 8

    var images: SampleImages {
        SampleImages(
            seed: seed, dataset: 8, subjects: Self.subjects, height: 52...60, width: 52...60, grain: 6,
            light: 0.55...1.25, cast: 0.14)
    }

    func files() throws -> [SampleFile] {
        var archive = SampleFolder()
        let root = "food-101"
        let all = Self.subjects.indices.flatMap { label in
            (1...(Self.trainImages + Self.testImages)).map { SampleImages.Number(label: label, number: $0) }
        }
        func id(_ image: SampleImages.Number) -> String {
            "\(Self.subjects[image.label].name)/\(1_000_000 + image.number * 5_639 + image.label)"
        }
        for (image, bytes) in zip(all, try images.jpegs(all)) { archive.add("\(root)/images/\(id(image)).jpg", bytes) }
        let names = Self.subjects.map(\.name)
        archive.add("\(root)/meta/classes.txt", lines: names)
        archive.add(
            "\(root)/meta/labels.txt",
            lines: names.map { $0.prefix(1).uppercased() + $0.dropFirst().replacing("_", with: " ") })
        for (part, isTraining) in [("test", false), ("train", true)] {
            let chosen = all.filter { ($0.number <= Self.trainImages) == isTraining }
            archive.add("\(root)/meta/\(part).txt", lines: chosen.map(id))
            let classes = Self.subjects.indices.map { label in
                let ids = chosen.filter { $0.label == label }.map { "\"\(id($0))\"" }
                return "\"\(names[label])\": [\(ids.joined(separator: ", "))]"
            }
            archive.add("\(root)/meta/\(part).json", lines: ["{\(classes.joined(separator: ", "))}"])
        }
        return [archive.packed("food-101.tar.gz")]
    }
}
