import Storage
import TestSupport
import Testing

/// The rules for the parameters of transformers and smooth networks are those of Scripts/reference/hashed.py.
@Suite struct HashedRulesTests {
    @Test func parameters() throws {
        let file = try Fixtures.golden("layers")
        let (names, smooth) = (try file.readStrings("hashed_rules/names"), try file.integers("hashed_rules/smooth"))
        let (shapes, stored) = (try file.integers("hashed_rules/shapes"), try file.floats("hashed_rules/parameters"))
        try #require(!names.isEmpty)
        for (row, name) in names.enumerated() {
            let shape = shapes[(4 * row)..<(4 * row + 4)].filter { $0 > 0 }
            let values = Hashed.parameter(name, shape, smooth: smooth[row] == 1)
            // Of shorter ones the file repeats the values.
            let first = (0..<8).map { values[$0 % min(8, values.count)] }
            #expect(first == Array(stored[(8 * row)..<(8 * row + 8)]), "\(name)")
        }
    }
}
