import Datasets
import Foundation
import Storage
import Testing

/// Folders of a user's own images.
@Suite struct LayoutOwnFolderTests {
    private static func open(
        _ folder: TemporaryFolder, _ name: String = "photos"
    ) throws -> (entry: DatasetEntry, raw: any RawDataset) {
        try OwnFolder.open(path: folder.file(name), work: folder.file("work"))
    }

    private static func classes(_ sizes: [String: Int], below place: String = "") -> [String] {
        sizes.flatMap { name, count in (0..<count).map { "\(place)\(name)/\($0).jpg" } }
    }

    @Test(arguments: [
        ("/data/photos", "own-photos-8811cb"), ("/data/photos/", "own-photos-8811cb"),
        ("/data/x/../my cats", "own-my_cats-21261c"),
        ("/other/photos", "own-photos-00ddf7"), ("/data/a.b-c_d", "own-a_b-c_d-71c2fa"),
        ("/data/写真", "own-e58699e79c9f-cd7800"),
        ("/data/Ünïts", "own-__n__ts-b17d6a"), ("/data/$(rm -rf x)", "own-__rm_-rf_x_-861e40"),
    ])
    func idsAreMadeOfPlainCharacters(_ path: String, _ id: String) throws { #expect(try OwnFolder.id(of: path) == id) }

    private static func printedID(_ path: String, in place: String) throws -> String {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: Repository.root + "/Scripts/own-id")
        process.arguments = [path]
        process.currentDirectoryURL = URL(fileURLWithPath: place)
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text.trimmingCharacters(in: .newlines)
    }

    /// The script that make asks and the program agree, and folders of one name keep apart.
    @Test func theScriptPrintsTheSameID() throws {
        let folder = try TemporaryFolder()
        let names = ["a/photos", "b/photos", "my cats (2)", "写真", "Ünïts", "-n", "...", "a.b/c'd\"e", "\t"]
        var ids: Set<String> = []
        for name in names {
            try AtomicFile.makeFolder(folder.file(name))
            let id = try OwnFolder.id(of: folder.file(name))
            #expect(try Self.printedID(folder.file(name), in: "/") == id, "\(name)")
            #expect(id.hasPrefix("own-") && id.utf8.count > 11)
            ids.insert(id)
        }
        #expect(ids.count == names.count)
        // By any way to the folder.
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"), withDestinationPath: folder.file("a"))
        let id = try OwnFolder.id(of: folder.file("a/photos"))
        for way in ["link/photos", "a/photos/", "b/../a/./photos", "link/../b/../a/photos"] {
            #expect(try OwnFolder.id(of: folder.file(way)) == id, "\(way)")
            #expect(try Self.printedID(way, in: folder.path) == id, "\(way)")
        }
    }

