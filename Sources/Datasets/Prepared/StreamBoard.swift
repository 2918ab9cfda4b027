import Foundation

/// Where the threads of an `ImageStream` meet: batches in the making, and who makes which image.
///
/// All of it is guarded by one lock, which is held only to hand out images. A slot's memory is written by
/// whoever was given the image, each at another place, and read when all are done: hence unchecked.
final class StreamBoard: @unchecked Sendable {
    private struct Slot {
        let pixels: UnsafeMutablePointer<UInt8>
        let staged = StagedImages()
        var indices: [Int] = []
        var claimed = 0
        var done = 0
        var failure: (place: Int, error: any Error)?
    }

    private struct Claim {
        let slot: Int
        let place: Int
        let index: Int
        let bytes: UnsafeBufferPointer<UInt8>
        let result: UnsafeMutablePointer<UInt8>
    }

    private let loader: ImageLoader
    private let augmentation: Augmentation?
    private let imageBytes: Int
    private let condition = NSCondition()
    private var slots: [Slot]
    /// Slots in use, the oldest first.
    private var queue: [Int] = []
    private var isClosed = false

    init(_ loader: ImageLoader, augmentation: Augmentation?, slots: Int, imageBytes: Int, images: Int) {
        self.loader = loader
        self.augmentation = augmentation
        self.imageBytes = imageBytes
        self.slots = (0..<slots).map { _ in Slot(pixels: .allocate(capacity: max(1, images * imageBytes))) }
    }

    deinit { for slot in slots { slot.pixels.deallocate() } }

    var hasFreeSlot: Bool { condition.withLock { queue.count < slots.count } }

    /// Reads a batch's stored bytes and hands its images out.
    func open(_ indices: [Int]) throws {
        let found = condition.withLock {
            slots.indices.first { !queue.contains($0) }.map { ($0, slots[$0].staged) }
        }
        guard let (free, staged) = found else { preconditionFailure("asked for a slot where none is free") }
        // Nobody else knows the slot yet.
        _ = try loader.part.storage.stage(indices, into: staged)
        condition.withLock {
            slots[free].indices = indices
            (slots[free].claimed, slots[free].done, slots[free].failure) = (0, 0, nil)
            queue.append(free)
            condition.broadcast()
        }
    }

    /// Makes images until the board is closed.
    func work(on maker: ImageMaker) {
        while let claim = waitForClaim() { make(claim, on: maker) }
    }

    /// Makes images of the oldest batch while there are any.
    func help(on maker: ImageMaker) {
        while let claim = condition.withLock({ queue.first.flatMap(claim(in:)) }) { make(claim, on: maker) }
    }

    /// Waits for the oldest batch.
    func finishOldest() throws -> UnsafePointer<UInt8> {
        condition.lock()
        defer { condition.unlock() }
        guard let oldest = queue.first else { preconditionFailure("no batch has been opened") }
        while slots[oldest].done < slots[oldest].indices.count { condition.wait() }
        if let failure = slots[oldest].failure { throw failure.error }
        return UnsafePointer(slots[oldest].pixels)
    }

    func freeOldest() { condition.withLock { _ = queue.removeFirst() } }

    /// Lets the workers end after the image that they are at.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    private func waitForClaim() -> Claim? {
        condition.lock()
        defer { condition.unlock() }
        while !isClosed {
            for slot in queue {
                if let claim = claim(in: slot) { return claim }
            }
            condition.wait()
        }
        return nil
    }

    /// With the lock held.
    private func claim(in slot: Int) -> Claim? {
        let place = slots[slot].claimed
        guard place < slots[slot].indices.count else { return nil }
        slots[slot].claimed += 1
        return Claim(
            slot: slot, place: place, index: slots[slot].indices[place], bytes: slots[slot].staged[place],
            result: slots[slot].pixels + place * imageBytes)
    }

    private func make(_ claim: Claim, on maker: ImageMaker) {
        let result = Result {
            try loader.make(
                claim.index, claim.bytes, augmentation: augmentation, on: maker, into: claim.result)
        }
        condition.withLock {
            if case .failure(let error) = result, claim.place < slots[claim.slot].failure?.place ?? .max {
                slots[claim.slot].failure = (claim.place, error)
            }
            slots[claim.slot].done += 1
            condition.broadcast()
        }
    }
}
