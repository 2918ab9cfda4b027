import Imaging
import Numerics
import Storage

/// What decoding an image of a raw data set shows.
struct DecodedSample {
    /// What is kept in memory beside the facts. A photograph takes a hundred megabytes, and many are decoded
    /// at once.
    enum Keeping { case pixels, file, nothing }

    let sample: RawSample
    let height: Int
    let width: Int
    let digest: PixelDigest
    let counts: PixelCounts
    /// The bytes of the file that it was decoded from; none where the layout stores pixels.
    let fileBytes: Int
    /// The pixels, where they are kept.
    let image: RGBImage?
    /// The file, where there is one and it is kept.
    let file: [UInt8]?

    /// Reads and decodes in parallel; each result stands at its sample's place.
    static func decode(_ samples: [RawSample], keeping: Keeping) -> [Result<DecodedSample, any Error>] {
        parallelMap(samples) { try DecodedSample($0, keeping: keeping) }
    }

    private init(_ sample: RawSample, keeping: Keeping) throws {
        self.sample = sample
        let image: RGBImage
        var file: [UInt8]?
        switch sample.content {
        case .pixels(let pixels): image = pixels
        case .file(let path):
            let bytes = try FileBytes.read(path)
            image = try ImageDecoder.decode(bytes, name: sample.origin)
            file = bytes
        }
        (height, width) = (image.height, image.width)
        digest = try PixelDigest(image)
        var counts = PixelCounts()
        counts.add(image)
        self.counts = counts
        fileBytes = file?.count ?? 0
        self.image = keeping == .pixels ? image : nil
        self.file = keeping == .file ? file : nil
    }
}

/// Calls `body` with every element, on the thread team.
func parallelMap<Element, Value>(
    _ elements: [Element], _ body: (Element) throws -> Value
) -> [Result<Value, any Error>] {
    [Result<Value, any Error>](unsafeUninitializedCapacity: elements.count) { results, count in
        let slots = results
        ThreadTeam.parallel(elements.count) { piece in
            for index in piece {
                slots.baseAddress.map { $0 + index }?.initialize(to: Result { try body(elements[index]) })
            }
        }
        count = elements.count
    }
}

extension RawDataset {
    /// Gathers a part into groups that are worth all threads, and calls `body` with each.
    func groups(of part: DatasetPart, limit: Int = 256, _ body: ([RawSample]) throws -> Void) throws {
        var group: [RawSample] = []
        try stream(part) { sample in
            group.append(sample)
            if group.count >= limit {
                try body(group)
                group.removeAll(keepingCapacity: true)
            }
        }
        if !group.isEmpty { try body(group) }
    }
}
