import Foundation
import Storage
import Study
import Testing

/// The recommender on the command line and the one on the report page follow one rule.
@Suite struct RecommendationTests {
    /// What the page's recommend() answers, as far as it is compared.
    private struct Answer: Codable {
        struct Row: Codable {
            let backbone: String
            let expected, lead, low, high: Double
            let deviation: Double?
            let wins, shared: Int
        }

        let evidence: [String]
        let ranked: [Row]
        let parameters, speed, unmeasured: Int
        let borrowed, far: Bool
    }

    private static let node = ["/usr/bin/node", "/usr/local/bin/node"].first { Path.exists($0) }

    private static let questions: [Recommendation.Question] = [
        .init(domain: "Medical", images: 1500), .init(domain: "Natural", images: 50_000),
        .init(domain: "Natural", images: 300, mostParameters: 20), .init(domain: nil, images: 7000),
        .init(domain: "Surface defect", images: 1440), .init(domain: "Astronomy", images: 1_000_000),
        .init(domain: "Plant", images: 4000, mostParameters: 4), .init(domain: "Texture", images: 1880, leastSpeed: 30),
    ]

    private func answer(
        _ question: Recommendation.Question, _ place: Workplace, _ numbers: RecommendationColumn.Numbers = .published
    ) throws -> Recommendation {
        let grid = try Package.grid()
        let cells = try StoredCells(grid.cells, in: place.results)
        let facts = try RecommendationFacts(grid: grid, cells: cells, published: Package.paper())
        return Recommendation(
            question,
            columns: RecommendationColumn.all(numbers, grid: grid, cells: cells, published: try Package.published()),
            backbones: facts.backbones)
    }

