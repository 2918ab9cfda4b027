import Datasets
import Foundation
import Storage
import Testing

/// Layouts whose lists divide the images: each on a small tree in its official form.
@Suite struct LayoutListTests {
    /// "name label" of each image.
    private static func lines(_ raw: any RawDataset, _ part: DatasetPart) throws -> [String] {
        try raw.list(part).map { "\($0.name) \($0.label)" }
    }

    /// Every image's file is there and is the one that the name says.
    private static func checkFiles(_ raw: any RawDataset) throws {
        for part in DatasetPart.allCases {
            try raw.stream(part) { sample in
                guard case .file(let path) = sample.content else { throw Failure("no file") }
                #expect(Path.name(of: path) == Path.name(of: sample.name) && Path.exists(path))
            }
        }
    }

    @Test func cub200() throws {
        let folder = try TemporaryFolder()
        let raw = try RawDatasets.open(id: "cub200", entry: LayoutTree.cub200(folder), in: folder)
        #expect(raw.classes == ["001.Albatross", "002.Auklet"])
        #expect(try Self.lines(raw, .train) == ["001.Albatross/A_1.jpg 0", "002.Auklet/B_3.jpg 1"])
        #expect(try Self.lines(raw, .test) == ["002.Auklet/B 2.jpg 1"])
        #expect(raw.remarks.isEmpty)
        try Self.checkFiles(raw)
    }

    @Test func dtd() throws {
        let folder = try TemporaryFolder()
        let entry = try LayoutTree.dtd(folder)
        let raw = try RawDatasets.open(id: "dtd", entry: entry, in: folder)
        #expect(raw.classes == ["banded", "dotted"])
        #expect(try Self.lines(raw, .train) == ["dotted/dotted_0001.jpg 1", "banded/banded_0002.jpg 0"])
        #expect(try Self.lines(raw, .test) == ["banded/banded_0005.jpg 0", "dotted/dotted_0006.jpg 1"])
        try Self.checkFiles(raw)
        let second = try TinyEntry.make(
            folder, id: "dtd", layout: "dtd", classes: 2, train: 1, test: 1, more: #"variant = "2""#)
        let other = try RawDatasets.open(id: "dtd", entry: second, in: folder)
        #expect(try Self.lines(other, .train) == ["banded/banded_0005.jpg 0"])
        #expect(other.material != raw.material)
    }

    /// Labels follow the sorted names, whatever the order of classes.txt.
    @Test(arguments: [false, true]) func food101(_ json: Bool) throws {
        let folder = try TemporaryFolder()
        let raw = try RawDatasets.open(id: "food101", entry: LayoutTree.food101(folder, json: json), in: folder)
        #expect(raw.classes == ["apple_pie", "waffles"])
        #expect(try Set(Self.lines(raw, .train)) == ["waffles/11.jpg 1", "apple_pie/10.jpg 0"])
        #expect(try Self.lines(raw, .test) == ["waffles/12.jpg 1"])
        try Self.checkFiles(raw)
    }

    @Test func tinyImageNet() throws {
        let folder = try TemporaryFolder()
        let raw = try RawDatasets.open(id: "tiny_imagenet", entry: LayoutTree.tinyImageNet(folder), in: folder)
        #expect(raw.classes == ["fish, goldfish", "acorn"])
        #expect(
            try Self.lines(raw, .train) == [
                "train/n01/images/n01_0.JPEG 0", "train/n01/images/n01_1.JPEG 0", "train/n02/images/n02_0.JPEG 1",
                "train/n02/images/n02_7.JPEG 1",
            ])
        #expect(try Self.lines(raw, .test) == ["val/images/val_0.JPEG 1", "val/images/val_1.JPEG 0"])
        try Self.checkFiles(raw)
    }

