import Foundation
import Storage
import Testing

@Suite struct PaperCommandTests {
    private let aggregate = Program(name: "aggregate")

    private func paper(_ place: Workplace, _ more: [String] = []) throws -> Program.Result {
        try aggregate.run(
            ["paper", "--profile", "sample", "--results", place.results, "--output", place.paper] + more)
    }

    @Test func theDocumentIsMadeFromTheTablesAndLeftWhileTheyStay() throws {
        let place = try Workplace()
        let early = try paper(place)
        #expect(early.code == 1 && early.errors.contains("sample/tables/table1.tex: the table has not been made"))
        #expect(early.errors.contains("Run: make tables PROFILE=sample"))
        let tables = try aggregate.run([
            "tables", "--profile", "sample", "--results", place.results, "--output", place.paper, "--prepared",
            place.file("none"), "--quiet",
        ])
        #expect(tables.code == 0, "\(tables.errors)")
        let made = try paper(place)
        let document = place.file("Paper/sample/paper.tex")
        #expect(made.code == 0 && made.output == "\(document): 0 of 319 cells, 0 figures\n", "\(made.errors)")
        #expect(try paper(place, ["--why"]).output.contains("\(document): up to date\n"))
        let text = try String(contentsOfFile: document, encoding: .utf8)
        #expect(text.contains("\\input{tables/table9.tex}") && text.contains("None has been drawn."))
    }
}
