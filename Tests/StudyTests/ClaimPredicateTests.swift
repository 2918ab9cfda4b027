import Foundation
import Storage
import Study
import Testing

/// Made-up tables: in every column ResNet50 has 90, WaveMix 89, and so on down to ShuffleNetV2's 80, but where a test
/// says otherwise.
struct MadeUp: Sendable {
    var changes: [CellID: Double?] = [:]
    var margin = 0.0
    var source = Accuracies.Source.reproduced

    /// Other values in one column; nil for a cell that is missing.
    static func with(_ column: GridColumn, _ values: [BackboneID: Double?], margin: Double = 0) -> MadeUp {
        MadeUp(
            changes: Dictionary(uniqueKeysWithValues: values.map { (column.cell($0.key), $0.value) }), margin: margin)
    }

    func and(_ column: GridColumn, _ values: [BackboneID: Double?]) -> MadeUp {
        var both = self
        for (backbone, value) in values { both.changes[column.cell(backbone)] = .some(value) }
        return both
    }

    func accuracies(_ grid: StudyGrid) -> Accuracies {
        var values: [CellID: Estimate] = [:]
        for column in grid.columns {
            for (index, backbone) in grid.backbones.enumerated() {
                let cell = column.cell(backbone)
                let value = changes[cell] ?? .some(90 - Double(index))
                values[cell] = value.map { Estimate($0, margin: margin) }
            }
        }
        return Accuracies(source, values)
    }
}

/// A claim of one kind against made-up tables.
func verdict(_ kind: String, _ tables: MadeUp, paper: PublishedPaper? = nil) throws -> Finding {
    let place = try Workplace()
    let path = try place.write(
        "[[claim]]\nid = \"a\"\nsection = \"1\"\nclaim = \"b\"\n\(kind)\n", to: "claims.toml")
    let grid = try Package.grid()
    let claim = try #require(try Claims(path: path, grid: grid).all.first)
    let paper = try paper ?? Package.paper()
    return claim.finding(paper.numbers(grid: grid, tables.accuracies(grid)))
}

@Suite struct ClaimPredicateTests {
    private static let cifar = GridColumn(.cifar10)
    private static let tenth = GridColumn(.cifar10, .tenth)

    private static func topClaim(_ places: Int, _ more: String = "columns = [\"cifar10/100\"]") -> String {
        "kind = \"top\"\nbackbone = \"wavemix_192_16\"\nplaces = \(places)\n\(more)"
    }

    @Test(arguments: [
        (topClaim(2), MadeUp(), Truth.holds), (topClaim(1), MadeUp(), .fails),
        (topClaim(1), MadeUp(margin: 1), .undecided),
        (topClaim(2), MadeUp(margin: 0.1), .holds),
        // Whether ResNet50 would have been better is not known, but nobody else is.
        (topClaim(1), .with(cifar, [.resNet50: nil]), .undecided),
        (topClaim(2), .with(cifar, [.resNet50: nil]), .holds),
        (topClaim(1), .with(cifar, [.resNet50: 89]), .holds), (topClaim(1), .with(cifar, [.waveMix: nil]), .undecided),
        // Of two columns it is the best in one.
        (topClaim(1, "columns = [\"cifar10/100\", \"cifar10/10\"]"), .with(cifar, [.waveMix: 95]), .fails),
        (
            topClaim(1, "columns = [\"cifar10/100\", \"cifar10/10\"]\nat_least = 1"), .with(cifar, [.waveMix: 95]),
            .holds
        ),
        (topClaim(1, "columns = [\"cifar10/100\", \"cifar10/10\"]\nat_most = 0"), .with(cifar, [.waveMix: 95]), .fails),
        (topClaim(1, "columns = [\"TABLE4\", \"TABLE7\"]\nat_most = 0"), MadeUp(), .holds),
        // Remote sensing: the means are 89.5 and 90.
        (topClaim(1, "means = [\"remote_sensing\"]"), .with(GridColumn(.euroSAT), [.waveMix: 90]), .fails),
        (topClaim(1, "means = [\"remote_sensing\"]"), .with(GridColumn(.euroSAT), [.waveMix: 91]), .holds),
    ])
    func top(kind: String, tables: MadeUp, expected: Truth) throws {
        #expect(try verdict(kind, tables).truth == expected)
    }

