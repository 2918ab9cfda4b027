import Storage
import TestSupport
import Testing

/// The hashed numbers of these tests are those of Scripts/reference/hashed.py: all other comparisons
/// rest on them.
@Suite struct HashedTests {
    private let file: HDF5Reader

    init() throws { file = try Fixtures.golden("layers") }

    @Test func numbers() throws {
        let bits: [Int64] = try file.read("hashed/bits")
        #expect(Hashed.bits("images", 8).map { Int64(bitPattern: $0) } == bits)
        #expect(Hashed.uniform("images", 8) == (try file.floats("hashed/uniform")))
        #expect(Hashed.bytes("resize0", 8) == (try file.read("hashed/bytes")))
    }

    @Test func images() throws {
        let stored = Layout.nhwc(try file.floats("hashed/images"), channels: 3, pixels: 6)
        #expect(Hashed.images("images", count: 2, height: 2, width: 3) == stored)
    }

    @Test func parameters() throws {
        let shapes: [String: [Int]] = [
            "conv1.weight": [8, 3, 7, 7], "block.2.fc1.weight": [8, 16, 1, 1], "fc.weight": [10, 16], "fc.bias": [8],
            "bn1.weight": [8], "bn1.bias": [8], "bn1.running_mean": [8], "bn1.running_var": [8],
        ]
        let (names, stored) = (try file.readStrings("hashed/parameter_names"), try file.floats("hashed/parameters"))
        #expect(Set(names) == Set(shapes.keys))
        for (row, name) in names.enumerated() {
            let values = Hashed.parameter(name, try #require(shapes[name]))
            #expect(Array(values.prefix(8)) == Array(stored[(8 * row)..<(8 * row + 8)]), "\(name)")
        }
    }

    /// The rules that the parameters above do not meet, of networks with kinks and without.
    @Test func rules() throws {
        let names = try file.readStrings("hashed_rules/names")
        let (smooth, shapes) = (try file.integers("hashed_rules/smooth"), try file.integers("hashed_rules/shapes"))
        let stored = try file.floats("hashed_rules/parameters")
        #expect(names.count == 10)
        for (row, name) in names.enumerated() {
            let shape = shapes[(4 * row)..<(4 * row + 4)].filter { $0 > 0 }
            let values = Hashed.parameter(name, shape, smooth: smooth[row] == 1)
            // Shorter ones are repeated.
            #expect((0..<8).map { values[$0 % values.count] } == Array(stored[(8 * row)..<(8 * row + 8)]), "\(name)")
        }
    }

    @Test func sketch() throws {
        let stored = try file.doubles("hashed/sketch")
        let sketch = Hashed.sketch("conv1.weight", Hashed.uniform("images", 100))
        #expect(Deviation.largest(sketch, stored) < 1e-14)
    }
}
