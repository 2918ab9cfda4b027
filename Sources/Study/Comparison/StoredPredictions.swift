import Storage

/// predictions.h5 of a run: for each test image whether its prediction is right.
public struct StoredPredictions: Sendable {
    /// As in the raw files.
    public let names: [String]
    /// The first of equal logits counts, as in training.
    public let hits: [Bool]
    /// Of which images, whatever was predicted: runs with another digest cannot be compared image by image.
    public let imagesDigest: String

    /// - Throws: `Failure` where the file is missing, or its parts do not fit together.
    public init(path: String) throws {
        guard Path.exists(path) else {
            throw Failure("the run's predictions are missing", at: path, advice: "Run the cell's make command again.")
        }
        let file = try HDF5Reader(path: path)
        let logits: [Float] = try file.read("logits")
        let labels: [Int32] = try file.read("labels")
        names = try file.readStrings("names")
        let classes = try file.readStrings("classes").count
        guard !labels.isEmpty, names.count == labels.count, logits.count == labels.count * classes,
            labels.allSatisfy({ (0..<Int32(classes)).contains($0) })
        else { throw Failure("its logits, labels and names do not fit together", at: path) }
        hits = labels.enumerated().map { row, label in
            let own = logits[(row * classes)..<((row + 1) * classes)]
            return own.max().flatMap { own.firstIndex(of: $0) } == row * classes + Int(label)
        }
        imagesDigest = try Digest.of(zip(names, labels).map { "\($0) \($1)" }.joined(separator: "\n"))
    }
}
