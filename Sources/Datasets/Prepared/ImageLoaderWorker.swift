import Imaging

/// What one thread of an `ImageLoader` owns: resize plans and the memory they need.
final class ImageLoaderWorker {
    private struct Size: Hashable {
        let height: Int
        let width: Int
    }

    private let target: (height: Int, width: Int)
    private var plans: [Size: BilinearResize] = [:]
    private var resized: UnsafeMutablePointer<UInt8>
    private var scratch: UnsafeMutablePointer<UInt8>
    private var scratchSize: Int
    private var failure: (any Error)?

    /// Plans are kept for this many sizes; data sets with more have few images of each.
    private static let planLimit = 64

    /// - Parameter size: the size of all images, planned for at once; nil where they differ.
    init(to target: (height: Int, width: Int), from size: (height: Int, width: Int)?) {
        self.target = target
        resized = .allocate(capacity: target.height * target.width * 3)
        scratchSize = 0
        if let size {
            let plan = BilinearResize(from: size, to: target)
            plans[Size(height: size.height, width: size.width)] = plan
            scratchSize = plan.scratchSize
        }
        scratch = .allocate(capacity: scratchSize)
    }

    deinit {
        resized.deallocate()
        scratch.deallocate()
    }

    /// Calls `body` with the pixels at the target size.
    func resize(
        _ pixels: UnsafeBufferPointer<UInt8>, _ size: (height: Int, width: Int),
        _ body: (UnsafePointer<UInt8>) -> Void
    ) {
        guard let start = pixels.baseAddress else { return }
        if size == target { return body(start) }
        let plan = plan(from: size)
        if plan.scratchSize > scratchSize {
            scratch.deallocate()
            scratchSize = plan.scratchSize
            scratch = .allocate(capacity: scratchSize)
        }
        plan.resize(start, into: resized, scratch: scratch)
        body(resized)
    }

    /// Keeps the error that `body` throws for `check`: errors cannot leave a parallel region.
    func run(_ body: () throws -> Void) {
        do { try body() } catch { failure = error }
    }

    func check() throws {
        defer { failure = nil }
        if let failure { throw failure }
    }

    private func plan(from size: (height: Int, width: Int)) -> BilinearResize {
        let key = Size(height: size.height, width: size.width)
        if let known = plans[key] { return known }
        if plans.count >= Self.planLimit { plans.removeAll(keepingCapacity: true) }
        let plan = BilinearResize(from: size, to: target)
        plans[key] = plan
        return plan
    }
}
