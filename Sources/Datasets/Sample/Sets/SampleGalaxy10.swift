/// A miniature of Galaxy10 DECaLS: one HDF5 file with all images and answers.
struct SampleGalaxy10: DrawnSet {
    let seed: UInt64

    let folder = "galaxy10"

    private static let side = 64

    /// In the order of the official numbers.
    private static let subjects = [
        SampleSubject("Disturbed Galaxies", Galaxy(flatness: 0.5...0.9, bulge: (0.5...1, 0.22), disorder: 0.6)),
        SampleSubject("Merging Galaxies", Galaxy(flatness: 0.5...0.9, companion: 0.8...1.4, disorder: 0.25)),
        SampleSubject("Round Smooth Galaxies", Galaxy(flatness: 0.88...1, bulge: (0.8...1.2, 0.35), size: 0.09...0.16)),
        SampleSubject(
            "In-between Round Smooth Galaxies",
            Galaxy(flatness: 0.5...0.7, bulge: (0.8...1.2, 0.35), size: 0.1...0.18)),
        SampleSubject(
            "Cigar Shaped Smooth Galaxies", Galaxy(flatness: 0.22...0.34, bulge: (0.5...0.9, 0.3), size: 0.14...0.2)),
        SampleSubject(
            "Barred Spiral Galaxies",
            Galaxy(
                flatness: 0.65...1, arms: (2...2, 0.35...0.55, 0.7...0.95), bar: 0.7...1.2, size: 0.18...0.24)),
        SampleSubject(
            "Unbarred Tight Spiral Galaxies",
            Galaxy(flatness: 0.6...1, arms: (2...3, 1...1.5, 0.5...0.8), size: 0.18...0.24)),
        SampleSubject(
            "Unbarred Loose Spiral Galaxies",
            Galaxy(flatness: 0.6...1, bulge: (0.5...0.9, 0.2), arms: (2...4, 0.4...0.7, 0.7...1), size: 0.18...0.24)),
        SampleSubject(
            "Edge-on Galaxies without Bulge", Galaxy(flatness: 0.09...0.15, bulge: (0...0.1, 0.2), size: 0.2...0.28)),
        SampleSubject(
            "Edge-on Galaxies with Bulge", Galaxy(flatness: 0.1...0.16, bulge: (1.1...1.6, 0.3), size: 0.18...0.26)),
    ]

    /// Images of each class, as unequal as the real ones.
    static let counts = [14, 18, 20, 20, 14, 20, 18, 20, 17, 19]

    var images: SampleImages {
        SampleImages(
            seed: seed, dataset: 14, subjects: Self.subjects, height: Self.side...Self.side,
            width: Self.side...Self.side,
            grain: 3, light: 0.75...1.25, step: 2)
    }

    func files() throws -> [SampleFile] {
        let all = SampleImages.mixed(Self.counts)
        let images = images
        let pixels = try sampleValues(all.count) { images.image(all[$0]).pixels }
        return [
            SampleFile(
                name: "Galaxy10_DECals.h5",
                content: .tables { file in
                    try file.write("ans", all.map { UInt8($0.label) })
                    let shape = [all.count, Self.side, Self.side, 3]
                    // Compressed, as the official file is.
                    try file.writeRows("images", of: UInt8.self, shape: shape, deflate: 6) { append in
                        for image in pixels { try image.withUnsafeBufferPointer(append) }
                    }
                })
        ]
    }
}
