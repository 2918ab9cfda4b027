import Storage

/// The stored bytes of a part's images: pixels of one size, or files of any length.
///
/// A part below the memory limit is read once and kept; of a larger one the images of a batch are
/// read row by row. Not for use by several threads at once, except `bytes`.
final class StoredImages {
    private let reader: HDF5Reader
    private let dataset: String
    /// Where each image begins in the bytes, and the end.
    private let offsets: [Int]
    /// The bytes of one row of the dataset: an image, or 1 where files are stored.
    private let rowBytes: Int
    private let memoryLimit: Int
    private var whole: UnsafeMutableBufferPointer<UInt8>?
    private var staged = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
    private var stagedOffsets: [Int] = []

    init(reader: HDF5Reader, dataset: String, offsets: [Int], rowBytes: Int, memoryLimit: Int) {
        self.reader = reader
        self.dataset = dataset
        self.offsets = offsets
        self.rowBytes = rowBytes
        self.memoryLimit = memoryLimit
    }

    deinit {
        whole?.deallocate()
        staged.deallocate()
    }

    private var totalBytes: Int { offsets.last ?? 0 }

    /// Makes the images at `indices` available to `bytes`, until the next call.
    func stage(_ indices: ArraySlice<Int>) throws {
        if totalBytes <= memoryLimit { return try readWhole() }
        stagedOffsets.removeAll(keepingCapacity: true)
        var needed = 0
        for index in indices {
            stagedOffsets.append(needed)
            needed += offsets[index + 1] - offsets[index]
        }
        if needed > staged.count {
            staged.deallocate()
            staged = .allocate(capacity: needed)
        }
        for (slot, index) in indices.enumerated() {
            let piece = UnsafeMutableBufferPointer(
                rebasing: staged[stagedOffsets[slot]..<(stagedOffsets[slot] + offsets[index + 1] - offsets[index])])
            try reader.readRows(dataset, (offsets[index] / rowBytes)..<(offsets[index + 1] / rowBytes), into: piece)
        }
    }

    /// The bytes of the image at `index`, which was staged as number `slot`.
    func bytes(slot: Int, index: Int) -> UnsafeBufferPointer<UInt8> {
        let count = offsets[index + 1] - offsets[index]
        let (buffer, start) = whole.map { ($0, offsets[index]) } ?? (staged, stagedOffsets[slot])
        return UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[start..<(start + count)])
    }

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
