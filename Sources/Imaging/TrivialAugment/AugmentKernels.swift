import CKernels

/// One row of the table of augmentation kernels.
package struct AugmentKernels: @unchecked Sendable {  // A pointer to a constant of the C module.
    private let table: UnsafePointer<wb_augment_kernels>

    /// The naive twin.
    package static let scalar = AugmentKernels(table: wb_augment_scalar())
    /// Nil where the processor has no AVX2.
    package static let avx2 = wb_augment_avx2().map(AugmentKernels.init(table:))
    package static let best = avx2 ?? scalar

    /// The mean of the grey levels, rounded as ImageEnhance.Contrast does it.
    func meanGrey(_ pixels: UnsafePointer<UInt8>, count: Int) -> Int {
        Int(Double(table.pointee.grey_sum(pixels, count)) / Double(count) + 0.5)
    }

    func color(
        factor: Float, _ pixels: UnsafePointer<UInt8>, count: Int, into result: UnsafeMutablePointer<UInt8>
    ) {
        table.pointee.color(factor, pixels, count, result)
    }

    func sharpness(
        factor: Float, _ pixels: UnsafePointer<UInt8>, height: Int, width: Int,
        into result: UnsafeMutablePointer<UInt8>
    ) {
        table.pointee.sharpness(factor, pixels, height, width, result)
    }
}