    private static func beatsClaim(_ more: String) -> String {
        "kind = \"beats\"\nbackbones = [\"resnet50\"]\nover = [\"wavemix_192_16\"]\ncolumns = [\"cifar10/100\"]\n\(more)"
    }

    @Test(arguments: [
        (beatsClaim(""), MadeUp(), Truth.holds), (beatsClaim("by = 1"), MadeUp(), .holds),
        (beatsClaim("by = 1.5"), MadeUp(), .fails),
        (beatsClaim(""), .with(cifar, [.waveMix: 90]), .fails),
        (beatsClaim("by = 0.5"), MadeUp(margin: 0.5), .undecided),
        (beatsClaim("by = 0.5"), .with(cifar, [.waveMix: nil]), .undecided),
        // 90 / 89 is 1.1236 % more.
        (beatsClaim("by = 1.12\nunit = \"percent\""), MadeUp(), .holds),
        (beatsClaim("by = 1.13\nunit = \"percent\""), MadeUp(), .fails),
        (beatsClaim("").replacing("[\"wavemix_192_16\"]", with: "\"others\""), MadeUp(), .holds),
        (beatsClaim("").replacing("[\"resnet50\"]", with: "[\"resnet50\", \"swin_t\"]"), MadeUp(), .fails),
    ])
    func beats(kind: String, tables: MadeUp, expected: Truth) throws {
        #expect(try verdict(kind, tables).truth == expected)
    }

    private static func groupClaim(_ more: String) -> String {
        "kind = \"group_beats\"\nbackbones = [\"resnet50\", \"wavemix_192_16\"]\n"
            + "over = [\"convnext_tiny\", \"swin_t\"]\ncolumns = [\"cifar10/100\"]\n\(more)"
    }

    /// The means are 89.5 and 87.5.
    @Test(arguments: [
        (groupClaim("by = 2"), MadeUp(), Truth.holds), (groupClaim("by = 2.1"), MadeUp(), .fails),
        // A margin of 2 each gives 2 for the difference.
        (groupClaim("by = 1"), MadeUp(margin: 2), .undecided), (groupClaim(""), MadeUp(margin: 1.9), .holds),
        (groupClaim(""), .with(cifar, [.swinTiny: nil]), .undecided),
        // 89.5 against (90 + 91 + 87 + 6 more) / 9.
        (groupClaim("").replacing("[\"convnext_tiny\", \"swin_t\"]", with: "\"others\""), MadeUp(), .holds),
    ])
    func groupBeats(kind: String, tables: MadeUp, expected: Truth) throws {
        #expect(try verdict(kind, tables).truth == expected)
    }

    private static func dropClaim(_ backbone: String, _ more: String) -> String {
        "kind = \"drop\"\nbackbones = [\"\(backbone)\"]\ncolumns = [\"cifar10/10\"]\n\(more)"
    }

    /// From 100 to 10 % ResNet50 loses 10 points and WaveMix 2.
    private static let less = MadeUp.with(tenth, [.resNet50: 80, .waveMix: 87])

    @Test(arguments: [
        (dropClaim("resnet50", "less_than = 11"), less, Truth.holds),
        (dropClaim("resnet50", "less_than = 10"), less, .fails),
        (dropClaim("wavemix_192_16", "over = [\"resnet50\"]"), less, .holds),
        (dropClaim("resnet50", "over = [\"wavemix_192_16\"]"), less, .fails),
        (dropClaim("resnet50", "less_than = 11"), MadeUp.with(cifar, [.resNet50: nil]), .undecided),
        (dropClaim("resnet50", "less_than = 11"), MadeUp(changes: less.changes, margin: 1), .undecided),
        (dropClaim("wavemix_192_16", "over = [\"resnet50\"]"), less.and(cifar, [.resNet50: nil]), .undecided),
    ])
    func drop(kind: String, tables: MadeUp, expected: Truth) throws {
        #expect(try verdict(kind, tables).truth == expected)
    }

    private static let spread =
        "kind = \"spread_falls\"\nbackbones = [\"resnet50\", \"wavemix_192_16\"]\n"
        + "columns = [\"cifar10/1\", \"cifar10/10\", \"cifar10/100\"]"

