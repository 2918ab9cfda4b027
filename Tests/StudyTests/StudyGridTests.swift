import Storage
import Study
import Testing

@Suite struct StudyGridTests {
    @Test func theGridHas308ReportedCellsAndNEU() throws {
        let grid = try Package.grid()
        #expect(grid.backbones == BackboneID.allCases)
        #expect(StudyGrid.tableNumbers.map { grid.columns(table: $0).count } == [7, 6, 4, 6, 10])
        // Tables 7 and 8 share five columns with Tables 4 and 5.
        #expect(grid.reportedColumns.count == 28)
        #expect(grid.reportedCells.count == 308 && Set(grid.reportedCells).count == 308)
        #expect(grid.unreported == [GridColumn(.neu)])
        #expect(grid.cells.count == 319 && Set(grid.cells).count == 319)
        #expect(grid.tables(with: GridColumn(.cifar10)) == [4, 7])
        #expect(grid.tables(with: GridColumn(.neu)).isEmpty)
    }

    @Test(arguments: StudyGrid.tableNumbers)
    func columnsAreThoseOfThePublishedTable(number: Int) throws {
        var published: [String] = []
        for row in try Package.published().rows where row.table == number && row.cell != nil {
            let name = "\(row.dataset)/\(row.percent.rawValue)"
            if !published.contains(name) { published.append(name) }
        }
        #expect(try Package.grid().columns(table: number).map(\.name) == published)
    }

    @Test func everyDataSetIsInTheGrid() throws {
        #expect(Set(try Package.grid().columns.map(\.dataset)) == Set(DatasetID.allCases))
    }

    @Test func layoutDoesNotCount() throws {
        let place = try Workplace()
        let text = try String(contentsOfFile: Package.path("Data/grid.mk"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        let other = try place.write(lines.replacing("\\\n", with: "") + "\n# end\n", to: "grid.mk")
        #expect(try StudyGrid(path: other).digest == Package.grid().digest)
        let less = try place.write(text.replacing(" cifar100/100", with: ""), to: "less.mk")
        #expect(try StudyGrid(path: less).digest != Package.grid().digest)
    }

    /// A line that is put before the grid's own, and what is said of it.
    @Test(arguments: [
        ("TABLE4 = cifar10/100", "line 1 is neither"), ("include x.mk", "line 1 is neither"),
        ("\n$(shell id) := cifar10/100", "line 2 is neither"), ("TABLE9 := cifar10/100", "line 1: the list TABLE9"),
        ("TABLE4 := $(TABLE5)", "line 1 is neither"), ("TABLE4 :=", "line 1 is neither"),
        ("NEU := cifar10/100", "sets NEU again"), ("OTHER := a b a", "line 1 names a twice"),
        ("# a \\", "line 1 is a comment that ends in a backslash"), ("table := cifar10/100", "line 1 is neither"),
    ])
    func otherLinesAreErrors(line: String, expected: String) throws {
        let place = try Workplace()
        let text = try String(contentsOfFile: Package.path("Data/grid.mk"), encoding: .utf8)
        let path = try place.write(line + "\n" + text, to: "grid.mk")
        let thrown = failure { _ = try StudyGrid(path: path) }
        #expect(thrown.location == path)
        #expect(thrown.what.contains(expected), "\(thrown.what)")
    }

    @Test(arguments: [
        (" resnet50 ", " resnet51 ", "holds the unknown \"resnet51\""), ("neu/100", "neu/50", "\"neu/50\""),
        ("neu/100", "neu", "\"neu\""), ("dtd/100", "mnist/100", "\"mnist/100\""),
        ("TABLE6 :=", "# ", "lacks the list TABLE6"),
        ("NEU := neu/100\n", "NEU := neu/100 \\", "ends in a backslash"),
    ])
    func unknownWordsAreErrors(word: String, other: String, expected: String) throws {
        let place = try Workplace()
        let text = try String(contentsOfFile: Package.path("Data/grid.mk"), encoding: .utf8)
        let path = try place.write(text.replacing(word, with: other), to: "grid.mk")
        let thrown = failure { _ = try StudyGrid(path: path) }
        #expect(thrown.what.contains(expected), "\(thrown.what)")
    }
}
