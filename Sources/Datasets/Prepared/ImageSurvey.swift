import Imaging
import Storage

/// A first look at all images of a raw data set: their sizes, and which cannot be read.
public struct ImageSurvey: Sendable {
    /// An image that cannot be used.
    public struct Unreadable: Sendable {
        public let part: DatasetPart
        public let name: String
        /// Where it lies, what is wrong and what to do.
        public let failure: Failure
    }

    public struct Size: Hashable, Sendable, CustomStringConvertible {
        public let height, width: Int

        public var description: String { "\(width) x \(height)" }
    }

    /// How many images have each size.
    public private(set) var sizes: [Size: Int] = [:]
    public private(set) var unreadable: [Unreadable] = []
    /// Images that can be read, by part and class.
    public private(set) var counts: [DatasetPart: [Int]] = [:]
    /// Equal images; found only where all were decoded.
    public private(set) var duplicates: Duplicates?
    /// The bytes of each part's files; none where the layout stores pixels.
    private(set) var fileBytes: [DatasetPart: Int] = [:]

    /// - Parameters:
    ///   - decoding: whether every image is decoded, which finds damage behind the header and equal images;
    ///     without it only headers are read.
    ///   - progress: gets the number of images done and the number of all.
    public init(
        of raw: any RawDataset, decoding: Bool, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        let total = DatasetPart.allCases.reduce(0) { $0 + raw.count(of: $1) }
        var done = 0
        var digests: [(Duplicates.Image, PixelDigest)] = []
        for part in DatasetPart.allCases {
            counts[part] = [Int](repeating: 0, count: raw.classes.count)
            if let size = raw.fixedSize, !decoding {
                sizes[Size(height: size.height, width: size.width), default: 0] += raw.count(of: part)
                continue
            }
            try raw.groups(of: part) { samples in
                for (sample, look) in zip(samples, Self.look(at: samples, decoding: decoding)) {
                    switch look {
                    case .success(let look):
                        sizes[look.size, default: 0] += 1
                        fileBytes[part, default: 0] += look.fileBytes
                        counts[part]?[sample.label] += 1
                        if let digest = look.digest {
                            digests.append(
                                (Duplicates.Image(part: part, name: sample.name, label: sample.label), digest))
                        }
                    case .failure(let error):
                        guard let failure = error as? Failure else { throw error }
                        unreadable.append(Unreadable(part: part, name: sample.name, failure: failure))
                    }
                }
                done += samples.count
                progress(done, total)
            }
        }
        if decoding { duplicates = Duplicates(digests) }
    }

    /// The classes, by their numbers, of which no image of a part can be read.
    public func classesWithout(_ part: DatasetPart) -> [Int] {
        let counts = counts[part] ?? []
        return counts.indices.filter { counts[$0] == 0 }
    }

    /// The size of all images; nil where they differ.
    public var commonSize: (height: Int, width: Int)? {
        sizes.count == 1 ? sizes.keys.first.map { ($0.height, $0.width) } : nil
    }

    /// What one image shows.
    private struct Look {
        let size: Size
        let fileBytes: Int
        let digest: PixelDigest?
    }

    private static func look(at samples: [RawSample], decoding: Bool) -> [Result<Look, any Error>] {
        if decoding {
            return DecodedSample.decode(samples, keeping: .nothing).map { decoded in
                decoded.map {
                    Look(
                        size: Size(height: $0.height, width: $0.width), fileBytes: $0.fileBytes, digest: $0.digest)
                }
            }
        }
        return parallelMap(samples) { sample in
            switch sample.content {
            case .pixels(let image):
                return Look(size: Size(height: image.height, width: image.width), fileBytes: 0, digest: nil)
            case .file(let path):
                let (size, fileBytes) = try ImageHeader.read(path)
                return Look(size: Size(height: size.height, width: size.width), fileBytes: fileBytes, digest: nil)
            }
        }
    }
}
