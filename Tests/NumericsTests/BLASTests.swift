import CKernels
import Foundation
import Numerics
import TestSupport
import Testing

@Suite struct BLASTests {
    @Test(arguments: [(1, 1, 1), (3, 5, 7), (17, 13, 29), (64, 33, 8), (1, 130, 61)])
    func product(m: Int, n: Int, k: Int) throws {
        let blas = try BLAS.shared()
        let (a, b) = (Hashed.uniform("a", m * k), Hashed.uniform("b", k * n))
        let c = Hashed.uniform("c", m * n)
        for transposeA in [false, true] {
            for transposeB in [false, true] {
                for beta in [Float(0), 1, 0.5] {
                    let expected = (0..<(m * n)).map { index in
                        let (row, column) = (index / n, index % n)
                        var sum = Double(beta * c[index])
                        for inner in 0..<k {
                            let left = a[transposeA ? inner * m + row : row * k + inner]
                            let right = b[transposeB ? column * k + inner : inner * n + column]
                            sum += Double(left) * Double(right)
                        }
                        return Float(sum)
                    }
                    // With beta 0 what was there does not count, not even a NaN.
                    let result = Guarded(beta == 0 ? [Float](repeating: .nan, count: m * n) : c)
                    blas.multiply(
                        a, transposeA: transposeA, b, transposeB: transposeB, into: result.start, m: m, n: n, k: k,
                        beta: beta)
                    #expect(Deviation.largest(result.values, expected) < 1e-6)
                    #expect(result.isIntact)
                }
            }
        }
    }

    /// Debian's OpenBLAS takes processors that it does not know for Haswell and leaves half of their
    /// speed unused.
    @Test(
        .enabled(
            if: wb_supports_avx512() != 0 && ["", "SkylakeX"].contains(requestedCore),
            "needs a processor with AVX-512 and no OPENBLAS_CORETYPE of the user's"))
    func runsItsAVX512Kernels() throws {
        #expect(try BLAS.shared().coreName == "SkylakeX")
    }

    /// The variable as it was when the tests started: the library sets it when it is loaded.
    private static let requestedCore = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] ?? ""
}
