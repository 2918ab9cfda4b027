import Datasets
import Foundation
import Storage
import TestSupport
import Testing

/// Damaged and incomplete lists: each is named, with its line.
@Suite struct LayoutRefusalTests {
    private static func refusal(
        _ id: String, _ tree: (TemporaryFolder) throws -> DatasetEntry,
        _ damage: (TemporaryFolder) throws -> Void
    ) throws -> (failure: Failure, folder: TemporaryFolder) {
        let folder = try TemporaryFolder()
        let entry = try tree(folder)
        try damage(folder)
        let thrown = failure { _ = try RawDatasets.open(id: id, entry: entry, in: folder) }
        return (try #require(thrown), folder)
    }

    @Test(arguments: [
        ("images.txt", "5 001.Albatross/A_1.jpg\n6 ../../x.jpg\n8 002.Auklet/B_3.jpg\n", "../../x.jpg"),
        ("images.txt", "5 001.Albatross/A_1.jpg\n6 /etc/passwd\n8 002.Auklet/B_3.jpg\n", "/etc/passwd"),
        ("images.txt", "5 001.Albatross/A_1.jpg\n6 002.Auklet\\..\\x.jpg\n8 002.Auklet/B_3.jpg\n", "inside"),
        ("images.txt", "5 001.Albatross/A_1.jpg\n6 001.Albatross/A_1.jpg\n8 002.Auklet/B_3.jpg\n", "listed twice"),
        ("images.txt", "5 001.Albatross/A_1.jpg\n5 002.Auklet/B 2.jpg\n8 002.Auklet/B_3.jpg\n", "listed twice"),
        ("images.txt", "5 001.Albatross/A_1.jpg\n6\n8 002.Auklet/B_3.jpg\n", "2 fields"),
        ("image_class_labels.txt", "5 1\n6 2\n8 3\n", "classes go from 1 to 2"),
        ("image_class_labels.txt", "5 1\n6 0\n8 2\n", "classes go from 1 to 2"),
        ("image_class_labels.txt", "5 1\n6 two\n8 2\n", "whole number"),
        ("image_class_labels.txt", "5 1\n6 2\n", "image 8"),
        ("image_class_labels.txt", "5 1\n6 2\n8 2\n9 2\n", "not in images.txt"),
        ("train_test_split.txt", "5 1\n6 2\n8 1\n", "neither 0 nor 1"),
        ("train_test_split.txt", "5 1\n6 1\n8 1\n", "3 for training and 0 for testing"),
        ("classes.txt", "1 001.Albatross\n3 002.Auklet\n", "where 2 follows"),
        ("classes.txt", "1 001.Albatross\n2 002.Auklet\n3 003.Gull\n", "3 classes were found"),
        ("classes.txt", "1 001.Albatross\n2 \u{0}02.Auklet\n", "not UTF-8 text"),
    ])
    func damagedListsOfCUBAreNamed(_ name: String, _ content: String, _ words: String) throws {
        let (failure, folder) = try Self.refusal("cub200", LayoutTree.cub200) {
            try $0.write(Array(content.utf8), "cub200/CUB_200_2011/\(name)")
        }
        #expect(failure.what.contains(words), "\(failure)")
        let isWhole = words.contains("found") || words.contains("testing")
        #expect(
            isWhole ? failure.location == folder.file("cub200") : failure.location.hasPrefix(folder.file("cub200/CUB")))
    }

    /// The line is counted with the empty ones.
    @Test func theLineIsNamed() throws {
        let (failure, folder) = try Self.refusal("dtd", LayoutTree.dtd) {
            try $0.write(Array("dotted/dotted_0001.jpg\n\n  \nbanded\n".utf8), "dtd/dtd/labels/train1.txt")
        }
        #expect(failure.what.hasPrefix("line 4:"), "\(failure)")
        #expect(failure.location == folder.file("dtd/dtd/labels/train1.txt"))
    }

    @Test func missingImagesAreCounted() throws {
        let (failure, folder) = try Self.refusal("flowers102", { try LayoutTree.flowers102($0) }) {
            for number in [1, 2, 3, 4] {
                try FileManager.default.removeItem(atPath: $0.file("flowers102/jpg/image_0000\(number).jpg"))
            }
        }
        #expect(failure.what.hasPrefix("4 of the 5 images"), "\(failure)")
        #expect(failure.what.hasSuffix("image_00002.jpg, image_00001.jpg, image_00003.jpg and 1 more"))
        #expect(failure.location == folder.file("flowers102/jpg"))
        #expect(failure.advice.contains("https://example.org/flowers102"))
    }

    @Test func missingListsComeWithTheAddressAndThePlace() throws {
        let (failure, folder) = try Self.refusal("flowers102", { try LayoutTree.flowers102($0) }) {
            try FileManager.default.removeItem(atPath: $0.file("flowers102/setid.mat"))
        }
        #expect(failure.location == folder.file("flowers102"))
        #expect(failure.advice.contains("setid.mat") && failure.advice.contains("RAW="))
    }

    @Test(arguments: [
        ([3, 1, 2, 1, 103], [2.0], "classes go from 1 to 102"), ([3, 1, 2, 1, 0], [2], "classes go from"),
        ([3, 1, 2, 1, 2.5], [2], "2.5"), ([3, 1, 2, 1, 3], [6], "images go from 1 to 5"),
        ([3, 1, 2, 1, 3], [1], "listed twice"), ([3, 1, 2, 1, 3], [0], "images go from 1 to 5"),
    ])
    func wrongNumbersOfFlowersAreNamed(_ labels: [Double], _ training: [Double], _ words: String) throws {
        let (failure, _) = try Self.refusal(
            "flowers102", { try LayoutTree.flowers102($0, labels: labels, training: training) }, { _ in })
        #expect(failure.what.contains(words), "\(failure)")
        #expect(failure.location.hasSuffix(".mat"))
    }

