import Imaging
import Numerics
import Storage

/// Writes one part of a prepared file.
struct PreparedPartWriter {
    let file: HDF5Writer
    let raw: any RawDataset
    let part: DatasetPart

    /// Images are decoded together, on all threads, until what is kept of them takes this many bytes.
    private static let groupBytes = 64 << 20
    private static let groupImages = 256

    /// What has been written so far, besides the images.
    private struct Written {
        var labels: [Int32] = []
        var names: [String] = []
        var counts = PixelCounts()
        var pixelDigests: [UInt8] = []
        let digest: Digest

        mutating func add(_ decoded: DecodedSample) {
            labels.append(Int32(decoded.sample.label))
            names.append(decoded.sample.name)
            counts.add(decoded.counts)
            pixelDigests += decoded.digest.bytes
        }
    }

    /// - Parameters:
    ///   - form: how the images are stored.
    ///   - content: gets what was written.
    func write(
        _ form: PreparedForm, content: inout PreparedContent, progress: (_ images: Int) -> Void
    ) throws {
        var written = Written(digest: try Digest())
        switch form {
        case .images(let height, let width): try writeImages((height, width), &written, progress)
        case .files(let bytes): try writeFiles(bytes: bytes[part] ?? 0, &written, progress)
        }
        let (labels, names) = (written.labels, written.names)
        guard labels.count == raw.count(of: part) else {
            throw Failure("\(part): \(labels.count) images were read, \(raw.count(of: part)) were announced")
        }
        try file.write("\(part)/labels", labels)
        try file.write("\(part)/names", strings: names)
        try file.write("\(part)/counts", written.counts.counts, shape: [3, 256])
        try file.write("\(part)/digests", written.pixelDigests, shape: [names.count, PixelDigest.byteCount])
        try content.add(part, names: names, labels: labels, form: form.text, images: written.digest.finish())
    }

    private func writeImages(
        _ size: (height: Int, width: Int), _ written: inout Written, _ progress: (Int) -> Void
    ) throws {
        let shape = [raw.count(of: part), size.height, size.width, 3]
        try file.writeRows("\(part)/images", of: UInt8.self, shape: shape) { append in
            try decodedGroups(keeping: .pixels, bytes: size.height * size.width * 3) { group in
                for decoded in group {
                    guard let image = decoded.image, image.height == size.height, image.width == size.width else {
                        throw Failure(
                            "is \(decoded.width) x \(decoded.height) pixels, unlike the others",
                            at: decoded.sample.origin)
                    }
                    written.digest.update(values: image.pixels)
                    try image.pixels.withUnsafeBufferPointer(append)
                    written.add(decoded)
                }
                progress(group.count)
            }
        }
    }

    private func writeFiles(bytes: Int, _ written: inout Written, _ progress: (Int) -> Void) throws {
        var offsets: [Int64] = [0]
        try file.writeRows("\(part)/bytes", of: UInt8.self, shape: [bytes]) { append in
            try decodedGroups(keeping: .file, bytes: 1 << 20) { group in
                for decoded in group {
                    guard let encoded = decoded.file else {
                        throw Failure("has no file format of its own", at: decoded.sample.origin)
                    }
                    written.digest.update(values: encoded)
                    try encoded.withUnsafeBufferPointer(append)
                    offsets.append((offsets.last ?? 0) + Int64(encoded.count))
                    written.add(decoded)
                }
                progress(group.count)
            }
        }
        written.digest.update(values: offsets)
        try file.write("\(part)/offsets", offsets)
    }

    /// Of several broken images the first is reported.
    private func decodedGroups(
        keeping: DecodedSample.Keeping, bytes: Int, _ body: ([DecodedSample]) throws -> Void
    ) throws {
        let limit = max(1, min(Self.groupImages, Self.groupBytes / bytes))
        try raw.groups(of: part, limit: limit) { samples in
            try body(DecodedSample.decode(samples, keeping: keeping).map { try $0.get() })
        }
    }
}
