import Storage

/// A prepared data set (Data/prepared/<profile>/<id>.h5), as `fetch-prep` wrote it.
public final class PreparedDataset {
    public let path: String
    /// The data set's id.
    public let id: String
    public let title: String
    /// How the images were divided, in words.
    public let split: String
    /// A label is an index into them.
    public let classes: [String]
    /// The SHA-256 of what the file holds: class names, names, labels and images, as recorded when it
    /// was written. The same data set prepared by another version or elsewhere has the same.
    public let digest: String
    public let train: PreparedPart
    public let test: PreparedPart

    /// - Parameter memoryLimit: a part whose images take at most this many bytes is read once and kept;
    ///   of a larger one the images of each batch are read from the file.
    /// - Throws: `Failure` for a missing file, or one whose parts do not fit together.
    public init(path: String, memoryLimit: Int = 512 << 20) throws {
        guard Path.exists(path) else {
            throw Failure("there is no such prepared data set", at: path, advice: "fetch-prep prepare makes it.")
        }
        self.path = path
        let reader = try HDF5Reader(path: path)
        func attribute(_ name: String) throws -> String {
            guard let value = try reader.attribute(name) else {
                throw Failure("lacks the attribute \(name)", at: path, advice: "Remove the file and prepare it again.")
            }
            return value
        }
        id = try attribute("dataset")
        title = try attribute("title")
        split = try attribute("split")
        digest = try attribute("content")
        classes = try reader.readStrings("classes")
        train = try PreparedPart(.train, reader: reader, classes: classes.count, memoryLimit: memoryLimit)
        test = try PreparedPart(.test, reader: reader, classes: classes.count, memoryLimit: memoryLimit)
    }

    public subscript(part: DatasetPart) -> PreparedPart { part == .train ? train : test }

    /// Images that are equal pixel by pixel.
    public var duplicates: Duplicates {
        Duplicates(
            [train, test].flatMap { part in
                part.names.indices.map { index in
                    (
                        Duplicates.Image(part: part.part, name: part.names[index], label: Int(part.labels[index])),
                        part.digests[index]
                    )
                }
            })
    }

    /// Compares the content with `digest`, reading all images. Worth a second before hours of training.
    ///
    /// - Throws: `Failure` where the file has been damaged or changed.
    public func verify() throws {
        var content = try PreparedContent(classes: classes)
        for part in [train, test] { try part.add(to: &content) }
        guard try content.digest() == digest else {
            throw Failure(
                "does not hold what was written to it", at: path, advice: "Remove the file and prepare it again.")
        }
    }
}