    @Test func aKnownFileHasToBeTheOfficialOne() throws {
        let folder = try TemporaryFolder()
        _ = try LayoutTree.flowers102(folder)
        let setid = folder.file("flowers102/setid.mat")
        func entry(_ key: String, _ digest: String) throws -> DatasetEntry {
            try TinyEntry.make(
                folder, id: "flowers102", layout: "flowers102", classes: 3, train: 2, test: 3,
                more: #"files = [{ name = "setid.mat", address = "https://example.org/s", \#(key) = "\#(digest)" }]"#)
        }
        for (key, algorithm) in [("md5", Digest.Algorithm.md5), ("sha256", .sha256)] {
            let right = try Digest.ofFile(setid, algorithm: algorithm)
            _ = try RawDatasets.open(id: "flowers102", entry: entry(key, right), in: folder)
            let wrong = String(repeating: "0", count: right.count)
            let failure = try #require(
                failure { _ = try RawDatasets.open(id: "flowers102", entry: entry(key, wrong), in: folder) })
            #expect(failure.location == setid && failure.what.contains(right))
            #expect(failure.advice.contains("https://example.org/s"))
        }
    }

    @Test func testListsOfCarsWithoutLabelsAreExplained() throws {
        let (failure, _) = try Self.refusal("stanford_cars", { try LayoutTree.carPair($0, packed: false) }) {
            try FileManager.default.moveItem(
                atPath: $0.file("stanford_cars/cars_test_annos_withlabels.mat"),
                toPath: $0.file("stanford_cars/cars_test_annos.mat"))
        }
        #expect(failure.advice.contains("cars_test_annos_withlabels.mat"))
    }

    @Test(arguments: [
        ("meta/train.txt", "waffles/11\nsoup/10\n", "soup is no class"),
        ("meta/train.txt", "waffles/11\nwaffles/12\n", "listed twice"),
        ("meta/train.txt", "waffles/11\nwaffles\n", "a class's folder"),
        ("meta/train.txt", "waffles/11\nwaffles/../../10\n", "inside the data set's folder"),
    ])
    func damagedListsOfFoodAreNamed(_ name: String, _ content: String, _ words: String) throws {
        let (failure, _) = try Self.refusal("food101", { try LayoutTree.food101($0, json: false) }) {
            try $0.write(Array(content.utf8), "food101/food-101/\(name)")
        }
        #expect(failure.what.contains(words), "\(failure)")
    }

    @Test(arguments: [#"{"waffles": ["apple_pie/10"]}"#, #"{"waffles": 5}"#, "[", #"{"soup": ["soup/1"]}"#])
    func damagedJSONIsNamed(_ content: String) throws {
        let (failure, folder) = try Self.refusal("food101", { try LayoutTree.food101($0, json: true) }) {
            try $0.write(Array(content.utf8), "food101/food-101/meta/train.json")
        }
        #expect(failure.location == folder.file("food101/food-101/meta/train.json"), "\(failure)")
    }

    @Test(arguments: [
        ("val/val_annotations.txt", "val_0.JPEG\tn03\t0\n", "n03 is none"),
        ("val/val_annotations.txt", "val_0.JPEG n01\n", "does not hold a file"),
        ("val/val_annotations.txt", "../val_0.JPEG\tn01\n", "inside"),
        ("wnids.txt", "n02\nn01\nn02\n", "listed twice"), ("wnids.txt", "n02\n../n01\n", "inside"),
        ("wnids.txt", "n02\nn01\nn00\n", "1 of 3 classes"), ("words.txt", "n01\tx\n", "WordNet id n02"),
    ])
    func damagedListsOfTinyImageNetAreNamed(_ name: String, _ content: String, _ words: String) throws {
        let (failure, _) = try Self.refusal("tiny_imagenet", LayoutTree.tinyImageNet) {
            try $0.write(Array(content.utf8), "tiny_imagenet/tiny-imagenet-200/\(name)")
        }
        #expect(failure.what.contains(words), "\(failure)")
    }

    /// Whatever becomes of a list: a listing or a named error, and no path outside the folder.
    @Test func mutatedListsAreReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let names = (0..<40).map { "\($0 % 5 + 1).Kind/image_\($0).jpg" }
        func lines(_ text: (Int) -> String) -> [UInt8] {
            Array(names.indices.map { "\($0 + 1) \(text($0))\n" }.joined().utf8)
        }
        let lists: [(name: String, bytes: [UInt8])] = [
            ("classes", Array((1...5).map { "\($0) \($0).Kind\n" }.joined().utf8)), ("images", lines { names[$0] }),
            ("labels", lines { "\($0 % 5 + 1)" }), ("split", lines { "\($0 % 2)" }),
        ]
        var read = 0
        for number in 0..<Mutations.count {
            for (index, list) in lists.enumerated() {
                let isDamaged = index == number % lists.count
                let bytes = isDamaged ? Mutations(seed: 11).mutate(list.bytes, number: number) : list.bytes
                try Data(bytes).write(to: URL(fileURLWithPath: folder.file(list.name)))
            }
            do {
                let images = try CUB200.promised(
                    classes: folder.file("classes"), images: folder.file("images"), labels: folder.file("labels"),
                    split: folder.file("split"))
                read += 1
                for image in images.train + images.test {
                    #expect(images.classes.indices.contains(image.label) && !image.file.hasPrefix("/"))
                    #expect(!image.file.split(separator: "/").contains(".."))
                }
            } catch {
                #expect(error is Failure, "\(number): \(error)")
            }
        }
        #expect(read < Mutations.count)
    }
}
