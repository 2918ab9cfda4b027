import CKernels
import Foundation

/// One row of the dispatch table: the element loops for an instruction set.
public struct KernelSet: @unchecked Sendable {
    // The table is a constant of the C module and never changes.
    private let table: UnsafePointer<wb_kernels>

    /// `scalar`, `avx2` or `avx512`.
    public var name: String { String(cString: table.pointee.name) }

    /// The C functions.
    @inline(__always)
    public var call: wb_kernels { table.pointee }

    /// The rows that this processor can run, slowest first.
    public static let supported: [KernelSet] = {
        var rows = [KernelSet(table: wb_kernels_scalar())]
        if wb_supports_avx2() != 0, let table = wb_kernels_avx2() { rows.append(KernelSet(table: table)) }
        if wb_supports_avx512() != 0, let table = wb_kernels_avx512() { rows.append(KernelSet(table: table)) }
        return rows
    }()

    /// The row in use: the fastest supported, or the one that `WHICH_BACKBONE_KERNELS` names.
    public static let current: KernelSet = {
        let wanted = ProcessInfo.processInfo.environment["WHICH_BACKBONE_KERNELS"]
        return supported.last { $0.name == wanted } ?? supported[supported.count - 1]
    }()
}
