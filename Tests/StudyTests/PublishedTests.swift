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
        for spec in TableSpec.all {
            for column in spec.columns {
                for backbone in BackboneID.allCases {
                    let id = CellID(backbone: backbone, dataset: column.dataset, percent: column.percent)
                    #expect(published.top1(table: spec.number, id) != nil, "Table \(spec.number), \(id.name)")
                }
            }
        }
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
