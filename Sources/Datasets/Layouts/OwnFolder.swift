import Foundation
import Storage

/// A folder of a user's own images: `train` and `test` (or `val`, `valid`, `validation`) with a folder a class
/// in each; or only a folder a class, which is then divided, four fifths of each class for training.
///
/// Images may lie at any depth below a class's folder. Hidden files are passed over. Symbolic links are
/// followed wherever they lead, as their owner made them; circles are cut.
public enum OwnFolder {
    static let split = RandomSplit(fraction: 0.8, seed: 1)
    private static let trainNames = ["train", "training"]
    private static let testNames = ["test", "val", "valid", "validation"]

    /// The id of a folder's data set: `own-`, the folder's name, in which everything but letters, digits,
    /// `-` and `_` of ASCII has become `_`, and six digits of the SHA-256 of its path without links, so that folders
    /// of one name keep apart. A name without any of these letters and digits gives its bytes.
    ///
    /// Scripts/own-id does the same for make.
    public static func id(of path: String) throws -> String {
        let path = standardised(path)
        return "own-\(plainName(of: path))-\(try Digest.of(path).prefix(6))"
    }

    private static func plainName(of path: String) -> String {
        let name = Path.name(of: path).utf8
        func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: false
            }
        }
        guard name.contains(where: isPlain) else {
            return name.prefix(24).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let kept = name.map { isPlain($0) || $0 == UInt8(ascii: "-") ? $0 : UInt8(ascii: "_") }
        return String(decoding: kept, as: UTF8.self)
    }

    /// Opens a folder.
    ///
    /// - Parameter work: a folder for noted digests; the data set gets one of its own in it.
    /// - Returns: what a catalogue would say of the folder, and its images. The images' `remarks` tell what
    ///   was left out.
    /// - Throws: `Failure` for a folder that holds no two classes, or whose parts hold different ones.
    public static func open(path: String, work: String) throws -> (entry: DatasetEntry, raw: any RawDataset) {
        let home = standardised(path)
        guard Path.isFolder(home) else {
            throw Failure(
                "there is no such folder", at: path,
                advice: "DATASET= (--dataset) is the id of a known data set, or a folder of images of your own.")
        }
        let listing = try list(home)
        guard listing.classes.count > 1 else {
            throw Failure(
                listing.classes.first.map { "holds images of one class only, \($0)" } ?? "holds no images in folders",
                at: home,
                advice: "Name the folder that holds train/ and test/, or a folder a class, two classes at least.")
        }
        let rule: SplitRule = if case .official = listing.parts { .official } else { .random(split) }
        guard let (train, test) = listing.divided(by: rule), !train.isEmpty, !test.isEmpty else {
            throw Failure(
                "every class has one image only, so that none is left for testing", at: home,
                advice: "Add images: two a class at least, and some dozens for a result that means something.")
        }
        let entry = entry(home, classes: listing.classes.count, train: train.count, test: test.count, rule)
        let id = try id(of: home)
        let site = try RawSite(id: id, entry: entry, home: home, work: Path.join(work, id))
        return (entry, try ListedDataset(site, listing))
    }

    private static func entry(
        _ home: String, classes: Int, train: Int, test: Int, _ split: SplitRule
    ) -> DatasetEntry {
        DatasetEntry(
            title: Path.name(of: home), domain: "own images", page: "own images", licence: "the owner's", note: nil,
            layout: .classFolders, variant: nil, folder: nil, classes: classes, train: train, test: test, images: nil,
            size: nil, split: split, obtain: "Put the images into \(home)", login: nil, files: nil)
    }

    /// The absolute path without links and dots: the system's own where there is such a folder.
    private static func standardised(_ path: String) -> String {
        if let found = realpath(path, nil) {
            defer { free(found) }
            return String(cString: found)
        }
        return URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    private static func list(_ home: String) throws -> Listing {
        let folders = try FolderContent(home).folders
        func first(_ names: [String]) -> String? {
            names.lazy.compactMap { name in folders.first { $0.lowercased() == name } }.first
        }
        guard let train = first(trainNames), case let trainPath = Path.join(home, train) else {
            return try classFolders(home)
        }
        let test = first(testNames)
        let hasClasses = try !FolderContent(trainPath).folders.isEmpty
        switch (test, hasClasses) {
        case (let test?, true): return try parts(home, train: train, test: test, beside: folders)
        case (nil, true):
            throw Failure(
                "holds \(train)/ but no test/ (or val/, valid/, validation/) beside it", at: home,
                advice: "Add one with the same classes, or name \(trainPath) itself to have its images divided.")
        case (let test?, false):
            throw Failure(
                "holds no folder a class, though \(test)/ lies beside it", at: trainPath,
                advice: "Put the images of each class into a folder of their own, in both.")
        // A class of trains, say.
        case (nil, false): return try classFolders(home)
        }
    }

    private static func classFolders(_ home: String) throws -> Listing {
        let tree = try ClassTree(home)
        let classes = tree.classes.filter { !$0.images.isEmpty }
        var remarks = OwnRemarks(home)
        remarks.add(empty: tree.classes.filter(\.images.isEmpty).map(\.name))
        for one in classes where one.images.count == 1 {
            remarks.lines.append(
                """
                the class \(one.name) has one image, which is for training: \
                no test image tells how well it is recognised
                """)
        }
        remarks.add([tree])
        let images = tree.images(labels: classes.map(\.name))
        return Listing(classes: classes.map(\.name), parts: .whole(images), remarks: remarks.lines)
    }

    private static func parts(
        _ home: String, train: String, test: String, beside folders: [String]
    ) throws -> Listing {
        let trees = (train: try ClassTree(Path.join(home, train)), test: try ClassTree(Path.join(home, test)))
        let parts = try ClassParts(train: trees.train, test: trees.test)
        var remarks = OwnRemarks(home)
        remarks.add(empty: parts.empty)
        for one in trees.train.classes where one.images.count == 1 {
            remarks.lines.append("the class \(one.name) has one training image")
        }
        remarks.add([trees.train, trees.test])
        let others = folders.filter { $0 != train && $0 != test }
        if !others.isEmpty {
            remarks.lines.append("beside \(train) and \(test), left out: \(Datasets.list(others, limit: 5))")
        }
        return Listing(
            classes: parts.classes, parts: .official(train: parts.train, test: parts.test), remarks: remarks.lines)
    }
}
