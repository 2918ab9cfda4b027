import Foundation
import Storage
import TestSupport
import Testing

@Suite struct HDF5Tests {
    private func write(_ path: String) throws {
        try HDF5Writer.write(to: path) { file in
            try file.setAttribute("title", "naïve \u{1F4C8}")
            try file.setAttribute("empty", "")
            try file.write("group/floats", [1, -2.5, .infinity, Float(1e-40)] as [Float], shape: [2, 2])
            try file.write("integers", [Int64.min, 0, Int64.max])
            try file.write("names", strings: ["a", "", "längeres Wort"])
            try file.writeRows("rows", of: UInt8.self, shape: [3, 2]) { append in
                for piece in [[1, 2, 3, 4], [5, 6]] as [[UInt8]] { try piece.withUnsafeBufferPointer(append) }
            }
            try file.write("scalar", [7] as [Int32], shape: [])
        }
    }

    @Test func whatIsWrittenComesBack() throws {
        let folder = try TemporaryFolder("hdf5")
        try write(folder.file("x.h5"))
        let file = try HDF5Reader(path: folder.file("x.h5"))
        #expect(try file.attribute("title") == "naïve \u{1F4C8}")
        #expect(try file.attribute("empty") == "")
        #expect(try file.attribute("missing") == nil)
        #expect(try file.shape(of: "group/floats") == [2, 2])
        #expect(try file.read("group/floats", as: Float.self) == [1, -2.5, .infinity, Float(1e-40)])
        #expect(try file.read("integers", as: Int64.self) == [Int64.min, 0, Int64.max])
        #expect(try file.readStrings("names") == ["a", "", "längeres Wort"])
        #expect(try file.shape(of: "scalar") == [])
        var rows = [UInt8](repeating: 0, count: 4)
        try rows.withUnsafeMutableBufferPointer { try file.readRows("rows", 1..<3, into: $0) }
        #expect(rows == [3, 4, 5, 6])
        #expect(try file.names(in: "/") == ["group", "integers", "names", "rows", "scalar"])
        #expect(file.contains("group/floats"))
        #expect(!file.contains("group/other") && !file.contains("other/floats"))
    }

    @Test func equalContentGivesEqualBytes() throws {
        let folder = try TemporaryFolder("hdf5")
        try write(folder.file("x.h5"))
        usleep(1_100_000)  // long enough for a time stamp to differ
        try write(folder.file("y.h5"))
        #expect(try Digest.ofFile(folder.file("x.h5")) == Digest.ofFile(folder.file("y.h5")))
    }

    @Test func wrongTypesShapesAndNamesAreErrors() throws {
        let folder = try TemporaryFolder("hdf5")
        try write(folder.file("x.h5"))
        let file = try HDF5Reader(path: folder.file("x.h5"))
        #expect(throws: Failure.self) { try file.read("integers", as: Float.self) }
        #expect(throws: Failure.self) { try file.read("nothing", as: Float.self) }
        #expect(throws: Failure.self) { try file.readStrings("integers") }
        var few = [UInt8](repeating: 0, count: 3)
        #expect(throws: Failure.self) {
            try few.withUnsafeMutableBufferPointer { try file.readRows("rows", 0..<2, into: $0) }
        }
        #expect(throws: Failure.self) {
            try few.withUnsafeMutableBufferPointer { try file.readRows("rows", 2..<5, into: $0) }
        }
    }

    @Test func rowsThatDoNotFillTheDatasetLeaveNoFile() throws {
        let folder = try TemporaryFolder("hdf5")
        #expect(throws: Failure.self) {
            try HDF5Writer.write(to: folder.file("x.h5")) { file in
                try file.writeRows("rows", of: UInt8.self, shape: [3, 2]) { append in
                    try ([1, 2] as [UInt8]).withUnsafeBufferPointer(append)
                }
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func whatIsNoHDF5IsRefused() throws {
        let folder = try TemporaryFolder("hdf5")
        try AtomicFile.write("not HDF5", to: folder.file("x.h5"))
        #expect(throws: Failure.self) { try HDF5Reader(path: folder.file("x.h5")) }
        #expect(throws: Failure.self) { try HDF5Reader(path: folder.file("y.h5")) }
    }
}

@Suite struct InputsTests {
    @Test func inputsAreRecordedInBothKindsOfFile() throws {
        let folder = try TemporaryFolder("inputs")
        let inputs = Inputs(["a": "1", "b c": "x = y", "empty": ""])
        try HDF5Writer.write(to: folder.file("x.h5")) { try $0.setAttribute("inputs", inputs.text) }
        try CSVTable(comments: [("host", "h")] + inputs.comments, columns: ["a"], rows: [["1"]])
            .write(to: folder.file("x.csv"))
        #expect(Inputs.recorded(in: folder.file("x.h5")) == inputs)
        #expect(Inputs.recorded(in: folder.file("x.csv")) == inputs)
        #expect(Inputs.recorded(in: folder.file("y.csv")) == nil)
    }

    @Test func everyDifferenceIsAReason() {
        let reasons = Inputs(["a": "1", "b": "2"]).reasons(against: Inputs(["a": "1", "b": "3", "c": "4"]))
        #expect(reasons == ["b was 3, is now 2", "c was 4, is now not set"])
        #expect(Inputs(["a": "1"]).reasons(against: Inputs(["a": "1"])).isEmpty)
        #expect(Inputs().reasons(against: nil) == ["it has not been made yet"])
    }
}

@Suite struct TOMLTests {
    private struct Values: Decodable { let count: Int }

    @Test(arguments: [("count = ", "TOML"), ("other = 1", "count"), ("count = \"x\"", "count")])
    func faultsAreNamed(_ text: String, _ told: String) throws {
        let folder = try TemporaryFolder("toml")
        try AtomicFile.write(text, to: folder.file("x.toml"))
        #expect {
            try TOML.read(Values.self, path: folder.file("x.toml"))
        } throws: { error in
            "\(error)".contains("x.toml") && "\(error)".contains(told)
        }
    }

    @Test func valuesAreRead() throws {
        let folder = try TemporaryFolder("toml")
        try AtomicFile.write("count = 3", to: folder.file("x.toml"))
        #expect(try TOML.read(Values.self, path: folder.file("x.toml")).count == 3)
    }
}
