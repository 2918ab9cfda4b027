import CKernels

/// Pillow's `Image.resize(size, Image.Resampling.BILINEAR)` on 8-bit RGB, bit for bit: a triangle
/// filter that widens when it shrinks (antialiasing), along one axis and then the other, with bytes
/// in between.
///
/// The value is a plan for one pair of sizes; it is computed once and can be shared by threads.
public struct BilinearResize: Sendable {
    /// Which axis comes first; the order changes some bytes by one.
    public enum Order: Sendable {
        /// As Pillow 13.0 does it: rows first where the height shrinks, and by more than twice as many
        /// pixels as the width; otherwise columns first.
        case pillow13
        /// As older versions did it, those of the time of the paper among them.
        case columnsFirst
    }

    public let from: (height: Int, width: Int)
    public let to: (height: Int, width: Int)
    private let isRowsFirst: Bool
    private let columns: ResizeAxis?
    private let rows: ResizeAxis?
    private let kernels: ResizeKernels

    public init(
        from: (height: Int, width: Int), to: (height: Int, width: Int), order: Order = .pillow13
    ) {
        self.init(from: from, to: to, order: order, kernels: .best)
    }

    /// - Parameter kernels: for tests, which compare the instruction sets.
    package init(
        from: (height: Int, width: Int), to: (height: Int, width: Int), order: Order, kernels: ResizeKernels
    ) {
        precondition(min(from.height, from.width, to.height, to.width) > 0, "an image without pixels")
        self.from = from
        self.to = to
        columns = from.width == to.width ? nil : ResizeAxis(from: from.width, to: to.width)
        rows = from.height == to.height ? nil : ResizeAxis(from: from.height, to: to.height)
        isRowsFirst =
            order == .pillow13 && from.height > to.height && from.height - to.height > 2 * (from.width - to.width)
        self.kernels = kernels
    }

    /// How many bytes `resize` needs for the image between the passes.
    public var scratchSize: Int {
        if columns == nil || rows == nil { return 0 }
        return isRowsFirst ? to.height * from.width * 3 : from.height * to.width * 3
    }

    /// Resizes without allocating.
    ///
    /// - Parameters:
    ///   - pixels: from.height x from.width x 3.
    ///   - result: to.height x to.width x 3; does not overlap `pixels`.
    ///   - scratch: `scratchSize` bytes.
    public func resize(
        _ pixels: UnsafePointer<UInt8>, into result: UnsafeMutablePointer<UInt8>,
        scratch: UnsafeMutablePointer<UInt8>
    ) {
        switch (columns, rows) {
        case (nil, nil):
            result.update(from: pixels, count: from.height * from.width * 3)
        case (let columns?, nil):
            kernels.horizontal(columns, pixels, rows: from.height, width: from.width, into: result)
        case (nil, let rows?):
            kernels.vertical(rows, pixels, rowBytes: from.width * 3, into: result)
        case (let columns?, let rows?) where isRowsFirst:
            kernels.vertical(rows, pixels, rowBytes: from.width * 3, into: scratch)
            kernels.horizontal(columns, scratch, rows: to.height, width: from.width, into: result)
        case (let columns?, let rows?):
            kernels.horizontal(columns, pixels, rows: from.height, width: from.width, into: scratch)
            kernels.vertical(rows, scratch, rowBytes: to.width * 3, into: result)
        }
    }

    public func callAsFunction(_ image: RGBImage) -> RGBImage {
        precondition(image.height == from.height && image.width == from.width, "an image of another size")
        let count = to.height * to.width * 3
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, scratchSize)) { scratch in
                guard let result = result.baseAddress, let scratch = scratch.baseAddress else { return }
                resize(image.pixels, into: result, scratch: scratch)
                initialized = count
            }
        }
        return RGBImage(height: to.height, width: to.width, pixels: pixels)
    }
}
