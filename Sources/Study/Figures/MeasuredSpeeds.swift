import Storage

/// The speeds of the backbones on this machine, as Scripts/benchmark/compare measured them.
public struct MeasuredSpeeds: Sendable {
    /// Images a second.
    public let imagesPerSecond: [BackboneID: Double]
    /// `inference` where the file has it, else `train`.
    public let mode: String
    /// The same for all: `batch 16 of 256 x 256 on 2 threads`.
    public let conditions: String
    /// SHA-256 of what is shown of the file.
    public let digest: String

    /// Reads throughput.csv.
    ///
    /// - Parameter path: usually Results/benchmark/throughput.csv.
    /// - Throws: `Failure` where the file is missing, with the command that makes it; where it holds no speed, a
    ///   speed that is not above 0, or speeds that were measured under different conditions.
    public init(path: String) throws {
        guard Path.exists(path) else {
            throw Failure("the speeds have not been measured", at: path, advice: "Run `make bench`.")
        }
        let rows = try FieldReader(path: path).rows
        let modes = try Set(rows.map { try $0.text("mode") })
        let mode = modes.contains("inference") ? "inference" : "train"
        var speeds: [BackboneID: Double] = [:]
        var conditions: Set<String> = []
        for row in try rows.filter({ try $0.text("mode") == mode }) {
            let speed = try row.number("images_per_second")
            guard speed > 0 else { throw row.failure("images_per_second is not above 0") }
            speeds[try row.identifier("backbone")] = speed
            let (batch, size, threads) = (
                try row.integer("batch"), try row.integer("size"), try row.integer("threads")
            )
            conditions.insert("batch \(batch) of \(size) x \(size) on \(threads) thread\(threads == 1 ? "" : "s")")
        }
        guard let only = conditions.first else { throw Failure("holds no speed", at: path) }
        guard conditions.count == 1 else {
            throw Failure(
                "holds speeds of different conditions: \(conditions.sorted().joined(separator: "; "))", at: path,
                advice: "Run `make bench`.")
        }
        (imagesPerSecond, self.mode, self.conditions) = (speeds, mode, only)
        let shown = speeds.map { "\($0.key.rawValue) \($0.value)" }.sorted()
        digest = try Digest.of(([mode, only] + shown).joined(separator: "\n"))
    }
}