    @Test func idsWithTheSameWordsAreToldApart() throws {
        let folder = try TemporaryFolder()
        let entry = try LayoutTree.tinyImageNet(folder)
        try LayoutTree.write(
            ["words.txt": "n01\tcrane\nn02\tcrane\n"], to: folder, "tiny_imagenet/tiny-imagenet-200")
        let raw = try RawDatasets.open(id: "tiny_imagenet", entry: entry, in: folder)
        #expect(raw.classes == ["crane (n01)", "crane (n02)"])
    }

    @Test func stanfordDogs() throws {
        let folder = try TemporaryFolder()
        let raw = try RawDatasets.open(id: "stanford_dogs", entry: LayoutTree.stanfordDogs(folder), in: folder)
        #expect(raw.classes == ["n01-Chihuahua", "n02-Papillon"])
        #expect(try Self.lines(raw, .train) == ["n01-Chihuahua/n01_1.jpg 0", "n02-Papillon/n02_5.jpg 1"])
        #expect(try Self.lines(raw, .test) == ["n02-Papillon/n02_1.jpg 1"])
        try Self.checkFiles(raw)
    }

    /// Training and validation images together are the training part.
    @Test func flowers102() throws {
        let folder = try TemporaryFolder()
        let raw = try RawDatasets.open(id: "flowers102", entry: LayoutTree.flowers102(folder), in: folder)
        #expect(raw.classes == ["pink primrose", "hard-leaved pocket orchid", "canterbury bells"])
        #expect(try Self.lines(raw, .train) == ["image_00002.jpg 0", "image_00005.jpg 2"])
        #expect(try Self.lines(raw, .test) == ["image_00001.jpg 2", "image_00003.jpg 1", "image_00004.jpg 0"])
        try Self.checkFiles(raw)
    }

    @Test func stanfordCarsInOneFile() throws {
        let folder = try TemporaryFolder()
        let raw = try RawDatasets.open(id: "stanford_cars", entry: LayoutTree.cars(folder), in: folder)
        #expect(raw.classes == ["Acura RL", "Volvo 240"])
        #expect(try Self.lines(raw, .train) == ["car_ims/000001.jpg 1", "car_ims/000003.jpg 0"])
        #expect(try Self.lines(raw, .test) == ["car_ims/000002.jpg 0"])
        try Self.checkFiles(raw)
    }

    @Test(arguments: [false, true]) func stanfordCarsInTwoFiles(_ packed: Bool) throws {
        let folder = try TemporaryFolder()
        let entry = try LayoutTree.carPair(folder, packed: packed)
        let raw = try RawDatasets.open(id: "stanford_cars", entry: entry, in: folder)
        #expect(try Self.lines(raw, .train) == ["cars_train/00001.jpg 1", "cars_train/00002.jpg 0"])
        #expect(try Self.lines(raw, .test) == ["cars_test/00001.jpg 0"])
        try Self.checkFiles(raw)
    }

    /// With the lists of both forms there, the images decide.
    @Test func theFormWhoseImagesAreThereIsTaken() throws {
        let folder = try TemporaryFolder()
        let entry = try LayoutTree.carPair(folder, packed: false)
        _ = try LayoutTree.cars(folder)
        try FileManager.default.removeItem(atPath: folder.file("stanford_cars/car_ims"))
        let raw = try RawDatasets.open(id: "stanford_cars", entry: entry, in: folder)
        #expect(try raw.list(.test).map(\.name) == ["cars_test/00001.jpg"])
        _ = try LayoutTree.cars(folder)
        try FileManager.default.removeItem(atPath: folder.file("stanford_cars/cars_train"))
        try FileManager.default.removeItem(atPath: folder.file("stanford_cars/devkit"))
        let single = try RawDatasets.open(id: "stanford_cars", entry: entry, in: folder)
        #expect(try single.list(.test).map(\.name) == ["car_ims/000002.jpg"])
    }

