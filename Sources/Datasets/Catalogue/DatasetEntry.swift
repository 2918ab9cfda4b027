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
    /// Which of the forms that share the layout, such as BreakHis' magnification.
    public let variant: String?
    /// The folder among the raw files, where that is not the id.
    public let folder: String?
    /// The number of classes; their names come from the files.
    public let classes: Int
    /// Images for training, as Table 3 of the paper counts them.
    public let train: Int
    /// Images for testing, likewise.
    public let test: Int
    /// The images that there really are, where that is not `train` and `test` together.
    public let images: Int?
    /// Height and width that most images have.
    public let size: [Int]?
    public let split: SplitRule
    /// A sentence that tells how to get the files.
    public let obtain: String
    /// What to do, step by step, where the files are given to registered users only.
    public let login: String?
    public let files: [DatasetFile]?

    /// How many images have to be there.
    public var expectedImages: Int { images ?? train + test }

    /// Words for the user where the parts are not as large as in Table 3 of the paper; for the sample's miniatures,
    /// of which it knows nothing, as the catalogue states.
    package func remarks(train: Int, test: Int) -> [String] {
        if (train, test) == (self.train, self.test) { return [] }
        let source = domain == "synthetic" ? "the catalogue states" : "Table 3 of the paper counts"
        return [
            """
            \(grouped(train)) training and \(grouped(test)) test images, where \(source) \
            \(grouped(self.train)) and \(grouped(self.test))
            """
        ]
    }

    /// The archive that holds the other files; nil where there is none.
    var archive: DatasetFile? { files?.first { $0.part == nil && Unpacker.isArchive($0.name) } }

    /// The files that hold the images of a part, in order.
    func files(of part: DatasetPart) -> [DatasetFile] { files?.filter { $0.part == part } ?? [] }

    func check(id: String, path: String) throws {
        func require(_ condition: Bool, _ what: String) throws {
            guard condition else { throw Failure("\(id): \(what)", at: path) }
        }
        try require(classes > 1, "needs two or more classes")
        try require(train > 0 && test > 0, "needs training and test images")
        try require(size.map { $0.count == 2 && $0.allSatisfy { $0 > 0 } } ?? true, "size is a height and a width")
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
    /// Where to fetch it; nil for a file inside another, or one that needs a login.
    public let address: String?
    /// Other places that hold the same bytes.
    public let mirrors: [String]?
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
    case cifar, flowers102, cub200, food101, dtd, neu, plantclef, galaxy10, breakhis, rsna
    case tinyImageNet = "tiny-imagenet"
    case stanfordDogs = "stanford-dogs"
    case stanfordCars = "stanford-cars"
    case classFolders = "class-folders"
}

/// The two parts of a data set.
public enum DatasetPart: String, Decodable, CaseIterable, Sendable, CustomStringConvertible {
    case train, test

    public var description: String { rawValue }
}
