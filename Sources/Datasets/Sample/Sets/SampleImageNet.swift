/// Images to pretrain miniature backbones on: some forty made-up classes of animals, plants, things, places, textures and
/// small structures, in ImageNet's folders. Their forms are those of the miniature data sets, as ImageNet's are
/// those of the world; colours, proportions and combinations differ, so that none of their classes is among these.
struct SampleImageNet: DrawnSet {
    let seed: UInt64

    let folder = "synthetic_imagenet"

    private static let outdoors = Ground.OneOf(.meadow, .foliage, .sky, .sand, .street)
    private static let indoors = Ground.OneOf(.room, .sand, .street)
    private static let plain = Ground.OneOf(
        Ground(SampleTint(200, 195, 190, 30), clouds: 8, cells: 3),
        Ground(SampleTint(60, 62, 70, 20), clouds: 8, cells: 3),
        Ground(SampleTint(120, 135, 130, 30), clouds: 12, cells: 5))

    private static func pattern(_ name: String, _ kind: Pattern.Kind, _ repeats: ClosedRange<Float>) -> SampleSubject {
        SampleSubject(name, Pattern(kind: kind, repeats: repeats))
    }

    private static func animal(
        _ name: String, _ coat: SampleTint, _ ears: FourLegged.Ears, legs: Float, muzzle: Float, fur: Float,
        patches: SampleTint? = nil
    ) -> SampleSubject {
        SampleSubject(
            name, outdoors,
            FourLegged(
                coat: coat, patches: patches, ears: ears, legs: legs, muzzle: muzzle, fur: fur, size: 0.24...0.36))
    }

    private static func bird(
        _ name: String, _ body: SampleTint, _ belly: SampleTint, _ wing: SampleTint, _ head: SampleTint,
        _ beak: (tint: SampleTint, length: Float, height: Float)
    ) -> SampleSubject {
        SampleSubject(name, outdoors, Bird(body: body, belly: belly, wing: wing, head: head, beak: beak))
    }

    private static func blossom(
        _ name: String, _ petals: ClosedRange<Int>, _ tint: SampleTint, _ broadness: Float, _ heart: SampleTint,
        _ radius: Float
    ) -> SampleSubject {
        SampleSubject(
            name, Ground.foliage, Blossom(petals: petals, tint: tint, broadness: broadness, heart: (heart, radius)))
    }

    private static func car(
        _ name: String, belt: (Float, Float), roof: (Float, Float), height: Float, bonnet: Float, windows: Int
    ) -> SampleSubject {
        SampleSubject(
            name, Ground.street,
            Car(
                belt: belt, roof: roof, height: height, bonnet: bonnet, tint: SampleTint(130, 120, 125, 70),
                windows: windows))
    }

    private static func leaf(
        _ name: String, _ broadness: ClosedRange<Float>, _ lobes: (Int, Float), _ spots: Leaf.Spots? = nil
    ) -> SampleSubject {
        SampleSubject(
            name, plain,
            Leaf(tint: SampleTint(90, 130, 65, 30), broadness: broadness, lobes: lobes, spots: spots))
    }

    private static func scatter(
        _ name: String, _ form: Scatter.Form, _ count: ClosedRange<Int>, _ length: ClosedRange<Float>,
        _ slimness: ClosedRange<Float>, _ tint: SampleTint, place: Scatter.Place = .anywhere
    ) -> SampleSubject {
        SampleSubject(
            name, plain,
            Scatter(form: form, count: count, length: length, slimness: slimness, tints: [tint], place: place))
    }

    private static let subjects: [SampleSubject] = animals + plants + things + places + structures

