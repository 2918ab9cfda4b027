import Numerics

/// Sums in double precision that each thread takes for itself, in the memory of an operation's scratch: the
/// order of additions is then a function of the thread count alone.
struct ThreadSums {
    /// Sums a thread.
    let width: Int
    private let threads = ThreadTeam.size

    /// What they take.
    var byteCount: Int { width * threads * MemoryLayout<Double>.stride }

    /// Clears them; those of thread t begin at t x width.
    func start(in memory: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Double> {
        let sums = memory.assumingMemoryBound(to: Double.self)
        sums.update(repeating: 0, count: width * threads)
        return sums
    }

    /// Adds those of all threads to the first one's.
    func gather(_ sums: UnsafeMutablePointer<Double>) {
        for thread in 1..<max(1, threads) {
            for index in 0..<width { sums[index] += sums[thread * width + index] }
        }
    }

    /// What lies behind them.
    func end(of sums: UnsafeMutablePointer<Double>) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(sums + width * threads)
    }
}
