import CKernels
import Foundation

/// OpenBLAS's single-precision matrix product, loaded late.
///
/// OpenBLAS picks its kernels while it is loaded. Debian's 0.3.21 takes processors that it does not
/// know for Haswell and leaves half of an AVX-512 machine's speed unused, unless
/// `OPENBLAS_CORETYPE` says otherwise at that moment. So the variable is set from what the
/// processor supports, and the library is opened afterwards. A value that the user set is kept.
public final class BLAS: @unchecked Sendable {
    private typealias SGEMM =
        @convention(c) (
            Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32,
            Float, UnsafeMutablePointer<Float>, Int32
        ) -> Void
    private typealias Text = @convention(c) () -> UnsafePointer<CChar>

    private let sgemm: SGEMM
    private let library: UnsafeMutableRawPointer
    /// The kernels that OpenBLAS chose, as `openblas_get_corename` names them, such as `SkylakeX`.
    public let coreName: String
    /// The library's build description, with its version.
    public let configuration: String

    /// The library, opened at first use.
    ///
    /// - Throws: `NumericsError` where no OpenBLAS is installed.
    public static func shared() throws -> BLAS { try opened.get() }

    private static let opened = Result { try BLAS() }

    // The OpenMP build shares libgomp's threads with oneDNN and with this project's kernels; another
    // build works too, with threads of its own.
    private static let candidates = [
        "/usr/lib/x86_64-linux-gnu/openblas-openmp/libopenblas.so.0",
        "/usr/lib/aarch64-linux-gnu/openblas-openmp/libopenblas.so.0",
        "libopenblas.so.0",
        "libopenblas.so",
    ]

    private init() throws {
        if wb_supports_avx512() != 0 { setenv("OPENBLAS_CORETYPE", "SkylakeX", 0) }
        guard let library = Self.candidates.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            throw NumericsError("OpenBLAS is not installed; `make deps` installs it")
        }
        guard let sgemm = dlsym(library, "cblas_sgemm"), let name = dlsym(library, "openblas_get_corename"),
            let configuration = dlsym(library, "openblas_get_config")
        else { throw NumericsError("the library found as OpenBLAS lacks cblas_sgemm or openblas_get_corename") }
        // The build with threads of its own would fight the team for the cores: it gets one.
        if let kind = dlsym(library, "openblas_get_parallel"), let limit = dlsym(library, "openblas_set_num_threads"),
            unsafeBitCast(kind, to: (@convention(c) () -> Int32).self)() == 1
        {
            unsafeBitCast(limit, to: (@convention(c) (Int32) -> Void).self)(1)
        }
        self.library = library
        self.sgemm = unsafeBitCast(sgemm, to: SGEMM.self)
        coreName = String(cString: unsafeBitCast(name, to: Text.self)())
        self.configuration = String(cString: unsafeBitCast(configuration, to: Text.self)())
    }

    /// A further function of the library.
    ///
    /// - Throws: `NumericsError` where this build of it lacks the function.
    func function(_ name: String) throws -> UnsafeMutableRawPointer {
        guard let function = dlsym(library, name) else {
            throw NumericsError("this OpenBLAS was built without \(name)")
        }
        return function
    }

    /// c = a * b + beta * c, all row-major; a is m x k and b is k x n, after the transpositions.
    public func multiply(
        _ a: UnsafePointer<Float>, transposeA: Bool = false, _ b: UnsafePointer<Float>, transposeB: Bool = false,
        into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, beta: Float = 0
    ) {
        let (rowMajor, plain, transposed): (Int32, Int32, Int32) = (101, 111, 112)
        sgemm(
            rowMajor, transposeA ? transposed : plain, transposeB ? transposed : plain, Int32(m), Int32(n), Int32(k),
            1, a, Int32(transposeA ? m : k), b, Int32(transposeB ? k : n), beta, c, Int32(n))
    }
}
