import Storage

/// The paper's Table 1: the first three backbones by domain, derived from the numbers and beside the paper's own.
public struct RankingTable: PaperTable {
    public struct Row: Equatable, Sendable {
        public let domain: String
        public let title: String
        /// From 1 to 3.
        public let place: Int
        public let reproduced: Ranked?
        public let byPublished: Ranked?
        /// What the paper's table says.
        public let paper: BackboneID?
    }

    /// A backbone and the number that gives it its place: the mean top-1 in percent, overall the mean place.
    public struct Ranked: Equatable, Sendable {
        public let backbone: BackboneID
        public let number: Double
    }

    public let rows: [Row]
    public let inputs: Inputs
    private let profile: ProfileName
    private let notes: [String]

    public init(
        grid: StudyGrid, cells: StoredCells, published: PublishedResults, ranking: PublishedRanking
    ) throws {
        let byPublished = DomainRanking(Accuracies(published: published), grid: grid)
        let ids = grid.cells(of: byPublished.domains.flatMap(\.columns))
        let reproduced = DomainRanking(Accuracies(cells, of: ids, leastMargin: nil), grid: grid)
        let overall = (id: Domain.overall, title: "Overall")
        let domains = byPublished.domains.map { (id: $0.id, title: $0.title) } + [overall]
        rows = domains.flatMap { domain in
            let now = reproduced.contest(domain.id).map(Self.firstThree) ?? []
            let was = byPublished.contest(domain.id).map(Self.firstThree) ?? []
            return (1...3).map { place in
                Row(
                    domain: domain.id, title: domain.title, place: place,
                    reproduced: now.count >= place ? now[place - 1] : nil,
                    byPublished: was.count >= place ? was[place - 1] : nil,
                    paper: ranking.backbone(domain: domain.id, place: place))
            }
        }
        profile = cells.results.profile
        var inputs = Inputs([
            "table": "1", "profile": profile.name, "published": published.digest, "published ranking": ranking.digest,
            "grid": try grid.digest,
        ])
        for id in ids { inputs["cell \(id.name)"] = cells[id]?.digest }
        self.inputs = inputs
        let missing = ids.count { cells[$0] == nil }
        notes =
            Self.rule(byPublished.domains)
            + (missing > 0 ? ["\(missing) of \(ids.count) cells that the ranking needs are missing."] : [])
            + Self.ties(byPublished, "By the published numbers") + Self.ties(reproduced, "By the reproduced numbers")
            + Self.disagreements(rows)
    }

    /// Empty where a number is missing: who is not there might have come first.
    private static func firstThree(_ contest: Contest) -> [Ranked] {
        guard contest.isComplete else { return [] }
        return contest.ranked.prefix(3).map { Ranked(backbone: $0.backbone, number: abs($0.value.value)) }
    }

    private static func rule(_ domains: [Domain]) -> [String] {
        let lists = domains.map { domain in
            "\(domain.title): \(domain.columns.map(\.dataset.title).joined(separator: ", "))"
        }
        return [
            "By domain: the mean top-1 over its columns in Tables 4 to 6, in percent. Overall: the mean place over the "
                + "domains, equals sharing the mean of their places. The paper states no rule.",
            lists.joined(separator: "; ") + ".",
        ]
    }

    private static func ties(_ ranking: DomainRanking, _ source: String) -> [String] {
        (ranking.domains.map(\.id) + [Domain.overall]).compactMap(ranking.contest).compactMap { contest in
            guard contest.isComplete else { return nil }
            // Whoever shares a place among the first three, even where that makes more than three.
            let near = contest.ranked.filter { (contest.place(of: $0.backbone) ?? 4) <= 3 }
            let tied = near.filter { one in
                near.contains { $0.backbone != one.backbone && abs($0.value.value - one.value.value) <= 1e-9 }
            }
            guard !tied.isEmpty else { return nil }
            return "\(source), equal in \(contest.title): \(tied.map(\.backbone.title).joined(separator: ", "))."
        }
    }

    private static func disagreements(_ rows: [Row]) -> [String] {
        let different = rows.filter { row in
            row.byPublished.map { $0.backbone != row.paper } ?? false
        }
        return different.map { row in
            "\(row.title), \(Self.word(row.place)): the paper's table names \(row.paper?.title ?? "nobody"); by its "
                + "numbers it is \(row.byPublished.map { "\($0.backbone.title) (\(Self.digits($0.number)))" } ?? "–")."
        }
    }

    public var extent: String {
        "\(rows.count { $0.reproduced != nil } / 3) of \(rows.count / 3) rankings"
    }

    public var printed: PrintedTable {
        func text(_ ranked: Ranked?) -> String {
            ranked.map { "\($0.backbone.title) (\(Self.digits($0.number)))" } ?? "–"
        }
        return PrintedTable(
            number: 1, title: "The first three backbones by domain", heading: profile.heading,
            legend: "In brackets: the mean top-1 in percent, overall the mean place.", rowHeading: "Domain",
            columns: [
                .init("Place", isNumber: false), .init("By the reproduced numbers", isNumber: false),
                .init("By the published numbers", isNumber: false), .init("The paper's Table 1", isNumber: false),
            ],
            rows: rows.map { row in
                [
                    row.title, Self.word(row.place), text(row.reproduced), text(row.byPublished),
                    row.paper?.title ?? "–",
                ]
            }, notes: notes)
    }

    /// The table as CSV: a row a domain and place; `…_number` is the mean top-1 in percent, overall the mean place.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: csvComments(comments),
            columns: [
                "domain", "place", "reproduced", "reproduced_number", "by_published", "by_published_number", "paper",
            ],
            rows: rows.map { row in
                [
                    row.domain, String(row.place), row.reproduced?.backbone.rawValue ?? "",
                    row.reproduced.map { Numbers.exact($0.number) } ?? "", row.byPublished?.backbone.rawValue ?? "",
                    row.byPublished.map { Numbers.exact($0.number) } ?? "", row.paper?.rawValue ?? "",
                ]
            })
    }

    /// As the paper heads its rows.
    private static func word(_ place: Int) -> String { ["Best", "Better", "Good"][place - 1] }

    /// Three digits: means of two columns differ in the third.
    private static func digits(_ number: Double) -> String { Numbers.accuracy(number) }
}
