import Storage

/// The claims, held against the published numbers and against the reproduced ones.
public struct ClaimReport: Sendable {
    public let rows: [(claim: Claim, published: Finding, reproduced: Finding)]
    public let profile: ProfileName
    public let inputs: Inputs

    /// - Parameter leastMargin: percentage points within which reproduced numbers decide nothing, however small the
    ///   spread of their runs is.
    public init(
        _ claims: Claims, grid: StudyGrid, cells: StoredCells, published: PublishedPaper, leastMargin: Double
    ) throws {
        let ids = grid.cells
        let was = published.numbers(grid: grid, Accuracies(published: published.results))
        let now = published.numbers(grid: grid, Accuracies(cells, of: ids, leastMargin: leastMargin))
        rows = claims.all.map { ($0, $0.finding(was), $0.finding(now)) }
        profile = cells.results.profile
        var inputs = Inputs([
            "profile": profile.name, "claims": claims.digest, "grid": try grid.digest,
            "least margin": Numbers.exact(leastMargin),
        ])
        for (name, digest) in published.digests { inputs["published \(name)"] = digest }
        for id in ids { inputs["cell \(id.name)"] = cells[id]?.digest }
        self.inputs = inputs
    }

    /// - Parameters:
    ///   - claims: the path of Data/claims.toml.
    ///   - study: the path of Data/study.toml, which has the least margin.
    public init(
        claims: String, study: String, grid: StudyGrid, cells: StoredCells, published: PublishedPaper
    ) throws {
        try self.init(
            Claims(path: claims, grid: grid), grid: grid, cells: cells, published: published,
            leastMargin: ClaimMargin.read(path: study))
    }

    public func count(_ truth: Truth, _ source: Accuracies.Source) -> Int {
        rows.count { (source == .published ? $0.published : $0.reproduced).truth == truth }
    }

    /// `Published numbers: 40 hold, 10 fail, 5 undecided.`
    public func summary(_ source: Accuracies.Source) -> String {
        let name = source == .published ? "Published" : "Reproduced"
        let counts =
            "\(count(.holds, source)) hold, \(count(.fails, source)) fail, \(count(.undecided, source)) undecided"
        return "\(name) numbers: \(counts)."
    }
}
