import Storage

/// The stored bytes of a part's images: pixels of one size, or files of any length.
///
/// A part below the memory limit is read once and kept; of a larger one the images of a batch are
/// read row by row. For one thread at a time; what was staged may be read by several.
final class StoredImages {
    private let reader: HDF5Reader
    private let dataset: String
    /// Where each image begins in the bytes, and the end.
    private let offsets: [Int]
    /// The bytes of one row of the dataset: an image, or 1 where files are stored.
    private let rowBytes: Int
    private let memoryLimit: Int
    private var whole: UnsafeMutableBufferPointer<UInt8>?

    init(reader: HDF5Reader, dataset: String, offsets: [Int], rowBytes: Int, memoryLimit: Int) {
        self.reader = reader
        self.dataset = dataset
        self.offsets = offsets
        self.rowBytes = rowBytes
        self.memoryLimit = memoryLimit
    }

    deinit {
        whole?.deallocate()
    }

    private var totalBytes: Int { offsets.last ?? 0 }

    /// The images at `indices`, in memory.
    ///
    /// - Parameter staged: memory to use again; what it held is gone then.
    func stage(_ indices: [Int], into staged: StagedImages = StagedImages()) throws -> StagedImages {
        if totalBytes <= memoryLimit {
            try readWhole()
            guard let whole else { return staged }
            staged.point(
                to: indices.map { UnsafeBufferPointer(rebasing: UnsafeBufferPointer(whole)[range($0)]) })
        } else {
            try staged.read(indices.map { range($0).count }) { slot, piece in
                let range = range(indices[slot])
                try reader.readRows(
                    dataset, (range.lowerBound / rowBytes)..<(range.upperBound / rowBytes), into: piece)
            }
        }
        return staged
    }

    private func range(_ index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

    /// An image's name for errors.
    func name(of image: String) -> String { "\(reader.path): \(dataset): \(image)" }

    /// The digest of all bytes, and of where each file begins.
    func digest() throws -> String {
        let digest = try Digest()
        try update(digest)
        if rowBytes == 1 { digest.update(values: offsets.map(Int64.init)) }
        return digest.finish()
    }

    private func update(_ digest: Digest) throws {
        if totalBytes <= memoryLimit { try readWhole() }
        if let whole { return digest.update(UnsafeRawBufferPointer(whole)) }
        let rows = totalBytes / rowBytes
        let step = max(1, (8 << 20) / rowBytes)
        let piece = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: min(rows, step) * rowBytes)
        defer { piece.deallocate() }
        for start in stride(from: 0, to: rows, by: step) {
            let range = start..<min(rows, start + step)
            let bytes = UnsafeMutableBufferPointer(rebasing: piece[..<(range.count * rowBytes)])
            try reader.readRows(dataset, range, into: bytes)
            digest.update(UnsafeRawBufferPointer(bytes))
        }
    }

    private func readWhole() throws {
        if whole != nil { return }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: totalBytes)
        do {
            try reader.read(dataset, into: buffer)
        } catch {
            buffer.deallocate()
            throw error
        }
        whole = buffer
    }
}
