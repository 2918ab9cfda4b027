import Storage

/// What the catalogue says of a data set.
public struct DatasetEntry: Decodable, Sendable {
    public let title: String
    public let domain: String
    /// The official page.
    public let page: String
    public let licence: String
    public let note: String?
    public let layout: DatasetLayout
    /// The class names; a label is an index into them.
    public let classes: [String]
    /// Images for training.
    public let train: Int
    /// Images for testing.
    public let test: Int
    public let split: SplitRule
    /// A sentence that tells how to get the files.
    public let obtain: String
    public let files: [DatasetFile]?

    /// The file that is fetched and holds all the others; nil where there is none.
    var archive: DatasetFile? { files?.first { $0.address != nil } }

    /// The files that hold the images of a part, in order.
    func files(of part: DatasetPart) -> [DatasetFile] { files?.filter { $0.part == part } ?? [] }

    func check(id: String, path: String) throws {
        func require(_ condition: Bool, _ what: String) throws {
            guard condition else { throw Failure("\(id): \(what)", at: path) }
        }
        try require(Set(classes).count == classes.count && classes.count > 1, "needs two or more different classes")
        try require(train > 0 && test > 0, "needs training and test images")
        for part in DatasetPart.allCases where !files(of: part).isEmpty {
            let images = files(of: part).map { $0.images ?? 0 }
            try require(!images.contains { $0 <= 0 }, "a file of \(part) states no number of images")
            let expected = part == .train ? train : test
            try require(images.reduce(0, +) == expected, "its files of \(part) do not hold \(expected) images")
        }
    }
}

/// A file of a data set.
public struct DatasetFile: Decodable, Sendable {
    public let name: String
    /// Where to fetch it; nil for a file inside another.
    public let address: String?
    /// Bytes.
    public let size: Int?
    public let md5: String?
    public let sha256: String?
    /// The part whose images it holds, where it holds those of one.
    public let part: DatasetPart?
    /// The number of images it holds.
    public let images: Int?
}

/// How the files of a data set are arranged; each layout has a reader.
public enum DatasetLayout: String, Decodable, Sendable {
    case cifarBinary = "cifar-binary"
    case neu
}

/// The two parts of a data set.
public enum DatasetPart: String, Decodable, CaseIterable, Sendable, CustomStringConvertible {
    case train, test

    public var description: String { rawValue }
}
