import Imaging

/// A miniature of BreakHis: one archive with the images of all four magnifications, whose class, patient
/// and magnification are in the file names.
struct SampleBreakHis: SampleSet {
    let seed: UInt64

    let folder = "breakhis"

    /// A kind of tumour: the official folder and letters, and its patients.
    private struct Kind {
        let folder: String
        let letters: String
        let isMalignant: Bool
        let patients: [String]
    }

    private static let kinds = [
        Kind(folder: "adenosis", letters: "A", isMalignant: false, patients: ["14-22549AB", "14-29960CD"]),
        Kind(folder: "fibroadenoma", letters: "F", isMalignant: false, patients: ["14-9133", "14-25197"]),
        Kind(folder: "tubular_adenoma", letters: "TA", isMalignant: false, patients: ["14-3411F"]),
        Kind(folder: "ductal_carcinoma", letters: "DC", isMalignant: true, patients: ["14-2523", "14-4364"]),
        Kind(folder: "lobular_carcinoma", letters: "LC", isMalignant: true, patients: ["14-12204"]),
        Kind(folder: "mucinous_carcinoma", letters: "MC", isMalignant: true, patients: ["14-10147", "14-19979"]),
    ]

    private static let magnifications = [40, 100, 200, 400]
    /// Images of each class at each magnification.
    private static let perClass = 20

    /// Benign and malignant tissue; `scale` is how large a nucleus is.
    private static func subjects(scale: Float) -> [SampleSubject] {
        let pink = Ground(SampleTint(212, 165, 200, 14), clouds: 16, cells: 3)
        let violet = SampleTint(112, 68, 140, 16)
        let (few, many) = (Int(10 / scale), Int(34 / scale))
        return [
            SampleSubject(
                "benign", pink,
                Glands(
                    count: 2...4, radius: 0.05 * scale...0.1 * scale, nucleus: 0.018 * scale...0.026 * scale,
                    tint: violet,
                    disorder: 0.25),
                Scatter(
                    form: .ellipse, count: few...(2 * few), length: 0.02 * scale...0.03 * scale, slimness: 0.3...0.6,
                    tints: [violet], opacity: 0.85, edge: 0.02)),
            SampleSubject(
                "malignant", pink,
                Glands(
                    count: 1...3, radius: 0.04 * scale...0.08 * scale, nucleus: 0.02 * scale...0.03 * scale,
                    tint: violet,
                    disorder: 0.9),
                Scatter(
                    form: .ellipse, count: many...(2 * many), length: 0.022 * scale...0.04 * scale, slimness: 0.6...1,
                    tints: [violet, SampleTint(92, 52, 125, 14)], opacity: 0.85, edge: 0.02)),
        ]
    }

    func files() throws -> [SampleFile] {
        var archive = SampleFolder()
        for (magnification, images) in zip(Self.magnifications, images) {
            let all = SampleImages.mixed([Self.perClass, Self.perClass])
            let encoded = try sampleValues(all.count) { try PNGEncoder.encode(images.image(all[$0])) }
            for (image, bytes) in zip(all, encoded) {
                archive.add(Self.path(image, magnification), bytes)
            }
        }
        return [archive.packed("BreaKHis_v1.tar.gz")]
    }

    func firstImages() -> [RGBImage] { images.flatMap { $0.firstImages() } }

    /// At each magnification.
    private var images: [SampleImages] {
        [1, 1.4, 2, 2.8].enumerated().map { index, scale in
            SampleImages(
                seed: seed, dataset: 15 + index, subjects: Self.subjects(scale: scale), height: 64...64, width: 96...96,
                grain: 0, light: 0.88...1.06, cast: 0.03, step: 4)
        }
    }

    /// As in the official archive:
    /// `.../benign/SOB/adenosis/SOB_B_A_14-22549AB/40X/SOB_B_A-14-22549AB-40-001.png`.
    private static func path(_ image: SampleImages.Number, _ magnification: Int) -> String {
        let kinds = kinds.filter { $0.isMalignant == (image.label == 1) }
        let kind = kinds[image.number % kinds.count]
        let patient = kind.patients[image.number / kinds.count % kind.patients.count]
        let (folder, letter) = kind.isMalignant ? ("malignant", "M") : ("benign", "B")
        let number = "0\(image.number < 10 ? "0" : "")\(image.number)"
        let stem = "SOB_\(letter)_\(kind.letters)"
        return "BreaKHis_v1/histology_slides/breast/\(folder)/SOB/\(kind.folder)/\(stem)_\(patient)/\(magnification)X/"
            + "\(stem)-\(patient)-\(magnification)-\(number).png"
    }
}
