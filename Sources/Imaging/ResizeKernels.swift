import CKernels

/// One row of the table of resize kernels.
package struct ResizeKernels: @unchecked Sendable {  // A pointer to a constant of the C module.
    private let table: UnsafePointer<wb_resize_kernels>

    /// The naive twin.
    package static let scalar = ResizeKernels(table: wb_resize_scalar())
    /// Nil where the processor has no AVX2.
    package static let avx2 = wb_resize_avx2().map(ResizeKernels.init(table:))
    package static let best = avx2 ?? scalar

    func horizontal(
        _ axis: ResizeAxis, _ input: UnsafePointer<UInt8>, rows: Int, width: Int,
        into output: UnsafeMutablePointer<UInt8>
    ) {
        axis.withPlan { table.pointee.horizontal($0, input, rows, width, output) }
    }

    func vertical(
        _ axis: ResizeAxis, _ input: UnsafePointer<UInt8>, rowBytes: Int, into output: UnsafeMutablePointer<UInt8>
    ) {
        axis.withPlan { table.pointee.vertical($0, input, rowBytes, output) }
    }
}

extension ResizeAxis {
    fileprivate func withPlan(_ body: (UnsafePointer<wb_resize_axis>) -> Void) {
        first.withUnsafeBufferPointer { first in
            count.withUnsafeBufferPointer { count in
                weight.withUnsafeBufferPointer { weight in
                    var plan = wb_resize_axis(
                        size: size, taps: taps, first: first.baseAddress, count: count.baseAddress,
                        weight: weight.baseAddress)
                    body(&plan)
                }
            }
        }
    }
}
