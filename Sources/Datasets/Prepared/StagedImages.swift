/// The stored bytes of some images, which threads may read at once.
///
/// Either they point into the part's own memory, or they were read from the file into memory of this
/// value's, which is used again for the next images.
final class StagedImages {
    private var own = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
    private var images: [UnsafeBufferPointer<UInt8>] = []

    deinit { own.deallocate() }

    /// The bytes of image number `slot` of those that were staged.
    subscript(slot: Int) -> UnsafeBufferPointer<UInt8> { images[slot] }

    func point(to images: [UnsafeBufferPointer<UInt8>]) { self.images = images }

    /// Makes room for images of these many bytes and has `fill` read each.
    func read(_ counts: [Int], _ fill: (_ slot: Int, UnsafeMutableBufferPointer<UInt8>) throws -> Void) throws {
        let needed = counts.reduce(0, +)
        if needed > own.count {
            own.deallocate()
            own = .allocate(capacity: needed)
        }
        images.removeAll(keepingCapacity: true)
        var start = 0
        for (slot, count) in counts.enumerated() {
            let piece = UnsafeMutableBufferPointer(rebasing: own[start..<(start + count)])
            try fill(slot, piece)
            images.append(UnsafeBufferPointer(piece))
            start += count
        }
    }
}
