import ArgumentParser
import Study

/// Where the claims and what decides them lie.
struct ClaimOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The file with the claims.", valueName: "file"))
    var claims = "Data/claims.toml"

    @Option(help: ArgumentHelp("The file with the least margin that decides a claim.", valueName: "file"))
    var study = "Data/study.toml"

    /// The claims, held against the cells.
    func held(_ grid: StudyGrid, _ cells: StoredCells, _ published: PublishedPaper) throws -> ClaimReport {
        try ClaimReport(claims: claims, study: study, grid: grid, cells: cells, published: published)
    }
}
