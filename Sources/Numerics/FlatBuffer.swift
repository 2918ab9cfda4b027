import Foundation

/// Floats in one block, aligned to 64 bytes, zero at first.
public final class FlatBuffer {
    public let count: Int
    public let base: UnsafeMutablePointer<Float>

    /// - Throws: `NumericsError` when there is no such memory.
    public init(count: Int) throws {
        var memory: UnsafeMutableRawPointer?
        let bytes = max(1, count) * MemoryLayout<Float>.stride
        guard posix_memalign(&memory, 64, bytes) == 0, let memory else {
            throw NumericsError("no memory for \(bytes >> 20) MiB of parameters")
        }
        self.count = count
        base = memory.initializeMemory(as: Float.self, repeating: 0, count: max(1, count))
    }

    deinit { free(base) }

    public var values: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }
}
