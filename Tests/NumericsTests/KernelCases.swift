import CKernels
import Numerics

/// The rows of the dispatch table that are held against the scalar row.
let scalarRow = KernelSet.supported[0]
let vectorRows = Array(KernelSet.supported.dropFirst())

/// Below, at and above the widths of vectors, and above the 512 channels that a kernel sums at a time.
let channelCounts = [1, 3, 8, 15, 16, 17, 24, 122, 513]

/// Odd numbers of rows, and more than the 128 that are summed in single precision.
let rowCounts = [1, 2, 7, 131]

let activations = [wb_identity, wb_relu, wb_hardswish, wb_silu, wb_hardsigmoid]
