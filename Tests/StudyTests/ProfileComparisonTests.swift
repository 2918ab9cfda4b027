import Storage
import Study
import Testing

@Suite struct ProfileComparisonTests {
    @Test func cellsOfBothAreCompared() throws {
        let (place, other) = (try Workplace(profile: "sample"), try Workplace(profile: "sample+weights-none"))
        let grid = try Package.grid()
        func cell(_ backbone: BackboneID, _ dataset: DatasetID) -> CellID {
            CellID(backbone: backbone, dataset: dataset, percent: .all)
        }
        try place.aggregate(cell(.resNet50, .cifar10), correct: [60, 80], of: 100)
        try place.aggregate(cell(.swinTiny, .cifar10), correct: [50], of: 100)
        try place.aggregate(cell(.swinTiny, .dtd), correct: [30], of: 100)
        // Only one profile has this one.
        try place.aggregate(cell(.waveMix, .cifar10), correct: [1], of: 100)
        try other.aggregate(cell(.resNet50, .cifar10), correct: [40, 50], of: 100)
        try other.aggregate(cell(.swinTiny, .cifar10), correct: [55], of: 100)
        try other.aggregate(cell(.swinTiny, .dtd), correct: [40], of: 100)
        let found = try ProfileComparison(grid.columns, of: grid, first: place.results, second: other.results)
        #expect(found.rows.map(\.column.name) == ["cifar10/100", "dtd/100"])
        #expect(found.rows.map(\.cells) == [2, 1])
        #expect(found.rows.map(\.first) == [60, 30] && found.rows.map(\.second) == [50, 40])
        #expect(found.rows.map(\.firstIsHigher) == [1, 0] && found.firstIsHigher == 1)
        #expect(found.text.contains("sample is higher than sample+weights-none in 1 of 2 columns."))
        #expect(found.csv(comments: []).rows[0] == ["cifar10", "100", "2", "60.00", "50.00", "10.00", "1"])
        let empty = try Workplace(profile: "paper")
        #expect(throws: Failure.self) {
            try ProfileComparison(grid.columns, of: grid, first: place.results, second: empty.results)
        }
    }
}
