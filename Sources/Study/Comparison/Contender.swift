import Storage

/// A backbone whose cell is done, as it enters a comparison.
public struct Contender: Sendable {
    public let cell: Cell
    /// The run with the best top-1, counted from 1; the first of equals.
    public let bestRun: Int
    /// That run's test images.
    public let hits: [Bool]
    let imagesDigest: String
    /// While testing, the median of the runs.
    public let imagesPerSecond: Double?
    /// Of the network with this data set's head.
    public let parameters: Int?
    /// Which images chose the epoch; nil for those of the test.
    public let selection: String?
    let digest: String

    public var backbone: BackboneID { cell.id.backbone }

    /// - Returns: nil where the cell has not been aggregated.
    /// - Throws: `Failure` where a file of the cell is missing or contradicts another.
    public init?(_ id: CellID, in results: ResultsFolder, parameters: Int?) throws {
        guard let stored = try StoredCell.read(id, in: results) else { return nil }
        let cell = stored.cell
        let runs = try (0..<max(1, cell.runs)).map { try RunResult(id, run: $0 + 1, of: cell.runs, in: results) }
        var best = runs[0]
        for run in runs where run.top1 > best.top1 { best = run }
        let path = Path.join(results.runFolder(of: id, run: best.run), "predictions.h5")
        let predictions = try StoredPredictions(path: path)
        guard predictions.hits.count == best.images, predictions.hits.count(where: { $0 }) == best.correct else {
            throw Failure(
                "holds other predictions than evaluation.csv counts", at: path,
                advice: "Remove the file and run `\(id.makeCommand(profile: results.profile, runs: cell.runs))`.")
        }
        (bestRun, hits, imagesDigest) = (best.run, predictions.hits, predictions.imagesDigest)
        let speeds = try runs.compactMap {
            try FieldReader(path: results.evaluation(of: id, run: $0.run)).onlyRow()
                .optionalNumber("images_per_second")
        }.sorted()
        imagesPerSecond =
            speeds.isEmpty ? nil : (speeds[(speeds.count - 1) / 2] + speeds[speeds.count / 2]) / 2
        selection = best.selection
        (self.cell, self.parameters) = (cell, parameters)
        digest = try Digest.of(([stored.digest] + runs.map(\.digest)).joined(separator: "\n"))
    }
}
