import Imaging

/// Miniatures of the data sets that show the ground from above.
extension SampleClassFolders {
    /// UC Merced: TIFF files, one of which has another size, as 44 of the real ones have.
    static func ucMerced(seed: UInt64) -> SampleClassFolders {
        let roofs = [SampleTint(175, 165, 155, 30), SampleTint(150, 95, 75, 20), SampleTint(110, 108, 112, 20)]
        let subjects = [
            SampleSubject(
                "agricultural",
                Patchwork(
                    tints: [SampleTint(120, 135, 80, 20), SampleTint(150, 135, 95, 20)], cells: 0.7...1.3,
                    rows: (45, 0.06...0.12))),
            SampleSubject("beach", Ground.sand, Shore(tint: SampleTint(70, 125, 145, 20), surf: true)),
            SampleSubject(
                "buildings", Ground(SampleTint(125, 122, 118, 18), clouds: 14, cells: 6),
                Scatter(
                    form: .box, count: 1...1, length: 0.13...0.21, slimness: 0.6...0.95, tints: roofs,
                    place: .rows(gap: 0.42...0.5), isAligned: true, shadow: 0.05)),
            SampleSubject(
                "denseresidential", Ground(SampleTint(105, 115, 85, 18), clouds: 22, cells: 8),
                Scatter(
                    form: .box, count: 1...1, length: 0.06...0.09, slimness: 0.6...0.95, tints: roofs,
                    place: .rows(gap: 0.19...0.24), isAligned: true, shadow: 0.025)),
            SampleSubject(
                "forest", Ground(SampleTint(45, 65, 40, 12), clouds: 18, cells: 7),
                Scatter(
                    form: .ellipse, count: 55...90, length: 0.05...0.09, slimness: 0.8...1,
                    tints: [SampleTint(70, 95, 55, 16), SampleTint(55, 80, 48, 14)], opacity: 0.85, edge: 0.03,
                    shadow: 0.03)),
            SampleSubject(
                "freeway", Ground.OneOf(.meadow, Ground(SampleTint(135, 128, 110, 20), clouds: 20, cells: 6)),
                Band(tint: SampleTint(150, 148, 145, 14), width: 0.26...0.38, bend: 0...0.08, dashes: true)),
        ]
        return SampleClassFolders(
            folder: "uc_merced", archive: "UCMerced_LandUse.zip", counts: [28, 28, 28, 28, 28, 28],
            images: SampleImages(
                seed: seed, dataset: 10, subjects: subjects, height: 48...48, width: 48...48, grain: 3, cast: 0.12,
                step: 4),
            path: { name, number in
                "UCMerced_LandUse/Images/\(name)/\(name)\(number <= 10 ? "0" : "")\(number - 1).tif"
            },
            size: { $0.label == 3 && $0.number == 6 ? (47, 48) : nil }, encode: { try TIFFEncoder.encode($0) })
    }

    /// EuroSAT: JPEG files of 64 x 64, where a pixel is ten metres.
    static func euroSAT(seed: UInt64) -> SampleClassFolders {
        let soil = SampleTint(125, 112, 95, 18)
        let subjects = [
            SampleSubject(
                "AnnualCrop",
                Patchwork(
                    tints: [soil, SampleTint(140, 130, 100, 18), SampleTint(95, 110, 70, 15)], cells: 2...3.5,
                    border: 18)),
            SampleSubject("Forest", Ground(SampleTint(45, 70, 55, 9), clouds: 10, cells: 9)),
            SampleSubject("HerbaceousVegetation", Ground(SampleTint(85, 100, 68, 14), clouds: 26, cells: 4)),
            SampleSubject(
                "Highway",
                Patchwork(tints: [soil, SampleTint(85, 105, 70, 15)], cells: 1.5...3, border: 12),
                Band(tint: SampleTint(150, 145, 145, 14), width: 0.04...0.07, bend: 0...0.12)),
            SampleSubject(
                "Industrial", Ground(SampleTint(125, 120, 115, 14), clouds: 20, cells: 8),
                Scatter(
                    form: .box, count: 14...26, length: 0.05...0.14, slimness: 0.35...0.8,
                    tints: [SampleTint(205, 205, 205, 28), SampleTint(150, 150, 158, 22)], isAligned: true)),
            SampleSubject(
                "Pasture",
                Patchwork(
                    tints: [SampleTint(85, 115, 65, 14), SampleTint(78, 105, 62, 12)], cells: 1.2...2.2, border: 14)),
            SampleSubject(
                "Residential", Ground(SampleTint(110, 112, 98, 12), clouds: 18, cells: 7),
                Scatter(
                    form: .box, count: 1...1, length: 0.025...0.04, slimness: 0.7...1,
                    tints: [SampleTint(185, 165, 150, 25), SampleTint(150, 140, 138, 20)],
                    place: .rows(gap: 0.1...0.13),
                    isAligned: true)),
            SampleSubject(
                "River",
                Patchwork(tints: [SampleTint(85, 105, 70, 15), soil], cells: 1.5...3, border: 10),
                Band(tint: SampleTint(62, 82, 92, 12), width: 0.1...0.18, bend: 0.08...0.22)),
        ]
        return SampleClassFolders(
            folder: "eurosat", archive: "EuroSAT.zip", counts: [20, 20, 20, 20, 20, 20, 20, 20],
            images: SampleImages(
                seed: seed, dataset: 11, subjects: subjects, height: 64...64, width: 64...64, grain: 5),
            path: { name, number in "2750/\(name)/\(name)_\(number).jpg" })
    }
}
