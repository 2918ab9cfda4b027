import Storage
import Study
import Testing

@Suite struct PublishedTests {
    /// Values read off the paper's tables by eye.
    @Test(arguments: [
        (4, BackboneID.resNet50, DatasetID.cifar10, Percent.all, 94.58),
        (5, .resNeXt50, .ucMerced, .all, 98.33),
        (6, .regNetY32GF, .breakHis40, .all, 99.84),
        (7, .swinTiny, .cifar10, .hundredth, 39.77),
        (8, .swinV2Tiny, .plantCLEF, .tenth, 21.47),
    ])
    func valuesByTable(table: Int, backbone: BackboneID, dataset: DatasetID, percent: Percent, top1: Double) throws {
        let id = CellID(backbone: backbone, dataset: dataset, percent: percent)
        #expect(try Package.published().top1(table: table, id) == top1)
    }

    @Test func tableFourCountsBeforeTableSeven() throws {
        let published = try Package.published()
        let id = cell(.resNet50, .tinyImageNet)
        #expect(published.top1(table: 4, id) == 75.33)
        #expect(published.top1(table: 7, id) == 76.30)
        #expect(published.top1(id) == 75.33)
        #expect(published.top1(cell(.waveMix, .tinyImageNet)) == 76.30)
        #expect(published.contradictions(id).map(\.table) == [4, 7])
    }

    @Test func onlyTwoCellsContradictThemselves() throws {
        let published = try Package.published()
        let found = published.cells.filter { !published.contradictions($0).isEmpty }
        #expect(found == [cell(.resNet50, .tinyImageNet), cell(.waveMix, .tinyImageNet)])
    }

    @Test func neuHasNoPublishedNumber() throws {
        let published = try Package.published()
        #expect(BackboneID.allCases.allSatisfy { published.top1(cell($0, .neu)) == nil })
        #expect(published.trainImages(cell(.resNet50, .cifar10, .hundredth)) == 500)
    }

    @Test func everyCellOfTheTablesIsThere() throws {
        let published = try Package.published()
        let grid = try Package.grid()
        for number in StudyGrid.tableNumbers {
            for id in grid.cells(of: grid.columns(table: number)) {
                #expect(published.top1(table: number, id) != nil, "Table \(number), \(id.name)")
            }
        }
        #expect(Set(published.cells) == Set(grid.reportedCells))
        #expect(published.breakHisAverage(.waveMix) == 99.39)
    }

    @Test func tableOneIsThePapers() throws {
        let ranking = try PublishedRanking(folder: Package.path("Paper/published"))
        #expect(ranking.rows.count == 21)
        #expect(ranking.backbone(domain: "remote_sensing", place: 1) == .resNeXt50)
        #expect(ranking.backbone(domain: "astronomy", place: 3) == .denseNet161)
        #expect(ranking.backbone(domain: "overall", place: 2) == .regNetY32GF)
        #expect(Set(ranking.rows.map(\.domain)) == Set(Domain.all(try Package.grid()).map(\.id) + [Domain.overall]))
        let place = try Workplace()
        let file = try place.write("domain,place,backbone\nplant,4,resnet50\n", to: "table1_ranking.csv")
        #expect(failure { _ = try PublishedRanking(folder: place.path) }.location == file)
    }

    @Test(arguments: [
        ("4,resnet51,cifar10,100,50000,94.58", "backbone is unknown"), ("4,resnet50,cifar10,50,1,9", "percent is"),
        ("4,resnet50,cifar10,100,50000,x", "top1 is not a number"), ("4,resnet50,cifar10,100,50000,", "top1 is empty"),
        ("4,resnet50,cifar10,100,50000,100.1", "outside 0 to 100"), ("x,resnet50,cifar10,100,5,9", "table is not"),
    ])
    func brokenRowsAreNamed(row: String, expected: String) throws {
        let place = try Workplace()
        let header = "table,backbone,dataset,percent,train_images,top1\n4,resnet50,cifar100,100,50000,79.05\n"
        let file = try place.write(header + row + "\n", to: "results.csv")
        let thrown = failure { _ = try PublishedResults(folder: Path.folder(of: file)) }
        #expect(thrown.location == file)
        #expect(thrown.what.hasPrefix("row 2: "))
        #expect(thrown.what.contains(expected))
    }
}
