import Foundation
import Storage
import Study
import Testing

/// The document of `make paper`.
@Suite struct PaperDocumentTests {
    private func claims(_ claim: String, _ place: Workplace) throws -> String {
        try place.write(
            """
            [[claim]]
            id = "one"
            section = "6.1"
            claim = '\(claim)'
            kind = "all_reported"

            """, to: "claims.toml")
    }

    private func document(_ place: Workplace, claims: String? = nil, template: String? = nil) throws -> PaperDocument {
        let grid = try Package.grid()
        let cells = try StoredCells(grid.cells, in: place.results)
        let held = try ClaimReport(
            Claims(path: claims ?? Package.path("Data/claims.toml"), grid: grid), grid: grid, cells: cells,
            published: Package.paper(), leastMargin: 0.1)
        return try PaperDocument(
            grid: grid, cells: cells, claims: held,
            files: DocumentParts(folder: Path.join(place.path, "Paper"), profile: place.results.profile),
            template: PaperTemplate(path: template ?? Package.path("Paper/templates/paper.tex")))
    }

    /// Nine tables, the fourth of them wide.
    private func tables(_ place: Workplace) throws {
        for number in 1...9 {
            let body = "\\begin{tabular}{l\(number == 4 ? "rrrrr" : "rrrr")}"
            _ = try place.write("% host: here\n\(body)\n", to: "Paper/tables/table\(number).tex")
        }
    }

    private let provenance = Provenance(program: "a_test")

    @Test func everyTableAndFigureIsTakenIn() throws {
        let place = try Workplace(profile: "sample")
        try tables(place)
        _ = try place.write("png", to: "Paper/figures/figure1.png")
        _ = try place.write("# title: A & B\n# input title: A & B\nx\n1\n", to: "Paper/figures/figure1.csv")
        _ = try place.write("png", to: "Paper/figures/curves-one.png")
        _ = try place.write("png", to: "Paper/figures/50% off.png")
        let document = try document(place)
        let text = try document.latex(provenance)
        for number in 1...9 {
            #expect(text.components(separatedBy: "\\input{tables/table\(number).tex}").count == 2)
        }
        // Only what is wide goes across.
        #expect(text.components(separatedBy: "\\begin{landscape}").count == 2)
        #expect(text.contains("\\begin{landscape}\n\\input{tables/table4.tex}"))
        #expect(text.contains("{figures/figure1.png}\n\\caption{A \\& B}"))
        #expect(!text.contains("curves-one") && !text.contains("50%"))
        #expect(text.contains("These numbers are not the paper's."))
        #expect(text.contains("0 of 319 cells have been run."))
        #expect(text.contains("\\item[program] a\\_test "))
        #expect(!text.contains("{{") || !text.contains("}}\\section"))
        #expect(document.extent == "0 of 319 cells, 1 figure")
    }

    @Test func noCharacterOfAClaimActs() throws {
        let place = try Workplace()
        try tables(place)
        let words = "50 % of A & B_1 #2 {x} \\input ~ ^ $y$: `make x --fast`, 3×3 ≥ 2 – naïve 中"
        let text = try document(place, claims: try claims(words, place)).latex(provenance)
        let wanted =
            "50 \\% of A \\& B\\_1 \\#2 \\{x\\} \\textbackslash{}input \\textasciitilde{} \\textasciicircum{} \\$y\\$: "
            + "\\texttt{make x -{}-fast}, 3$\\times$3 $\\geq$ 2 -- naïve U+4E2D & fails & undecided \\\\"
        #expect(text.contains("6.1 & " + wanted), "\(text.suffix(900))")
    }

    @Test func aTableThatIsMissingIsNamedWithItsCommand() throws {
        let place = try Workplace(profile: "paper+batch16")
        try tables(place)
        try FileManager.default.removeItem(atPath: Path.join(place.path, "Paper/tables/table7.tex"))
        let failure = failure { _ = try document(place) }
        #expect(failure.location.hasSuffix("tables/table7.tex"))
        #expect(failure.advice == "Run: make tables PROFILE=paper BATCH=16")
    }

    @Test func aTemplateNeedsAllItsSlots() throws {
        let place = try Workplace()
        let path = try place.write("{{heading}} {{extent}} {{tables}}", to: "paper.tex")
        #expect(failure { _ = try PaperTemplate(path: path) }.what == "must hold {{figures}}")
    }

    @Test func itIsMadeAgainForWhatItShowsAndNotForWhereThatWasMade() throws {
        let place = try Workplace()
        try tables(place)
        let before = try document(place).inputs
        _ = try place.write("% host: there\n\\begin{tabular}{lrrrr}\n", to: "Paper/tables/table1.tex")
        #expect(try document(place).inputs == before)
        _ = try place.write("% host: there\n\\begin{tabular}{lrrrl}\n", to: "Paper/tables/table1.tex")
        let reasons = try document(place).inputs.reasons(against: before)
        #expect(reasons.count == 1 && reasons[0].hasPrefix("table table1.tex was "))
        _ = try place.write("png", to: "Paper/figures/figure1.png")
        #expect(try document(place).inputs.reasons(against: before).count == 3)
    }
}
