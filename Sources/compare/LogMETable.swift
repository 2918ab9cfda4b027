import Storage
import Study
import Training

/// logme.csv of a data set's results: a row a backbone, valid as long as what it was computed from is the same.
struct LogMETable {
    struct Row {
        let backbone: BackboneID
        /// Higher is better.
        let score: Double
        let dimensions, images: Int
        /// In inference, reading the images included.
        let imagesPerSecond: Double
        let seconds: Double
        /// The digest of the setup and of the number of images.
        let setup: String
    }

    private static let columns = [
        "backbone", "logme", "dimensions", "images", "images_per_second", "seconds", "setup",
    ]

    private(set) var rows: [BackboneID: Row] = [:]

    init() {}

    /// - Throws: `Failure` where there is no such file; a row that is not understood is left out.
    init(path: String) throws {
        for record in try CSVTable(path: path).records {
            guard let backbone = record["backbone"].flatMap(BackboneID.init(rawValue:)),
                let score = record["logme"].flatMap(Double.init), score.isFinite,
                let dimensions = record["dimensions"].flatMap({ Int($0) }),
                let images = record["images"].flatMap({ Int($0) }),
                let speed = record["images_per_second"].flatMap(Double.init), speed > 0,
                let seconds = record["seconds"].flatMap(Double.init), let setup = record["setup"]
            else { continue }
            rows[backbone] = Row(
                backbone: backbone, score: score, dimensions: dimensions, images: images, imagesPerSecond: speed,
                seconds: seconds, setup: setup)
        }
    }

    mutating func put(_ row: Row) { rows[row.backbone] = row }

    func scores(of backbones: [BackboneID]) -> [BackboneID: Double] {
        rows.filter { backbones.contains($0.key) }.mapValues(\.score)
    }

    func write(to path: String, heading: String) throws {
        let ordered = BackboneID.allCases.compactMap { rows[$0] }
        try CSVTable(
            comments: [("heading", heading)] + Provenance(program: "compare").comments, columns: Self.columns,
            rows: ordered.map { row in
                [
                    row.backbone.rawValue, "\(row.score)", String(row.dimensions), String(row.images),
                    Numbers.exact(row.imagesPerSecond), Numbers.exact(row.seconds), row.setup,
                ]
            }
        ).write(to: path)
    }

    /// What a row of a run's backbone on so many images is computed from. The course of training is no part of it.
    static func digest(_ setup: RunSetup, images: Int) throws -> String {
        let names = [
            "backbone", "backbone_size", "dataset", "dataset_digest", "percent", "weights", "image_size", "seed",
            "test_normalisation", "selection",
        ]
        let inputs = setup.inputs
        return try Digest.of(
            (names.map { "\($0) \(inputs[$0] ?? "")" } + ["images \(images)", "logme 1"]).joined(separator: "\n"))
    }
}
