import Imaging
import Storage

/// The training or the test part of a prepared data set.
public final class PreparedPart {
    public let part: DatasetPart
    /// One label an image, an index into the classes.
    public let labels: [Int32]
    /// One name an image, as in the raw files.
    public let names: [String]
    /// The size of all images; nil where they differ, in which case the files themselves are stored.
    public let imageSize: (height: Int, width: Int)?
    let storage: StoredImages
    let digests: [PixelDigest]
    private let counts: PixelCounts

    /// The number of images.
    public var count: Int { labels.count }

    init(_ part: DatasetPart, reader: HDF5Reader, classes: Int, memoryLimit: Int) throws {
        self.part = part
        labels = try reader.read("\(part)/labels")
        names = try reader.readStrings("\(part)/names")
        func require(_ condition: Bool, _ what: String) throws {
            guard condition else {
                throw Failure("/\(part): \(what)", at: reader.path, advice: "Remove the file and prepare it again.")
            }
        }
        try require(names.count == labels.count, "\(names.count) names for \(labels.count) labels")
        try require(
            labels.allSatisfy { (0..<Int32(classes)).contains($0) }, "a label is not below \(classes), the classes")
        guard let counts = PixelCounts(counts: try reader.read("\(part)/counts")) else {
            throw Failure("/\(part): the counts of pixels are wrong", at: reader.path)
        }
        self.counts = counts
        try require(reader.contains("\(part)/digests"), "was prepared by an older version")
        digests = PixelDigest.list(try reader.read("\(part)/digests", as: UInt8.self))
        try require(digests.count == labels.count, "\(digests.count) digests for \(labels.count) labels")
        if reader.contains("\(part)/images") {
            let shape = try reader.shape(of: "\(part)/images")
            try require(
                shape.count == 4 && shape[0] == labels.count && shape[3] == 3 && shape.allSatisfy { $0 > 0 },
                "images of the shape \(shape) for \(labels.count) labels")
            imageSize = (shape[1], shape[2])
            let imageBytes = shape[1] * shape[2] * 3
            storage = StoredImages(
                reader: reader, dataset: "\(part)/images", offsets: (0...shape[0]).map { $0 * imageBytes },
                rowBytes: imageBytes, memoryLimit: memoryLimit)
        } else {
            let offsets = try reader.read("\(part)/offsets", as: Int64.self)
            let bytes = try reader.shape(of: "\(part)/bytes")
            try require(
                offsets.count == labels.count + 1 && offsets.first == 0 && bytes == [Int(offsets.last ?? -1)]
                    && zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 },
                "offsets do not fit the labels and bytes")
            imageSize = nil
            storage = StoredImages(
                reader: reader, dataset: "\(part)/bytes", offsets: offsets.map(Int.init), rowBytes: 1,
                memoryLimit: memoryLimit)
        }
    }

    /// The image at `index`, at its own size.
    public func image(at index: Int) throws -> RGBImage {
        let staged = try storage.stage([index])
        let bytes = staged[0]
        if let size = imageSize {
            return RGBImage(height: size.height, width: size.width, pixels: [UInt8](bytes))
        }
        return try ImageDecoder.decode(UnsafeRawBufferPointer(bytes), name: storage.name(of: names[index]))
    }

    /// Mean and standard deviation of each channel over all pixels of the part, on the scale of 0
    /// to 1, at the images' own sizes. They come from counts in the file; no image is read.
    public func channelStatistics() throws -> (mean: [Double], std: [Double]) { counts.statistics }

    func add(to content: inout PreparedContent) throws {
        try content.add(
            part, names: names, labels: labels, form: PreparedForm.text(size: imageSize), images: storage.digest())
    }
}
