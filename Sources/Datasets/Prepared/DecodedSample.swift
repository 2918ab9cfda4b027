import Imaging
import Numerics
import Storage

/// An image of a raw data set, decoded.
struct DecodedSample {
    let sample: RawSample
    let image: RGBImage
    /// The file that it was decoded from; nil where the layout stores pixels.
    let file: [UInt8]?
    let digest: PixelDigest

    /// Reads and decodes in parallel; each result stands at its sample's place.
    static func decode(_ samples: [RawSample]) -> [Result<DecodedSample, any Error>] {
        parallelMap(samples) { sample in
            try DecodedSample(sample)
        }
    }

    private init(_ sample: RawSample) throws {
        self.sample = sample
        switch sample.content {
        case .pixels(let image): (self.image, file) = (image, nil)
        case .file(let path):
            let bytes = try FileBytes.read(path)
            (image, file) = (try ImageDecoder.decode(bytes, name: sample.origin), bytes)
        }
        digest = try PixelDigest(image)
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
