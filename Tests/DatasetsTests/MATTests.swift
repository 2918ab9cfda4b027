import Datasets
import Foundation
import Storage
import Testing

@Suite struct MATTests {
    static let fixtures = "\(Repository.root)/Tests/Fixtures/mat"

    /// Written by scipy (Scripts/reference/mat.py): cells of strings and a column, as in Stanford Dogs' lists.
    @Test func listsOfStanfordDogsAreRead() throws {
        let file = try MATFile(path: "\(Self.fixtures)/train_list.mat")
        #expect(Set(file.names) == ["file_list", "annotation_list", "labels"])
        let files = try file.variable("file_list")
        #expect(files.shape == [4, 1])
        #expect(
            files.texts == [
                "n02085620-Chihuahua/n02085620_7.jpg", "n02085620-Chihuahua/n02085620_10074.jpg",
                "n02085782-Japanese_spaniel/n02085782_7.jpg", "n02085782-Japanese_spaniel/n02085782_10074.jpg",
            ])
        #expect(try file.variable("annotation_list").texts?.last == "n02085782-Japanese_spaniel/n02085782_10074")
        #expect(try file.variable("labels") == .column([1, 1, 2, 2]))
        #expect(try file.variable("labels").integers == [1, 1, 2, 2])
        let missing = try #require(failure { _ = try file.variable("label") })
        #expect(missing.location == file.path && missing.what.contains("annotation_list"))
    }

    @Test(arguments: ["classes", "classes_packed"]) func everyClassIsRead(_ name: String) throws {
        let file = try MATFile(path: "\(Self.fixtures)/\(name).mat")
        func value(_ name: String) throws -> MATValue { try file.variable(name) }
        #expect(try value("double") == .row([-1.5, 1e300, .infinity]))
        #expect(try value("single") == .row([Double(Float(0.1)), -2]))
        #expect(try value("int8") == .row([-128, 1, 127]))
        #expect(try value("uint8") == .row([0, 1, 255]))
        #expect(try value("int16") == .row([-32_768, 1, 32_767]))
        #expect(try value("uint16") == .row([0, 1, 65_535]))
        #expect(try value("int32") == .row([-2_147_483_648, 1, 2_147_483_647]))
        #expect(try value("uint32") == .row([0, 1, 4_294_967_295]))
        #expect(try value("int64") == .row([-0x1p63, 1, 0x1p63]))
        #expect(try value("uint64") == .row([0, 1, 0x1p64]))
        #expect(try value("logical") == .row([1, 0]))
        // Column by column.
        #expect(try value("matrix") == .numbers([0, 3, 1, 4, 2, 5], shape: [2, 3]))
        let cube = try value("cube")
        #expect(cube.shape == [2, 3, 4] && cube.numbers?[6..<12] == [1, 13, 5, 17, 9, 21])
        #expect(try value("none") == .numbers([], shape: [0, 0]))
        #expect(try value("ascii") == .text("plain"))
        #expect(try value("unicode") == .text("Grüße, 世界"))
        #expect(try value("empty_text").text == "" || value("empty_text").numbers == [])
        let nested = try value("nested")
        #expect(nested.shape == [1, 1])
        let inner = try #require(nested.structs?.first?["inner"]?.structs?.first)
        #expect(inner["number"]?.scalar == 4 && inner["list"]?.texts == ["a", "bc"])
        #expect(nested.structs?.first?["text"] == .text("t"))
        for (name, reason) in [("rows", "several rows"), ("complex", "complex"), ("sparse", "sparse")] {
            let found = try #require(failure { _ = try value(name) })
            #expect(found.what.contains(name) && found.what.contains(reason), "\(found)")
        }
    }

    @Test func accessorsTellOtherKinds() {
        let number = MATValue.row([2])
        #expect(number.scalar == 2 && number.text == nil && number.cells == nil && number.structs == nil)
        #expect(MATValue.row([1, 2]).scalar == nil && MATValue.row([0.5]).integers == nil)
        #expect(MATValue.cells([.text("a"), number], shape: [1, 2]).texts == nil)
        #expect(MATValue.text("äöü").shape == [1, 3])
    }

    private static let flowers = "\(Repository.realData)/samples/flowers102"
    private static let cars = "\(Repository.realData)/samples/stanford_cars/devkit"

    /// The SHA-256 of lines with line feeds between them.
    private static func digest(_ lines: [String]) throws -> String { try Digest.of(lines.joined(separator: "\n")) }

    /// Digests by `sha256("\n".join(str(int(x)) for x in loadmat(...)[name].ravel()))`.
    @Test(.enabled(if: Path.exists(flowers), "needs ../shared/data/samples/flowers102"))
    func flowersAsScipyReadsThem() throws {
        func check(_ file: String, _ name: String, _ count: Int, _ digest: String) throws {
            let value = try MATFile(path: Path.join(Self.flowers, file)).variable(name)
            #expect(value.shape == [1, count])
            #expect(try Self.digest(#require(value.integers).map(String.init)) == digest)
        }
        try check(
            "imagelabels.mat", "labels", 8_189, "017d470c5a7b02b1f8c9eca4679f6225244ce5e1e9d4ec60333e68ddb1c58f9d")
        try check("setid.mat", "trnid", 1_020, "6a3fafadae1107fb229712318cbb4d4a882df30080b5622c6830803c02f2f3d9")
        try check("setid.mat", "valid", 1_020, "eb02b93a926b904abfb5cd49ec06afffbd7f3892ce3ae57c5d9f0e13f5eb0a19")
        try check("setid.mat", "tstid", 6_149, "92017fe2c05a2090e9e3a75122e7fbb704a80a219485a269ac9e665128095169")
    }

    /// Digests with one line an annotation: its values in the order of the fields' names, with spaces between, from
    /// `loadmat(..., squeeze_me=True)`.
    @Test(.enabled(if: Path.exists(cars), "needs ../shared/data/samples/stanford_cars"))
    func carsAsScipyReadsThem() throws {
        let names = try MATFile(path: Path.join(Self.cars, "cars_meta.mat")).variable("class_names")
        #expect(names.shape == [1, 196])
        #expect(
            try Self.digest(#require(names.texts))
                == "93d089469409bbd00725ce041797cad929e156fba50c3e19a0f49ef65efcb990")
        func check(_ file: String, _ count: Int, _ digest: String) throws {
            let annotations = try MATFile(path: Path.join(Self.cars, file)).variable("annotations")
            #expect(annotations.shape == [1, count])
            let lines = try #require(annotations.structs).map { annotation in
                annotation.sorted { $0.key < $1.key }
                    .map { $0.value.text ?? $0.value.scalar.map { String(Int($0)) } ?? "?" }.joined(separator: " ")
            }
            #expect(try Self.digest(lines) == digest)
        }
        try check(
            "cars_train_annos.mat", 8_144, "9e50466fd5659a9e74ff1973327d5dc71314861e133443a5cfacaceec43a0aa0")
        try check(
            "cars_test_annos.mat", 8_041, "db1407cd8e3550e89774921693675dd27dd23cf07b6c07ffe9dbe1c567461945")
    }

    static let written: [String: MATValue] = [
        "numbers": .numbers([1, 2, 3, 4, 5, 6], shape: [2, 3]),
        "column": .column([1.5, -2]),
        "none": .numbers([], shape: [0, 0]),
        "text": .text("a text"),
        "unicode": .text("Grüße, 世界 🌍"),
        "cells": .cells([.text("a"), .row([1]), .cells([.text("b")], shape: [1, 1])], shape: [3, 1]),
        "structs": .structs(
            [["fname": .text("1.jpg"), "class": .row([3])], ["fname": .text("2.jpg"), "class": .row([4])]],
            shape: [1, 2]),
    ]

    @Test func whatIsWrittenIsReadBack() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("x.mat")
        try MATWriter.write(Self.written, to: path)
        let file = try MATFile(path: path)
        #expect(file.names == Self.written.keys.sorted())
        for (name, value) in Self.written { #expect(try file.variable(name) == value) }
        try MATWriter.write(Self.written, to: folder.file("y.mat"))
        #expect(try Digest.ofFile(path) == Digest.ofFile(folder.file("y.mat")))
        let uneven = MATValue.structs([["a": .row([1])], ["b": .row([1])]], shape: [1, 2])
        #expect(throws: Failure.self) { try MATWriter.write(["x": uneven], to: path) }
        #expect(throws: Failure.self) { try MATWriter.write(["x": .numbers([1], shape: [1, 2])], to: path) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["x.mat", "y.mat"])
    }

    @Test func otherFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        func reason(_ bytes: [UInt8]) throws -> String {
            let path = try folder.write(bytes, "x.mat")
            let found = try #require(failure { _ = try MATFile(path: path) })
            #expect(found.location == path)
            return found.what
        }
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Self.fixtures)/classes.mat")))
        #expect(try reason([]).contains("cut short"))
        #expect(try reason(Array("no MATLAB file".utf8)).contains("cut short"))
        #expect(try reason([UInt8](repeating: 0x20, count: 200)).contains("not a MATLAB file of level 5"))
        var later = whole
        later.replaceSubrange(124..<126, with: [0, 2])
        #expect(try reason(later).contains("7.3"))
        for count in [129, 200, whole.count / 2, whole.count - 1] {
            #expect(try reason(Array(whole[..<count])).contains("cut short"))
        }
        #expect(throws: Failure.self) { try MATFile(path: folder.file("none.mat")) }
    }
}
