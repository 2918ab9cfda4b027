import Foundation
import Storage

/// The NEU surface defect database, in either distribution: NEU-DET, JPEG files such as
/// `crazing_1.jpg`, or NEU-CLS, BMP files such as `Cr_1.bmp`; in any folders below the data set's own.
///
/// The class is told from the file's name. Where both distributions lie there, NEU-DET is taken: they
/// hold the same images.
struct NEUFolder: RawDataset {
    let classes: [String]
    let material: String
    let fixedSize: (height: Int, width: Int)? = nil
    private let files: [File]
    private let train: [Int]
    private let test: [Int]

    private struct File {
        let name: String
        let path: String
        let label: Int
    }

    /// NEU-CLS's abbreviations.
    private static let abbreviations = [
        "Cr": "crazing", "In": "inclusion", "Pa": "patches", "PS": "pitted_surface", "RS": "rolled-in_scale",
        "Sc": "scratches",
    ]
    private static let extensions: Set<String> = ["jpg", "jpeg", "bmp", "png"]

    init(id: String, entry: DatasetEntry, raw: String) throws {
        guard case .random(let fraction, let seed) = entry.split else {
            throw Failure("\(entry.title) has no official split; the catalogue must state a random one")
        }
        let home = Path.join(raw, id)
        let files = try Self.find(in: home, entry)
        try Self.checkCounts(files, entry, home)
        let parts = SplitRule.divide(
            names: files.map(\.name), labels: files.map(\.label), fraction: fraction, seed: seed)
        guard parts.train.count == entry.train, parts.test.count == entry.test else {
            throw Failure(
                "\(entry.title): the split gives \(parts.train.count) and \(parts.test.count) images, "
                    + "the catalogue states \(entry.train) and \(entry.test)")
        }
        self.files = files
        (train, test) = parts
        classes = entry.classes
        material = try RawDatasets.material(files.map { ($0.name, try Digest.ofFile($0.path)) })
    }

    func count(of part: DatasetPart) -> Int { part == .train ? train.count : test.count }

    func stream(_ part: DatasetPart, _ body: (RawSample) throws -> Void) throws {
        for index in part == .train ? train : test {
            let file = files[index]
            guard let content = FileManager.default.contents(atPath: file.path) else {
                throw Failure("cannot read the file", at: file.path)
            }
            let encoded = RawSample.Content.encoded([UInt8](content))
            try body(RawSample(name: file.name, origin: file.path, label: file.label, content: encoded))
        }
    }

    private static func find(in home: String, _ entry: DatasetEntry) throws -> [File] {
        var (complete, abbreviated): ([File], [File]) = ([], [])
        for path in try RawFiles.list(home) where extensions.contains((path as NSString).pathExtension.lowercased()) {
            let name = Path.name(of: path)
            let prefix = try prefix(of: name, at: path)
            if let label = entry.classes.firstIndex(of: prefix) {
                complete.append(File(name: name, path: path, label: label))
            } else if let label = abbreviations[prefix].flatMap(entry.classes.firstIndex(of:)) {
                abbreviated.append(File(name: name, path: path, label: label))
            } else {
                throw unknownClass(at: path)
            }
        }
        let files = complete.isEmpty ? abbreviated : complete
        guard !files.isEmpty else {
            throw RawDatasets.missing(
                entry, folder: home,
                lookedFor: "NEU-DET/IMAGES/crazing_1.jpg or NEU-CLS/Cr_1.bmp and their like, in any folder below it")
        }
        var known: [String: String] = [:]
        for file in files {
            if let other = known.updateValue(file.path, forKey: file.name) {
                throw Failure("has the same name as \(other)", at: file.path, advice: "Keep one of the two.")
            }
        }
        return files
    }

    /// What stands before the last underscore, which a number follows.
    private static func prefix(of name: String, at path: String) throws -> String {
        let stem = (name as NSString).deletingPathExtension
        guard let underscore = stem.lastIndex(of: "_"),
            case let number = stem[stem.index(after: underscore)...], !number.isEmpty,
            number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw unknownClass(at: path) }
        return String(stem[..<underscore])
    }

    private static func unknownClass(at path: String) -> Failure {
        Failure(
            "is an image whose name does not tell its class", at: path,
            advice: "Names are a class and a number, such as crazing_1.jpg or Cr_1.bmp. Move other images away.")
    }

    private static func checkCounts(_ files: [File], _ entry: DatasetEntry, _ home: String) throws {
        let expected = (entry.train + entry.test) / entry.classes.count
        let counts = entry.classes.indices.map { label in files.count { $0.label == label } }
        guard counts.contains(where: { $0 != expected }) else { return }
        let list = zip(entry.classes, counts).map { "\($0) \(grouped($1))" }.joined(separator: ", ")
        throw Failure(
            "holds \(grouped(files.count)) images where \(grouped(expected * counts.count)) are expected, "
                + "\(grouped(expected)) a class: \(list)", at: home, advice: entry.obtain)
    }
}
