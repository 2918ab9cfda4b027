import ArgumentParser
import CommandSupport
import Storage
import Study

struct RecommendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recommend",
        abstract: "Recommends a backbone for images of a domain, from the tables, without training.",
        discussion: """
            The same rule as on the report page: columns of the domain with a like number of training images; in each, \
            a backbone's lead over the mean of all; ranked by the mean lead. Domains: \
            \(RecommendCommand.domains.joined(separator: ", ")).

            Examples:
              aggregate recommend --profile paper --domain medical --images 1500
              aggregate recommend --profile paper --domain "remote sensing" --images 20000 --max-params 10
              aggregate recommend --profile paper --images 500 --min-speed 40 --csv > answer.csv
            """)

    /// The domains of the data sets, in the order of the paper's Table 3.
    static let domains = DatasetID.allCases.map(\.domain).reduce(into: [String]()) { list, domain in
        if !list.contains(domain) { list.append(domain) }
    }

    enum NumbersChoice: String, CaseIterable, ExpressibleByArgument { case published, reproduced, both }

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @Option(help: ArgumentHelp("The domain of your images; any where it is left out.", valueName: "name"))
    var domain: String?

    @Option(help: ArgumentHelp("How many training images you have.", valueName: "count"))
    var images: Int

    @Option(help: ArgumentHelp("The most parameters, in millions.", valueName: "millions"))
    var maxParams: Double?

    @Option(help: ArgumentHelp("The least images a second, as measured here.", valueName: "speed"))
    var minSpeed: Double?

    @Option(
        help: """
            Whose accuracies count; both takes reproduced ones where a column is complete. Without this: both under \
            the profile paper, else published.
            """)
    var numbers: NumbersChoice?

    @Flag(help: "Print a CSV table.")
    var csv = false

    func validate() throws {
        guard images >= 1 else { throw ValidationError("'--images' must be at least 1.") }
        guard maxParams ?? 1 > 0, minSpeed ?? 1 > 0 else {
            throw ValidationError("'--max-params' and '--min-speed' must be above 0.")
        }
        if let domain { _ = try Self.title(domain) }
    }

    /// A domain's title, however it is written; nil for `any`.
    private static func title(_ name: String) throws -> String? {
        func plain(_ text: String) -> String {
            text.lowercased().replacing("_", with: " ").replacing("-", with: " ")
        }
        if plain(name) == "any" { return nil }
        guard let title = domains.first(where: { plain($0) == plain(name) }) else {
            throw ValidationError(
                "There is no domain '\(name)'. Known are \(domains.joined(separator: ", ")), and any.")
        }
        return title
    }

    func run() throws {
        let grid = try grid.read()
        let cells = try StoredCells(grid.cells, in: place.folder)
        let published = try PublishedPaper(folder: paper.published)
        let chosen =
            numbers.flatMap { RecommendationColumn.Numbers(rawValue: $0.rawValue) }
            ?? (place.profile.isPaper ? .both : .published)
        let facts = try RecommendationFacts(grid: grid, cells: cells, published: published)
        let answer = Recommendation(
            .init(
                domain: try domain.flatMap(Self.title), images: images, mostParameters: maxParams,
                leastSpeed: minSpeed),
            columns: RecommendationColumn.all(chosen, grid: grid, cells: cells, published: published.results),
            backbones: facts.backbones)
        if csv {
            print(answer.csv(comments: Provenance(program: "aggregate").comments).text, terminator: "")
            return
        }
        print(
            answer.text(
                parameters: facts.parameters, speeds: facts.speeds, heading: place.profile.heading,
                width: Terminal.width))
        print(facts.speedNote)
    }
}
