import Imaging

/// A miniature of PlantVillage: leaves with and without a disease, and pictures without a leaf.
extension SampleClassFolders {
    static func plantVillage(seed: UInt64) -> SampleClassFolders {
        let bench = Ground(SampleTint(155, 148, 145, 25), to: SampleTint(135, 128, 126, 20), clouds: 12, cells: 6)
        let apple = SampleTint(85, 125, 65, 20)
        let cherry = SampleTint(75, 120, 60, 18)
        let tomato = SampleTint(90, 125, 60, 20)
        let subjects = [
            SampleSubject(
                "Apple___Apple_scab", bench,
                Leaf(
                    tint: apple, broadness: 0.5...0.65,
                    spots: .init(count: 9...20, radius: 0.06...0.12, tint: SampleTint(72, 85, 48, 12), edge: 0.05))),
            SampleSubject(
                "Apple___Black_rot", bench,
                Leaf(
                    tint: apple, broadness: 0.5...0.65,
                    spots: .init(
                        count: 4...10, radius: 0.05...0.1, tint: SampleTint(120, 80, 50, 14),
                        halo: SampleTint(70, 40, 50)))),
            SampleSubject("Apple___healthy", bench, Leaf(tint: apple, broadness: 0.5...0.65)),
            SampleSubject(
                "Background_without_leaves", Ground.OneOf(.room, .meadow, .street, bench),
                Scatter(
                    form: .box, count: 0...4, length: 0.08...0.3, slimness: 0.2...0.9,
                    tints: [SampleTint(150, 120, 95, 60), SampleTint(100, 110, 130, 50)])),
            SampleSubject("Cherry___healthy", bench, Leaf(tint: cherry, broadness: 0.38...0.5, lobes: (22, 0.08))),
            SampleSubject(
                "Cherry___Powdery_mildew", bench,
                Leaf(
                    tint: cherry, broadness: 0.38...0.5, lobes: (22, 0.08),
                    spots: .init(count: 5...12, radius: 0.1...0.2, tint: SampleTint(170, 185, 160, 14), edge: 0.09))),
            SampleSubject(
                "Tomato___Early_blight", bench,
                Leaf(
                    tint: tomato, broadness: 0.5...0.62, lobes: (9, 0.3),
                    spots: .init(
                        count: 5...12, radius: 0.06...0.11, tint: SampleTint(90, 65, 42, 12),
                        halo: SampleTint(190, 175, 70)))),
        ]
        return SampleClassFolders(
            folder: "plantvillage", archive: "Plant_leaf_diseases_dataset_without_augmentation.zip",
            counts: [29, 30, 28, 31, 27, 30, 26],
            images: SampleImages(
                seed: seed, dataset: 12, subjects: subjects, height: 56...56, width: 56...56, grain: 6),
            path: { "Plant_leave_diseases_dataset_without_augmentation/\($0)/image (\($1)).JPG" })
    }
}

/// A miniature of the PlantCLEF subset: plain folders train and val with a folder a species in each.
struct SamplePlantCLEF: DrawnSet {
    let seed: UInt64

    let folder = "plantclef"

    private static let wild = Ground.OneOf(
        .foliage, .meadow, Ground(SampleTint(120, 100, 75, 18), clouds: 22, cells: 7))
    private static let green = SampleTint(95, 145, 65, 28)

    /// The species by numbers, as PlantCLEF names them.
    private static let subjects = [
        SampleSubject("1355868", wild, Leaf(tint: green, broadness: 0.22...0.3)),
        SampleSubject("1355920", wild, Leaf(tint: green, broadness: 0.72...0.88)),
        SampleSubject("1356003", wild, Leaf(tint: green, broadness: 0.65...0.8, lobes: (5, 0.55))),
        SampleSubject("1356278", wild, Leaf(tint: green, broadness: 0.42...0.55, leaflets: 5)),
        SampleSubject(
            "1356382", wild,
            Blossom(
                petals: 5...8, tint: SampleTint(220, 205, 120, 40), broadness: 0.6,
                heart: (SampleTint(180, 150, 50), 0.2),
                radius: 0.2...0.34)),
    ]

    private static let trainImages = 16
    private static let testImages = 6

    var images: SampleImages {
        SampleImages(seed: seed, dataset: 13, subjects: Self.subjects, height: 52...64, width: 52...64, grain: 7)
    }

    func files() throws -> [SampleFile] {
        let all = SampleImages.mixed(Self.subjects.map { _ in Self.trainImages + Self.testImages })
        return zip(all, try images.jpegs(all)).map { image, bytes in
            let part = image.number <= Self.trainImages ? "train" : "val"
            let id = 800_000 + image.label * 1_013 + image.number * 31
            return SampleFile(name: "\(part)/\(Self.subjects[image.label].name)/\(id).jpg", content: .bytes(bytes))
        }
    }
}