    private static let animals = [
        animal("s00 red fox", SampleTint(190, 95, 45, 22), .pointed, legs: 0.55, muzzle: 0.14, fur: 0.2),
        animal("s01 bear", SampleTint(80, 58, 42, 18), .small, legs: 0.45, muzzle: 0.12, fur: 0.3),
        animal(
            "s02 cow", SampleTint(225, 220, 215, 15), .hanging, legs: 0.6, muzzle: 0.16, fur: 0,
            patches: SampleTint(50, 42, 40, 12)),
        animal("s03 sheep", SampleTint(215, 208, 195, 14), .hanging, legs: 0.4, muzzle: 0.08, fur: 0.65),
        bird(
            "s04 robin", SampleTint(110, 95, 75), SampleTint(205, 100, 50), SampleTint(95, 82, 68),
            SampleTint(190, 95, 50), (SampleTint(70, 60, 50), 0.14, 0.12)),
        bird(
            "s05 jay", SampleTint(70, 110, 190), SampleTint(215, 215, 220), SampleTint(55, 85, 170),
            SampleTint(80, 120, 195), (SampleTint(40, 40, 45), 0.2, 0.16)),
        bird(
            "s06 toucan", SampleTint(35, 33, 38, 10), SampleTint(230, 225, 200), SampleTint(28, 28, 32, 8),
            SampleTint(40, 38, 42, 8), (SampleTint(235, 150, 45), 0.42, 0.34)),
        SampleSubject("s07 butterfly", Ground.foliage, Butterfly(tint: SampleTint(80, 130, 215, 30))),
    ]

    private static let plants = [
        blossom("s08 daisy", 12...18, SampleTint(230, 228, 222, 12), 0.3, SampleTint(225, 180, 50), 0.3),
        blossom("s09 poppy", 4...5, SampleTint(215, 50, 40, 22), 0.98, SampleTint(45, 35, 40), 0.2),
        blossom("s10 aster", 20...26, SampleTint(150, 110, 205, 25), 0.2, SampleTint(215, 175, 60), 0.26),
        blossom("s11 anemone", 6...8, SampleTint(95, 110, 205, 25), 0.7, SampleTint(60, 50, 80), 0.18),
        leaf("s12 willow", 0.2...0.3, (0, 0)),
        leaf("s13 oak", 0.5...0.62, (7, 0.4)),
        leaf("s14 rust", 0.45...0.6, (0, 0), .init(count: 8...18, radius: 0.04...0.08, tint: SampleTint(175, 95, 45))),
        leaf("s15 nettle", 0.42...0.55, (18, 0.14)),
    ]

    private static let things = [
        car("s16 minivan", belt: (-1, 0.85), roof: (-0.95, 0.35), height: 0.85, bonnet: 0.4, windows: 3),
        car("s17 sports car", belt: (-1, 1), roof: (-0.3, 0.3), height: 0.5, bonnet: 0.3, windows: 1),
        car("s18 pickup", belt: (-1, 1), roof: (-0.1, 0.4), height: 0.75, bonnet: 0.45, windows: 1),
        SampleSubject("s19 lime", indoors, Ball(tint: SampleTint(120, 175, 55, 22), radius: 0.2...0.34)),
        SampleSubject("s20 football", outdoors, Ball(tint: SampleTint(225, 222, 218, 14), seams: true)),
        SampleSubject(
            "s21 vase", indoors, Vessel(height: 0.75, width: 0.42, neck: 0.2, tint: SampleTint(70, 110, 160, 45))),
        SampleSubject(
            "s22 mug", indoors,
            Vessel(
                height: 0.5, width: 0.46, neck: 0.98, tint: SampleTint(170, 70, 60, 45),
                drink: SampleTint(60, 40, 30, 10),
                hasHandle: true)),
        SampleSubject(
            "s23 cookies", indoors, Plate(),
            Scatter(
                form: .ellipse, count: 4...7, length: 0.09...0.13, slimness: 0.9...1, tints: [SampleTint(185, 135, 80)],
                place: .disc(radius: 0.26), shadow: 0.02)),
        SampleSubject(
            "s24 noodles", indoors, Plate(tint: SampleTint(70, 75, 90, 20)),
            Scatter(
                form: .stroke, count: 30...60, length: 0.1...0.2, slimness: 0.06...0.12,
                tints: [SampleTint(235, 215, 150)],
                place: .disc(radius: 0.28))),
    ]