    /// Ranges of 10, 5 and 1.
    private static let closing = MadeUp.with(GridColumn(.cifar10, .hundredth), [.waveMix: 80]).and(
        tenth, [.waveMix: 85])

    @Test(arguments: [
        (closing, Truth.holds), (closing.and(tenth, [.waveMix: 75]), .fails), (MadeUp(), .fails),
        (closing.and(tenth, [.waveMix: nil]), .undecided), (MadeUp(changes: closing.changes, margin: 3), .undecided),
    ])
    func spreadFalls(tables: MadeUp, expected: Truth) throws {
        #expect(try verdict(Self.spread, tables).truth == expected)
    }

    @Test(arguments: [
        ("2", MadeUp.with(tenth, [.resNet50: 88]), Truth.holds), ("1.9", .with(tenth, [.resNet50: 88]), .fails),
        ("2", .with(tenth, [.resNet50: 88], margin: 1), .undecided), ("2", .with(tenth, [.resNet50: nil]), .undecided),
    ])
    func steady(within: String, tables: MadeUp, expected: Truth) throws {
        let kind =
            "kind = \"steady\"\nbackbone = \"resnet50\"\ncolumns = [\"cifar10/100\", \"cifar10/10\"]\nwithin = \(within)"
        #expect(try verdict(kind, tables).truth == expected)
    }

    @Test(arguments: [
        (2, MadeUp(), Truth.holds), (2, .with(tenth, [.waveMix: 50]), .fails),
        (1, .with(tenth, [.waveMix: 50]), .holds),
        (2, MadeUp(margin: 1), .undecided), (1, .with(tenth, [.swinTiny: nil]), .undecided),
    ])
    func keepsTop(kept: Int, tables: MadeUp, expected: Truth) throws {
        let kind = "kind = \"keeps_top\"\nplaces = 2\nkept = \(kept)\ncolumns = [\"cifar10/10\"]"
        #expect(try verdict(kind, tables).truth == expected)
    }

    private static func correlationClaim(_ with: String, _ bound: String) -> String {
        "kind = \"rank_correlation\"\nwith = \"\(with)\"\n\(bound)\ncolumns = [\"cifar10/10\"]"
    }

    private static let upsideDown = MadeUp.with(
        tenth, Dictionary(uniqueKeysWithValues: BackboneID.allCases.enumerated().map { ($1, 50 + Double($0)) }))

    @Test(arguments: [
        (correlationClaim("full", "rho_at_least = 1"), MadeUp(), Truth.holds),
        (correlationClaim("full", "rho_below = 0.9"), MadeUp(), .fails),
        (correlationClaim("full", "rho_at_least = 0"), upsideDown, .fails),
        (correlationClaim("full", "rho_below = 0"), upsideDown, .holds),
        (correlationClaim("full", "rho_at_least = 0.95"), MadeUp(margin: 5), .undecided),
        (correlationClaim("full", "rho_at_least = 0"), .with(tenth, [.swinTiny: nil]), .undecided),
        // The made-up order is not ImageNet's.
        (correlationClaim("imagenet", "rho_at_least = 0.9"), MadeUp(), .fails),
    ])
    func rankCorrelation(kind: String, tables: MadeUp, expected: Truth) throws {
        #expect(try verdict(kind, tables).truth == expected)
    }

    @Test func rankCorrelationWithImageNetItself() throws {
        let paper = try Package.paper()
        let values = Dictionary(uniqueKeysWithValues: paper.backbones.rows.map { ($0.backbone, Optional($0.top1)) })
        let found = try verdict(Self.correlationClaim("imagenet", "rho_at_least = 1"), .with(Self.tenth, values))
        #expect(found == Finding(.holds, ["CIFAR-10 at 10 %: 1.00"]))
    }

    /// The paper's Table 1 for textures.
    private static let textures = MadeUp.with(
        GridColumn(.dtd), [.convNeXtTiny: 99, .resNeXt50: 98, .regNetY32GF: 97])

