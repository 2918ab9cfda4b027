import Imaging
import Numerics
import Storage

/// Writes one part of a prepared file.
struct PreparedPartWriter {
    let file: HDF5Writer
    let raw: any RawDataset
    let part: DatasetPart

    /// Images are decoded together, on all threads, until they take this many bytes.
    private static let chunkBytes = 64 << 20
    private static let chunkImages = 256

    /// What has been written so far, besides the images.
    private struct Written {
        var labels: [Int32] = []
        var names: [String] = []
        var counts = PixelCounts()
        let digest: Digest

        mutating func add(_ chunk: [RawSample], _ images: [RGBImage]) {
            labels += chunk.map { Int32($0.label) }
            names += chunk.map(\.name)
            for image in images { counts.add(image) }
        }
    }

    /// - Parameter content: gets what was written.
    func write(
        _ survey: PreparedSurvey, content: inout PreparedContent, progress: (_ images: Int) -> Void
    ) throws {
        var written = Written(digest: try Digest())
        if let size = survey.commonSize {
            try writeImages(size, &written, progress)
        } else {
            try writeFiles(bytes: survey.encodedBytes[part] ?? 0, &written, progress)
        }
        let (labels, names) = (written.labels, written.names)
        guard labels.count == raw.count(of: part) else {
            throw Failure("\(part): \(labels.count) images were read, \(raw.count(of: part)) were announced")
        }
        try file.write("\(part)/labels", labels)
        try file.write("\(part)/names", strings: names)
        try file.write("\(part)/counts", written.counts.counts, shape: [3, 256])
        let form = PreparedContent.form(survey.commonSize)
        try content.add(part, names: names, labels: labels, form: form, images: written.digest.finish())
    }

    private func writeImages(
        _ size: (height: Int, width: Int), _ written: inout Written, _ progress: (Int) -> Void
    ) throws {
        let shape = [raw.count(of: part), size.height, size.width, 3]
        try file.writeRows("\(part)/images", of: UInt8.self, shape: shape) { append in
            try chunks(imageBytes: size.height * size.width * 3) { chunk in
                let images = try Self.decode(chunk)
                for (image, sample) in zip(images, chunk) {
                    guard image.height == size.height, image.width == size.width else {
                        throw Failure(
                            "is \(image.width) x \(image.height) pixels, unlike the others", at: sample.origin)
                    }
                    written.digest.update(values: image.pixels)
                    try image.pixels.withUnsafeBufferPointer(append)
                }
                written.add(chunk, images)
                progress(chunk.count)
            }
        }
    }

    private func writeFiles(bytes: Int, _ written: inout Written, _ progress: (Int) -> Void) throws {
        var offsets: [Int64] = [0]
        try file.writeRows("\(part)/bytes", of: UInt8.self, shape: [bytes]) { append in
            try chunks(imageBytes: 1 << 20) { chunk in
                let images = try Self.decode(chunk)
                for sample in chunk {
                    guard case .encoded(let encoded) = sample.content else {
                        throw Failure("has no file format of its own", at: sample.origin)
                    }
                    written.digest.update(values: encoded)
                    try encoded.withUnsafeBufferPointer(append)
                    offsets.append((offsets.last ?? 0) + Int64(encoded.count))
                }
                written.add(chunk, images)
                progress(chunk.count)
            }
        }
        written.digest.update(values: offsets)
        try file.write("\(part)/offsets", offsets)
    }

    /// Gathers the stream into groups that are decoded at once.
    private func chunks(imageBytes: Int, _ body: ([RawSample]) throws -> Void) throws {
        let limit = max(1, min(Self.chunkImages, Self.chunkBytes / imageBytes))
        var chunk: [RawSample] = []
        try raw.stream(part) { sample in
            chunk.append(sample)
            if chunk.count == limit {
                try body(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        if !chunk.isEmpty { try body(chunk) }
    }

    /// Decodes in parallel; of several broken images the first is reported.
    private static func decode(_ samples: [RawSample]) throws -> [RGBImage] {
        var results = [Result<RGBImage, any Error>?](repeating: nil, count: samples.count)
        results.withUnsafeMutableBufferPointer { results in
            let slots = results
            ThreadTeam.parallel(samples.count) { piece in
                for index in piece {
                    slots[index] = Result {
                        switch samples[index].content {
                        case .pixels(let image): image
                        case .encoded(let bytes): try ImageDecoder.decode(bytes, name: samples[index].origin)
                        }
                    }
                }
            }
        }
        return try results.compactMap { try $0?.get() }
    }
}