    @Test(arguments: ["test", "val", "valid", "Test"]) func partsAreTaken(_ test: String) throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(
            Self.classes(["cat": 3, "dog": 2], below: "train/")
                + Self.classes(["cat": 1, "dog": 2], below: "\(test)/"),
            to: folder, "photos")
        let (entry, raw) = try Self.open(folder)
        #expect(entry.title == "photos" && entry.licence == "the owner's" && entry.page == "own images")
        #expect(entry.split == .official && entry.classes == 2 && entry.train == 5 && entry.test == 3)
        #expect(raw.classes == ["cat", "dog"] && raw.remarks.isEmpty)
        #expect(
            try raw.list(.train).map(\.name) == [
                "train/cat/0.jpg", "train/cat/1.jpg", "train/cat/2.jpg", "train/dog/0.jpg", "train/dog/1.jpg",
            ])
        #expect(try raw.list(.test).map(\.label) == [0, 1, 1])
    }

    /// Four fifths of each class, whatever the file system's order.
    @Test func classFoldersAreDivided() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Self.classes(["cat": 10, "dog": 20, "deep/er": 5]), to: folder, "photos")
        let (entry, raw) = try Self.open(folder)
        #expect(entry.split == .random(RandomSplit(fraction: 0.8, seed: 1)))
        #expect(raw.classes == ["cat", "deep", "dog"])
        #expect(try raw.list(.test).contains { $0.name.hasPrefix("deep/er/") })
        for (label, count) in [(0, 8), (1, 4), (2, 16)] {
            #expect(try raw.list(.train).count { $0.label == label } == count)
        }
        #expect(entry.train == 28 && entry.test == 7)
        let again = try Self.open(folder).raw
        #expect(try again.list(.test).map(\.name) == raw.list(.test).map(\.name) && again.material == raw.material)
        try folder.write([5], "photos/cat/0.jpg")
        #expect(try Self.open(folder).raw.material != raw.material)
    }

    @Test func whatIsLeftOutIsSaid() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(
            Self.classes(["cat": 5, "dog": 1]) + [
                "stray.jpg", "notes.txt", "cat/list.csv", "cat/movie.mp4", ".hidden/x.jpg", "cat/.DS_Store",
                "cat/._0.jpg", "__MACOSX/cat/0.jpg",
            ], to: folder, "photos")
        try AtomicFile.makeFolder(folder.file("photos/empty"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("photos/cat/gone.jpg"), withDestinationPath: folder.file("nowhere"))
        let (entry, raw) = try Self.open(folder)
        #expect(raw.classes == ["cat", "dog"] && entry.train == 5 && entry.test == 1)
        #expect(try raw.list(.train).contains { $0.name == "dog/0.jpg" })
        let text = raw.remarks.joined(separator: "\n")
        #expect(raw.remarks.count == 5, "\(text)")
        #expect(text.contains("the folder empty holds no images"))
        #expect(text.contains("the class dog has one image, which is for training"))
        #expect(text.contains("1 image lies in no class's folder and was left out: stray.jpg"))
        #expect(text.contains("3 files are no images by their names and were left out: notes.txt, cat/list.csv"))
        #expect(text.contains("1 link or special file") && text.contains("cat/gone.jpg"))
    }

    @Test func foldersBesideThePartsAreNamed() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(
            Self.classes(["cat": 1, "dog": 2], below: "train/") + Self.classes(["cat": 1, "dog": 1], below: "test/")
                + Self.classes(["cat": 1], below: "val/") + ["train/x.jpg"], to: folder, "photos")
        try AtomicFile.makeFolder(folder.file("photos/train/bird"))
        let remarks = try Self.open(folder).raw.remarks
        #expect(remarks.count == 4, "\(remarks)")
        #expect(remarks.contains("beside train and test, left out: val"))
        #expect(remarks.contains("the class cat has one training image"))
        #expect(remarks.contains("the folder bird holds no images and is no class"))
        #expect(remarks.contains("1 image lies in no class's folder and was left out: train/x.jpg"))
    }

    /// Links are followed, to folders and to files; circles are cut.
    @Test func linksAreFollowed() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Self.classes(["cats": 5]) + ["one.jpg"], to: folder, "store")
        try LayoutTree.images(Self.classes(["dog": 4]), to: folder, "photos")
        for (link, target) in [("cat", "store/cats"), ("dog/more.jpg", "store/one.jpg"), ("dog/loop", "photos/dog")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("photos/\(link)"), withDestinationPath: folder.file(target))
        }
        let (entry, raw) = try Self.open(folder)
        #expect(raw.classes == ["cat", "dog"] && entry.train + entry.test == 10)
        #expect(raw.remarks.count == 1 && raw.remarks[0].contains("in a circle and was left out: dog/loop"))
        #expect(try (raw.list(.train) + raw.list(.test)).contains { $0.name == "dog/more.jpg" })
    }

    @Test func aClassMayBeCalledTrain() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Self.classes(["train": 5, "bus": 5]), to: folder, "photos")
        let (entry, raw) = try Self.open(folder)
        #expect(raw.classes == ["bus", "train"] && entry.train == 8)
    }

    @Test(arguments: [
        ([], "holds no images in folders"), (["a.jpg"], "holds no images in folders"),
        (["cat/0.jpg", "cat/1.jpg"], "one class only, cat"), (["cat/0.jpg", "dog/x.txt"], "one class only, cat"),
        (["cat/0.jpg", "dog/0.jpg"], "every class has one image only"),
        (["train/cat/0.jpg", "train/dog/0.jpg"], "holds train/ but no test/"),
        (["train/a.jpg", "test/b.jpg"], "holds no folder a class"),
        (["train/cat/0.jpg", "train/dog/0.jpg", "test/cat/0.jpg"], "no images of dog"),
        (["train/cat/0.jpg", "test/dog/0.jpg", "test/cat/0.jpg"], "no images of dog"),
    ])
    func uselessFoldersAreExplained(_ files: [String], _ words: String) throws {
        let folder = try TemporaryFolder()
        try AtomicFile.makeFolder(folder.file("photos"))
        try LayoutTree.images(files, to: folder, "photos")
        let failure = try #require(failure { _ = try Self.open(folder) })
        #expect(failure.what.contains(words) && !failure.advice.isEmpty, "\(failure)")
        #expect(failure.location.hasPrefix(folder.file("photos")))
    }

    @Test func aFolderThatIsNotThereIsNamed() throws {
        let folder = try TemporaryFolder()
        let failure = try #require(failure { _ = try Self.open(folder, "nothing") })
        #expect(failure.what == "there is no such folder" && failure.advice.contains("DATASET="))
        try folder.write([1], "file")
        #expect(throws: Failure.self) { try Self.open(folder, "file") }
    }

    /// A relative path and one with a slash at its end mean the same folder.
    @Test func theFolderMayBeWrittenInManyWays() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Self.classes(["cat": 5, "dog": 5]), to: folder, "photos")
        let plain = try Self.open(folder)
        for path in ["photos/", "./photos", "x/../photos"] {
            let other = try Self.open(folder, path)
            #expect(other.raw.material == plain.raw.material && other.entry.title == "photos")
        }
    }
}
