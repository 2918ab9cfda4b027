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

    @Test func sketch() throws {
        let stored = try file.doubles("hashed/sketch")
        let sketch = Hashed.sketch("conv1.weight", Hashed.uniform("images", 100))
        #expect(Deviation.largest(sketch, stored) < 1e-14)
    }
}