    /// An archive is the same as what it holds, and is unpacked beside the raw files, once.
    @Test(arguments: ["dtd-r1.0.1.tar.gz", "dtd.zip"]) func anArchiveIsTheSame(_ name: String) throws {
        let plain = try TemporaryFolder()
        let expected = try RawDatasets.open(id: "dtd", entry: LayoutTree.dtd(plain), in: plain)
        let files = try Path.files(below: plain.file("dtd")).map { name in
            (name, [UInt8](try Data(contentsOf: URL(fileURLWithPath: plain.file("dtd/\(name)")))))
        }
        let folder = try TemporaryFolder()
        try ArchiveWriter.write(files, to: folder.file("dtd/\(name)"))
        let entry = try TinyEntry.make(
            folder, id: "dtd", layout: "dtd", classes: 2, train: 2, test: 2, more: #"variant = "1""#)
        var unpacked: Set<String> = []
        func open() throws -> any RawDataset {
            try RawDatasets.open(
                RawSite(id: "dtd", entry: entry, raw: folder.path, work: folder.file("work")) { archive, _, _ in
                    unpacked.insert(archive)
                })
        }
        let raw = try open()
        #expect(raw.material == expected.material)
        #expect(try Self.lines(raw, .train) == Self.lines(expected, .train))
        try Self.checkFiles(raw)
        #expect(unpacked == [name])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("dtd")) == [name])
        unpacked = []
        #expect(try open().material == raw.material && unpacked.isEmpty)
        // What was unpacked does as well when the archive is gone, or the whole folder; not without its note.
        try FileManager.default.removeItem(atPath: folder.file("dtd/\(name)"))
        #expect(try open().material == raw.material && unpacked.isEmpty)
        try FileManager.default.removeItem(atPath: folder.file("dtd"))
        #expect(try open().material == raw.material && unpacked.isEmpty)
        try FileManager.default.removeItem(atPath: folder.file("work/dtd/\(name)/.unpacked"))
        #expect(throws: Failure.self) { try open() }
    }

    /// An archive that is there comes before what is left of one that is gone.
    @Test func aGoneArchiveComesLast() throws {
        let folder = try TemporaryFolder()
        let entry = try TinyEntry.make(
            folder, id: "set", layout: "class-folders", classes: 2, train: 2, test: 2,
            split: TinyEntry.random(0.5))
        func names() throws -> [String] {
            let site = try RawSite(id: "set", entry: entry, raw: folder.path, work: folder.file("work"))
            let raw = try RawDatasets.open(site)
            return try DatasetPart.allCases.flatMap { try raw.list($0).map(\.name) }.sorted()
        }
        func put(_ archive: String, _ letter: String) throws -> [String] {
            let files = ["a/\(letter)1.jpg", "a/\(letter)2.jpg", "b/\(letter)1.jpg", "b/\(letter)2.jpg"]
            try ArchiveWriter.write(files.map { ($0, Array($0.utf8)) }, to: folder.file("set/\(archive)"))
            return files
        }
        let first = try put("a.zip", "x")
        #expect(try names() == first)
        try FileManager.default.removeItem(atPath: folder.file("set/a.zip"))
        #expect(try names() == first)
        let second = try put("b.zip", "y")
        #expect(try names() == second)
    }

    /// The lists count for what a prepared file depends on, and so does every image.
    @Test func theMaterialFollowsTheFiles() throws {
        let folder = try TemporaryFolder()
        let entry = try LayoutTree.dtd(folder)
        func material() throws -> String { try RawDatasets.open(id: "dtd", entry: entry, in: folder).material }
        let first = try material()
        #expect(try material() == first)
        try folder.write([1, 2, 3], "dtd/dtd/images/banded/banded_0005.jpg")
        let second = try material()
        #expect(second != first)
        try folder.write(
            Array("banded/banded_0002.jpg\ndotted/dotted_0001.jpg\n".utf8), "dtd/dtd/labels/train1.txt")
        #expect(try material() != second)
        // An image of another part of the data set does not.
        let third = try material()
        try folder.write([1], "dtd/dtd/images/banded/banded_0004.jpg")
        #expect(try material() == third)
    }
}
