import Foundation
import Numerics

/// Batches of images that threads of its own make ahead of their use, in a fixed order.
///
/// Where an image goes depends on its place in the batches only, so the bits are the same for any number
/// of workers. Whoever asks for a batch that is not ready helps to finish it with the whole team.
/// `ImageLoader.stream` makes it. One caller at a time.
public final class ImageStream {
    private let loader: ImageLoader
    private let batches: [[Int]]
    private let board: StreamBoard
    /// For the members of the caller's team.
    private var makers: [ImageMaker] = []
    private var nextBatch = 0
    private var stagedBatches = 0
    /// What ended the stream early.
    private var failure: (any Error)?

    /// Batches that are in the making beside the one in use.
    private static let depth = 2

    init(_ loader: ImageLoader, _ batches: [[Int]], augmentation: Augmentation?, workers: Int) {
        self.loader = loader
        self.batches = batches
        let largest = batches.map(\.count).max() ?? 0
        board = StreamBoard(
            loader, augmentation: augmentation, slots: workers > 0 ? Self.depth : 1,
            imageBytes: loader.imageElements, images: largest)
        let (board, target) = (board, (loader.height, loader.width))
        for _ in 0..<min(workers, batches.count) {
            let thread = Thread {
                // Behind the team in the queue for a core: what it makes is needed later. On Linux this is the
                // calling thread's own.
                let own = __priority_which_t(PRIO_PROCESS.rawValue)
                setpriority(own, 0, getpriority(own, 0) + Self.niceness)
                board.work(on: ImageMaker(to: target))
            }
            thread.name = "images"
            thread.start()
        }
    }

    private static let niceness: Int32 = 5

    deinit { board.close() }

    /// Fills `result` with the next batch: its images x height x width x 3 floats.
    ///
    /// - Throws: `Failure` that names the file and the first image of the batch that cannot be read.
    public func next(into result: UnsafeMutablePointer<Float>) throws {
        precondition(nextBatch < batches.count, "there are no more batches")
        if let failure { throw failure }
        do {
            try make(into: result)
        } catch {
            failure = error
            throw error
        }
        nextBatch += 1
    }

    private func make(into result: UnsafeMutablePointer<Float>) throws {
        // The library behind the file is entered from this thread only.
        while stagedBatches < batches.count, board.hasFreeSlot {
            try board.open(batches[stagedBatches])
            stagedBatches += 1
        }
        let count = batches[nextBatch].count
        let team = max(1, min(ThreadTeam.size, count))
        while makers.count < team { makers.append(ImageMaker(to: (loader.height, loader.width))) }
        ThreadTeam.parallel(team) { [board, makers] members in
            for member in members { board.help(on: makers[member]) }
        }
        let pixels = try board.finishOldest()
        loader.normalise(pixels, images: count, into: result)
        board.freeOldest()
    }
}
