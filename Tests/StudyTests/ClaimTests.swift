import Foundation
import Storage
import Study
import Testing

/// The claims of Data/claims.toml.
@Suite struct ClaimTests {
    private func report(_ place: Workplace, leastMargin: Double = 0.1) throws -> ClaimReport {
        let grid = try Package.grid()
        return try ClaimReport(
            Claims(path: Package.path("Data/claims.toml"), grid: grid), grid: grid,
            cells: StoredCells(grid.cells, in: place.results), published: Package.paper(), leastMargin: leastMargin)
    }

    private func published(_ id: String) throws -> Finding {
        try #require(try report(Workplace()).rows.first { $0.claim.id == id }).published
    }

    /// What protocol and paper contradict each other in, each found in the tables by the predicate.
    @Test func tinyImageNetHasTwoNumbers() throws {
        let found = try published("tables-agree")
        #expect(
            found
                == Finding(
                    .fails,
                    [
                        "55 cells stand in two tables, 2 of them with two numbers",
                        "ResNet50 on Tiny ImageNet at 100 %: 75.33 in Table 4, 76.30 in Table 7",
                        "WaveMix on Tiny ImageNet at 100 %: 76.30 in Table 4, 75.33 in Table 7",
                    ]))
    }

    @Test func remoteSensingInTableOneIsNotTableFives() throws {
        let found = try published("table1-remote-sensing")
        #expect(found.truth == .fails)
        #expect(
            found.numbers.first == "in order: SwinV2-Tiny 98.655, ResNeXt-50 32x4d 98.645, EfficientNetV2-S 98.55")
        #expect(found.numbers.contains("ResNeXt-50 32x4d 98.645 is number 2, not 1"))
    }

    @Test func efficientNetIsTheBestOfTwoColumns() throws {
        let found = try published("efficientnet-leads-no-column")
        #expect(found.truth == .fails)
        #expect(found.numbers[0] == "met in 2 of 33")
        #expect(
            found.numbers[1]
                == "met: Tiny ImageNet at 10 %: EfficientNetV2-S 72.97 is number 1, next ConvNeXt-Tiny 67.47; "
                + "Tiny ImageNet at 1 %: EfficientNetV2-S 48.42 is number 1, next ConvNeXt-Tiny 37.38")
    }

    @Test func neuIsReportedNowhere() throws {
        let found = try published("all-data-sets-reported")
        #expect(found == Finding(.fails, ["19 of 20 data sets have results", "none: NEU"]))
    }

    /// Held against the tables by hand and by a script of its own.
    @Test func verdictsOnThePublishedNumbers() throws {
        let report = try report(Workplace())
        func ids(_ truth: Truth) -> [String] {
            report.rows.filter { $0.published.truth == truth }.map(\.claim.id)
        }
        #expect(
            ids(.fails) == [
                "regnet-good-in-other-domains", "top-three-stay-with-less-data", "four-stay-ahead-one-by-one",
                "four-lead-plants-one-by-one", "efficientnet-leads-no-column", "regnet-good-beyond-natural",
                "efficientnet-good-beyond-natural", "imagenet-predicts-tiny-imagenet",
                "top-models-stay-in-every-domain", "order-stays-in-every-domain", "table1-remote-sensing",
                "table1-overall", "tables-agree", "all-data-sets-reported",
            ])
        #expect(ids(.undecided) == ["causes"])
        #expect(report.rows.count == 64)
        // Nothing has been run.
        #expect(report.rows.allSatisfy { $0.reproduced.truth == .undecided })
        #expect(Set(report.rows.map(\.claim.section)).isSuperset(of: ["6.1", "6.2", "7", "Table 1"]))
    }

    /// Runs with the published numbers themselves decide what the numbers are far enough apart for, and as these do.
    @Test func reproducedNumbersDecideWithinTheirMargins() throws {
        let place = try Workplace()
        // Of Tiny ImageNet's two numbers Table 4's, which counts.
        let published = try Package.published()
        for cell in published.cells {
            let best = try #require(published.top1(cell))
            // A margin of 0.05, below the least of 0.1.
            try place.state(cell, best: best, interval: Interval(low: best - 0.07, high: best + 0.03))
        }
        let report = try report(place)
        for row in report.rows where row.reproduced.truth != .undecided && row.claim.id != "tables-agree" {
            #expect(row.reproduced.truth == row.published.truth, "\(row.claim.id)")
        }
        func truth(_ id: String) throws -> Truth {
            try #require(report.rows.first { $0.claim.id == id }).reproduced.truth
        }
        #expect(try truth("convnext-leads-natural-sets") == .holds)
        #expect(try truth("four-stay-ahead-one-by-one") == .fails)
        #expect(try truth("tables-agree") == .holds)
        // WaveMix and ResNeXt share EuroSAT, and SwinV2 is ahead on remote sensing by 0.01.
        #expect(try truth("wavemix-shares-eurosat") == .undecided)
        #expect(try truth("table1-remote-sensing") == .undecided)
        #expect(try truth("all-data-sets-reported") == .undecided)
        #expect(report.count(.holds, .reproduced) > 30)
    }

    @Test func filesAndInputs() throws {
        let place = try Workplace(profile: "sample")
        let made = try report(place)
        let csv = made.csv(comments: [("program", "aggregate")])
        #expect(try CSVTable(text: csv.text, name: "claims.csv") == csv)
        #expect(csv.comment("heading")?.hasPrefix("Sample profile: miniature data") == true)
        let record = try #require(csv.records.first { $0["id"] == "tables-agree" })
        #expect(record["published"] == "fails" && record["reproduced"] == "undecided")
        #expect(record["published_numbers"]?.contains("75.33 in Table 4, 76.30 in Table 7") == true)
        let text = made.markdown(comments: [("program", "a -- b")])
        #expect(text.contains("- Published numbers: 49 hold, 14 fail, 1 undecided."))
        #expect(text.contains("## What the paper's own numbers contradict") && text.contains("program: a - - b"))
        #expect(made.text.contains("Reproduced numbers: 0 hold, 0 fail, 64 undecided."))
        // A cell changes the report; its inputs say so.
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9000])
        #expect(try report(place).inputs.reasons(against: made.inputs).count == 1)
        #expect(try report(place, leastMargin: 0.2).inputs.reasons(against: made.inputs).count == 2)
    }

    @Test func theLeastMarginIsReadFromTheFileOfValues() throws {
        #expect(try ClaimMargin.read(path: Package.path("Data/study.toml")) == 0.1)
        let place = try Workplace()
        let path = try place.write("[claims]\nleast_margin = -1.0\n", to: "study.toml")
        #expect(failure { _ = try ClaimMargin.read(path: path) }.what.contains("negative"))
    }

    /// Lines of a claim, and what is said of them.
    @Test(arguments: [
        ("kind = \"best\"", "the kind \"best\" is none of: top, beats"),
        ("kind = \"top\"\nplaces = 1\ncolumns = [\"cifar10/100\"]", "lacks the text backbone"),
        (
            "kind = \"top\"\nbackbone = \"vgg\"\nplaces = 1\ncolumns = [\"cifar10/100\"]",
            "the backbone \"vgg\" is unknown"
        ),
        ("kind = \"top\"\nbackbone = \"swin_t\"\nplaces = 0\ncolumns = [\"cifar10/100\"]", "places is out of range"),
        ("kind = \"top\"\nbackbone = \"swin_t\"\nplaces = 1.5\ncolumns = [\"cifar10/100\"]", "places is not a count"),
        (
            "kind = \"top\"\nbackbone = \"swin_t\"\nplaces = 1\ncolumns = [\"cifar10/50\"]",
            "\"cifar10/50\" is no column"
        ),
        ("kind = \"top\"\nbackbone = \"swin_t\"\nplaces = 1\ncolumns = [\"TABLE9\"]", "\"TABLE9\" is no column"),
        ("kind = \"top\"\nbackbone = \"swin_t\"\nplaces = 1\ncolumns = []", "columns is empty"),
        ("kind = \"top\"\nbackbone = \"swin_t\"\nplaces = 1", "lacks the list columns or means"),
        (
            "kind = \"top\"\nbackbone = \"swin_t\"\nplaces = 1\ncolumns = [\"cifar10/100\"]\nby = 1",
            "the kind top has no value by"
        ),
        (
            "kind = \"drop\"\nbackbones = [\"swin_t\"]\nless_than = 1\ncolumns = [\"cifar10/100\"]",
            "nothing to drop from"
        ),
        ("kind = \"ranking\"\ndomain = \"sea\"", "the domain \"sea\" is unknown"),
        ("kind = \"rank_correlation\"\nwith = \"full\"\ncolumns = [\"cifar10/10\"]", "needs rho_at_least or rho_below"),
        ("kind = 3", "kind is not a text"),
    ])
    func claimsThatSayNothingAreRefused(lines: String, expected: String) throws {
        let place = try Workplace()
        let path = try place.write(
            "[[claim]]\nid = \"one\"\nsection = \"7\"\nclaim = \"c\"\n\(lines)\n", to: "claims.toml")
        let thrown = failure { _ = try Claims(path: path, grid: Package.grid()) }
        #expect(thrown.location == "\(path), one")
        #expect(thrown.what.contains(expected), "\(thrown.what)")
    }

    @Test func idsAreDistinct() throws {
        let place = try Workplace()
        let claim = "[[claim]]\nid = \"one\"\nsection = \"7\"\nclaim = \"c\"\nkind = \"averages\"\n"
        let path = try place.write(claim + claim, to: "claims.toml")
        #expect(failure { _ = try Claims(path: path, grid: Package.grid()) }.what == "two claims have the id one")
    }
}
