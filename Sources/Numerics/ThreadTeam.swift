import CKernels

/// The one team of threads: libgomp's, which oneDNN and OpenBLAS's OpenMP build use too.
///
/// Two pools would fight for the cores, because a libgomp thread spins while it waits.
public enum ThreadTeam {
    /// How many threads a parallel region has. `OMP_NUM_THREADS`, or the processors at hand, until
    /// `setSize` is called.
    public static var size: Int { Int(omp_get_max_threads()) }

    /// Sets the team's size for the calling thread and all libraries on it.
    public static func setSize(_ threads: Int) { omp_set_num_threads(Int32(max(1, threads))) }

    /// Splits 0..<count into one contiguous piece a thread and calls `body` once for each piece
    /// that is not empty. The split depends on `count`, `grain` and the team's size only.
    ///
    /// - Parameter grain: the smallest piece worth a thread of its own.
    public static func parallel(_ count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void) {
        parallel(count, grain: grain) { _, piece in body(piece) }
    }

    /// As above; `body` also gets the number of its thread, below `size`.
    public static func parallel(_ count: Int, grain: Int = 1, _ body: (_ thread: Int, Range<Int>) -> Void) {
        let threads = max(1, min(size, count / max(1, grain)))
        if count <= 0 { return }
        if threads == 1 { return body(0, 0..<count) }
        withoutActuallyEscaping(body) { body in
            var region = Region(count: count, body: body)
            withUnsafeMutablePointer(to: &region) { region in
                GOMP_parallel(
                    { context in
                        let region = context.assumingMemoryBound(to: Region.self)
                        let (thread, threads) = (Int(omp_get_thread_num()), Int(omp_get_num_threads()))
                        let count = region.pointee.count
                        let piece = (count * thread / threads)..<(count * (thread + 1) / threads)
                        if !piece.isEmpty { region.pointee.body(thread, piece) }
                    }, region, UInt32(threads), 0)
            }
        }
    }

    private struct Region {
        let count: Int
        let body: (Int, Range<Int>) -> Void
    }
}
