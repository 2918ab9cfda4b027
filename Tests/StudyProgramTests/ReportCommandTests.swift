import Foundation
import Storage
import Testing

@Suite struct ReportCommandTests {
    private let aggregate = Program(name: "aggregate")

    private func report(_ place: Workplace, _ more: [String] = []) throws -> Program.Result {
        try aggregate.run(
            ["report", "--profile", "sample", "--results", place.results, "--output", place.paper] + more)
    }

    @Test func thePageIsMadeOnceAndExplained() throws {
        let place = try Workplace()
        let page = place.file("Paper/sample/report.html")
        let never = try report(place, ["--why"])
        #expect(never.output.contains("\(page): it has not been made yet\n") && !Path.exists(page))

        // Without any result it shows the published numbers.
        let made = try report(place)
        #expect(made.code == 0, "\(made.errors)")
        #expect(made.output == "\(page): 0 of 319 cells have been run\n")
        let first = try String(contentsOfFile: page, encoding: .utf8)
        #expect(try report(place, ["--why"]).output.contains("\(page): up to date\n"))
        #expect(try aggregate.run(["why", page]).output.contains("template report.js = "))

        try place.run("resnet50", percent: 10, run: 1, correct: 501)
        let cell = try aggregate.run([
            "cell", "--profile", "sample", "--dataset", "cifar10", "--percent", "10", "--backbone", "resnet50",
            "--runs",
            "1", "--results", place.results, "--quiet",
        ])
        #expect(cell.code == 0, "\(cell.errors)")
        let why = try report(place, ["--why"]).output
        #expect(why.contains("cell resnet50 cifar10 10 was not set") && !why.contains("template"))
        #expect(try report(place).output.contains("1 of 319 cells"))
        #expect(try String(contentsOfFile: page, encoding: .utf8) != first)
    }

    @Test func aTemplateThatIsMissingIsNamed() throws {
        let place = try Workplace()
        let result = try report(place, ["--templates", place.file("none")])
        #expect(result.code == 1 && result.errors.contains("none/report.html: cannot read the template"))
        #expect(!Path.exists(place.file("Paper/sample/report.html")))
    }
}