    private static let places = [
        SampleSubject(
            "s25 hills", Ground.sky, Mountains(tint: SampleTint(95, 125, 75, 20), peaks: 0.05...0.2, ragged: 0.2)),
        SampleSubject(
            "s26 glacier", Ground.sky,
            Mountains(tint: SampleTint(170, 180, 195, 15), peaks: 0.2...0.5, ragged: 1, snow: true)),
        SampleSubject("s27 lake", Ground.sky, Sea(tint: SampleTint(80, 130, 120, 25))),
        SampleSubject(
            "s28 field from above",
            Patchwork(
                tints: [SampleTint(165, 150, 90, 25), SampleTint(105, 140, 70, 25)], cells: 1.5...2.5,
                rows: (35, 0.05...0.1))),
        SampleSubject(
            "s29 river from above", Ground(SampleTint(85, 105, 65, 20), clouds: 20, cells: 6),
            Band(tint: SampleTint(70, 95, 115, 18), width: 0.1...0.2, bend: 0.1...0.25)),
        SampleSubject(
            "s30 village from above", Ground(SampleTint(115, 125, 90, 18), clouds: 22, cells: 7),
            Scatter(
                form: .box, count: 8...16, length: 0.05...0.08, slimness: 0.6...0.95,
                tints: [SampleTint(165, 90, 70, 20), SampleTint(150, 145, 140, 25)], isAligned: true, shadow: 0.03)),
    ]

    private static let structures = [
        pattern("s31 striped", .banded, 8...14),
        pattern("s32 knitted", .woven, 9...14),
        pattern("s33 cracked", .cracked, 7...11),
        pattern("s34 polka-dotted", .dotted, 8...12),
        pattern("s35 veined", .marbled, 6...10),
        SampleSubject(
            "s36 nebula", Galaxy(flatness: 0.7...1, bulge: (0.3...0.6, 0.4), disorder: 0.9, size: 0.16...0.26)),
        SampleSubject(
            "s37 spiral", Galaxy(flatness: 0.6...1, arms: (3...5, 0.6...1, 0.6...1), size: 0.16...0.26)),
        SampleSubject(
            "s38 tissue", Ground(SampleTint(205, 150, 185, 18), clouds: 16, cells: 4),
            Glands(
                count: 1...4, radius: 0.06...0.14, nucleus: 0.02...0.04, tint: SampleTint(105, 65, 140, 20),
                disorder: 0.5)),
        scatter("s39 needles", .stroke, 25...60, 0.08...0.3, 0.04...0.1, SampleTint(95, 95, 100, 60)),
        scatter("s40 pebbles", .ellipse, 20...45, 0.03...0.1, 0.6...1, SampleTint(105, 95, 85, 40)),
        scatter("s41 rings", .ring, 3...9, 0.06...0.16, 0.7...0.95, SampleTint(120, 80, 75, 60)),
        scatter(
            "s42 bricks", .box, 1...1, 0.08...0.12, 0.4...0.6, SampleTint(150, 90, 70, 25), place: .rows(gap: 0.2...0.3)
        ),
    ]

    /// Images of each class for training and for validation.
    private static let counts = (train: 36, val: 6)

    var images: SampleImages {
        SampleImages(
            seed: seed, dataset: 20, subjects: Self.subjects, height: 40...40, width: 40...40, grain: 7,
            light: 0.6...1.25, cast: 0.12)
    }

    func files() throws -> [SampleFile] {
        let all = SampleImages.mixed(Self.subjects.map { _ in Self.counts.train + Self.counts.val })
        var archive = SampleFolder()
        for (image, bytes) in zip(all, try images.jpegs(all)) {
            let part = image.number <= Self.counts.train ? "train" : "val"
            let name = Self.subjects[image.label].name.prefix { $0 != " " }
            archive.add("\(part)/\(name)/\(name)_\(image.number).JPEG", bytes)
        }
        return [archive.packed("synthetic_imagenet.zip")]
    }
}
