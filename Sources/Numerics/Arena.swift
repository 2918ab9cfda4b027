import Foundation

/// One block of memory, aligned to huge pages, that plans cut their buffers from.
///
/// Several plans (a training step, its short last batch, a test batch) take turns on one arena: its
/// content does not outlive a step. Growing it moves it, so plans attach to it when they run.
public final class Arena {
    public private(set) var base: UnsafeMutableRawPointer?
    public private(set) var byteCount = 0
    /// Counts the moves, so that users know when their pointers are stale.
    public private(set) var generation = 0

    public init() {}

    deinit { free(base) }

    /// Makes room for `bytes`.
    ///
    /// - Throws: `NumericsError` when the system has no such memory.
    public func reserve(_ bytes: Int) throws {
        guard bytes > byteCount else { return }
        free(base)
        base = nil
        let page = 2 << 20
        let size = (bytes + page - 1) / page * page
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, page, size) == 0, let memory else {
            byteCount = 0
            throw NumericsError("no memory for a plan of \(size >> 20) MiB: choose a smaller BATCH or IMAGE_SIZE")
        }
        // Fewer page faults and address translations; without huge pages it only runs slower.
        madvise(memory, size, MADV_HUGEPAGE)
        base = memory
        byteCount = size
        generation += 1
    }
}
