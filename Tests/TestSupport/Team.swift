import Numerics

/// Runs `body` with a thread team of `size`, and sets it back.
///
/// The size belongs to the calling thread, so `body` must not suspend.
public func withThreads<Result>(_ size: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = ThreadTeam.size
    ThreadTeam.setSize(size)
    defer { ThreadTeam.setSize(before) }
    return try body()
}

/// Tests name the row of the dispatch table that they ran with.
extension KernelSet: CustomStringConvertible {
    public var description: String { name }
}