    @Test(arguments: [
        (textures, Truth.holds), (MadeUp(), .fails), (textures.and(GridColumn(.dtd), [.convNeXtTiny: nil]), .undecided),
        (MadeUp(changes: textures.changes, margin: 1), .undecided),
    ])
    func ranking(tables: MadeUp, expected: Truth) throws {
        #expect(try verdict("kind = \"ranking\"\ndomain = \"texture\"", tables).truth == expected)
    }

    /// The paper's numbers with some of them replaced.
    private func paper(_ changes: [(String, String)]) throws -> (Workplace, PublishedPaper) {
        let place = try Workplace()
        for name in ["table1_ranking", "table2_backbones", "table3_datasets", "results"] {
            var text = try String(contentsOfFile: Package.path("Paper/published/\(name).csv"), encoding: .utf8)
            for (old, new) in changes { text = text.replacing(old, with: new) }
            _ = try place.write(text, to: "\(name).csv")
        }
        return (place, try PublishedPaper(folder: place.path))
    }

    @Test func tablesThatAgreeWithEachOther() throws {
        let kind = "kind = \"same_in_all_tables\""
        let published = MadeUp(source: .published)
        #expect(try verdict(kind, published).truth == .fails)
        let (place, mended) = try paper([
            ("7,resnet50,tiny_imagenet,100,100000,76.30", "7,resnet50,tiny_imagenet,100,100000,75.33"),
            ("7,wavemix_192_16,tiny_imagenet,100,100000,75.33", "7,wavemix_192_16,tiny_imagenet,100,100000,76.30"),
        ])
        #expect(try verdict(kind, published, paper: mended).truth == .holds)
        withExtendedLifetime(place) {}
        #expect(try verdict(kind, MadeUp()).truth == .holds)
        #expect(try verdict(kind, .with(Self.cifar, [.resNet50: nil])).truth == .undecided)
    }

    @Test func averages() throws {
        let kind = "kind = \"averages\""
        let grid = try Package.grid()
        func truth(_ paper: PublishedPaper) throws -> Finding {
            let place = try Workplace()
            let path = try place.write("[[claim]]\nid = \"a\"\nsection = \"1\"\nclaim = \"b\"\n\(kind)\n", to: "c.toml")
            let claim = try #require(try Claims(path: path, grid: grid).all.first)
            return claim.finding(paper.numbers(grid: grid, Accuracies(published: paper.results)))
        }
        #expect(try truth(Package.paper()) == Finding(.holds, ["11 of 11 averages agree"]))
        let (place, changed) = try paper([
            ("6,swin_t,breakhis_average,100,,88.65", "6,swin_t,breakhis_average,100,,88.67")
        ])
        // (88.11 + 93.89 + 90.00 + 82.61) / 4 = 88.6525.
        #expect(
            try truth(changed)
                == Finding(
                    .fails, ["10 of 11 averages agree", "Swin-Tiny: 88.67 printed, 88.653 computed"]))
        withExtendedLifetime(place) {}
        #expect(try verdict(kind, MadeUp()).truth == .undecided)
    }

    @Test func allReported() throws {
        let kind = "kind = \"all_reported\""
        #expect(try verdict(kind, MadeUp()).truth == .holds)
        let none = Dictionary(uniqueKeysWithValues: BackboneID.allCases.map { ($0, Optional<Double>.none) })
        let without = MadeUp.with(GridColumn(.neu), none)
        #expect(try verdict(kind, without).truth == .undecided)
        var published = without
        published.source = .published
        let found = try verdict(kind, published)
        #expect(found == Finding(.fails, ["19 of 20 data sets have results", "none: NEU"]))
    }

    @Test func outside() throws {
        #expect(
            try verdict("kind = \"outside\"\nreason = \"no table says so\"", MadeUp())
                == Finding(.undecided, ["no table says so"]))
    }

    @Test func theNumbersUsedAreShown() throws {
        let found = try verdict(
            Self.topClaim(1, "columns = [\"cifar10/100\", \"cifar10/10\"]"), .with(Self.cifar, [.waveMix: 95]))
        #expect(
            found.numbers == [
                "met in 1 of 2", "met: CIFAR-10: WaveMix 95.00 is number 1, next ResNet50 90.00",
                "not met: CIFAR-10 at 10 %: WaveMix 89.00 is number 2, the best is ResNet50 90.00",
            ])
    }
}