    /// Runs the page's own functions on the page's own data.
    private func page(
        _ question: Recommendation.Question, mode: String, data: String, script: String, node: String
    ) throws -> Answer {
        func part(_ from: String, _ to: String) throws -> Substring {
            let start = try #require(script.range(of: from))
            let end = try #require(script.range(of: to, range: start.upperBound..<script.endIndex))
            return script[start.lowerBound..<end.lowerBound]
        }
        func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "null" }
        let program = """
            const data = \(data);
            const cells = new Map(data.cells.map(cell => [cell.backbone + " " + cell.column, cell]));
            const cellOf = (backbone, column) => cells.get(backbone + " " + column);
            \(try part("  const mean = values", "  /** The number in a field"))
            \(try part("  const near = ", "  function drawRecommendation"))
            const found = recommend({ domain: "\(question.domain ?? "")", images: \(question.images),
              parameters: \(text(question.mostParameters)), speed: \(text(question.leastSpeed)), mode: "\(mode)" });
            console.log(JSON.stringify({
              evidence: found.evidence.map(one => one.column.name), ...found.removed, borrowed: found.borrowed,
              far: found.far, ranked: found.ranked.map(row => ({ ...row, backbone: row.backbone.id, own: undefined })),
            }));
            """
        let file = NSTemporaryDirectory() + "recommend-\(UUID().uuidString).js"
        try AtomicFile.write(program, to: file)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: node)
        process.arguments = [file]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try JSONDecoder().decode(Answer.self, from: said)
    }

    private func pageData(_ place: Workplace) throws -> String {
        let grid = try Package.grid()
        let cells = try StoredCells(grid.cells, in: place.results)
        let claims = try ClaimReport(
            Claims(path: Package.path("Data/claims.toml"), grid: grid), grid: grid, cells: cells,
            published: Package.paper(), leastMargin: 0.1)
        let html = try Report(
            grid: grid, cells: cells, published: Package.paper(), claims: claims,
            figures: Path.join(place.path, "figures"),
            template: PageTemplate(folder: Package.path("Paper/templates"))
        ).html(Provenance(program: "aggregate"))
        let start = try #require(html.range(of: "<script type=\"application/json\" id=\"data\">"))
        let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
        return String(html[start.upperBound..<end.lowerBound])
    }

    @Test("the page's JavaScript gives the same answers (node runs it)", .enabled(if: RecommendationTests.node != nil))
    func theSameRuleAsOnThePage() throws {
        let node = try #require(Self.node)
        let script = try String(contentsOfFile: Package.path("Paper/templates/report.js"), encoding: .utf8)
        let place = try Workplace()
        // One column is complete, another is not; their numbers of images are the runs'.
        for (index, backbone) in BackboneID.allCases.enumerated() {
            try place.aggregate(
                cell(backbone, .breakHis40), correct: [9000 + 7 * index, 9100 - 30 * index], trainImages: 1400)
        }
        try place.aggregate(cell(.resNet50, .dtd), correct: [7000], trainImages: 3760)
        let data = try pageData(place)
        for question in Self.questions {
            for numbers in RecommendationColumn.Numbers.allCases {
                let mine = try answer(question, place, numbers)
                let its = try page(question, mode: numbers.rawValue, data: data, script: script, node: node)
                let name = Comment(rawValue: "\(question) \(numbers)")
                #expect(mine.evidence.map(\.column.name) == its.evidence, name)
                #expect(mine.ranked.map(\.backbone.rawValue) == its.ranked.map(\.backbone), name)
                #expect(
                    [mine.tooLarge, mine.tooSlow, mine.unmeasured] == [its.parameters, its.speed, its.unmeasured], name)
                #expect(mine.isBorrowed == its.borrowed && mine.isFar == its.far, name)
                for (row, other) in zip(mine.ranked, its.ranked) {
                    #expect(abs(row.expected - other.expected) < 1e-9 && abs(row.lead - other.lead) < 1e-9, name)
                    #expect(row.spread == Interval(low: other.low, high: other.high), name)
                    #expect((row.deviation == nil) == (other.deviation == nil), name)
                    #expect(abs((row.deviation ?? 0) - (other.deviation ?? 0)) < 1e-9, name)
                    #expect(row.notBehind == other.wins && row.shared == other.shared, name)
                }
            }
        }
    }

    /// What node gave for the published numbers.
    @Test func publishedNumbersGiveKnownAnswers() throws {
        let place = try Workplace()
        let medical = try answer(Self.questions[0], place)
        #expect(medical.evidence.map(\.column.name) == Self.medicalEvidence)
        #expect(medical.ranked.prefix(3).map(\.backbone.rawValue) == Self.medicalFirst)
        #expect(medical.ranked.count == 11 && abs(medical.ranked[0].expected - Self.medicalExpected) < 0.005)
        let small = try answer(Self.questions[2], place)
        #expect(
            small.tooLarge == 8 && small.ranked.map(\.backbone) == [.regNetY32GF, .shuffleNetV2, .mobileNetV3Large])
        #expect(abs(small.ranked[0].lead - 5.024545) < 1e-5 && abs((small.ranked[0].deviation ?? 0) - 3.396559) < 1e-5)
        // NEU stands in no table: other domains answer for it.
        #expect(try answer(Self.questions[4], place).isBorrowed)
        #expect(try answer(Self.questions[5], place).isFar)
        #expect(try answer(Self.questions[7], place).unmeasured == 11)
    }

    private static let medicalEvidence = [
        "breakhis_100x/100", "breakhis_200x/100", "breakhis_40x/100", "breakhis_400x/100", "rsna/10",
    ]
    private static let medicalFirst = ["wavemix_192_16", "resnext50_32x4d", "efficientnet_v2_s"]
    private static let medicalExpected = 95.7

    @Test func theAnswerSaysWhatItGoesBy() throws {
        let place = try Workplace()
        let found = try answer(.init(domain: "Medical", images: 1500), place)
        let text = found.text(parameters: [.resNet50: 25.6], speeds: [:], heading: place.results.profile.heading)
        #expect(text.contains("comes first") && text.contains("BreakHis 40x") && text.contains("25.6"))
        #expect(text.contains("none of them was reproduced here"))
        let csv = found.csv(comments: [])
        #expect(csv.rows.count == 11 && csv.columns.contains("breakhis_40x/100 published"))
        #expect(csv.comment("domain") == "Medical")
    }
}
