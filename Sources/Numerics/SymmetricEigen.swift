/// Matrices in double precision, for statistics: LAPACK and BLAS in the same OpenBLAS.
extension BLAS {
    private typealias DSYRK =
        @convention(c) (
            Int32, Int32, Int32, Int32, Int32, Double, UnsafePointer<Double>, Int32, Double,
            UnsafeMutablePointer<Double>, Int32
        ) -> Void
    private typealias DSYEVD =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<Int32>, UnsafeMutablePointer<Double>,
            UnsafePointer<Int32>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafePointer<Int32>,
            UnsafeMutablePointer<Int32>, UnsafePointer<Int32>, UnsafeMutablePointer<Int32>, Int, Int
        ) -> Void

    /// The Gram matrix of a row-major `rows` x `columns` matrix a: the smaller of a * aᵀ and aᵀ * a. Both triangles
    /// are filled.
    public func gram(_ a: [Double], rows: Int, columns: Int) throws -> [Double] {
        precondition(a.count == rows * columns, "the values do not fill the matrix")
        let dsyrk = unsafeBitCast(try function("cblas_dsyrk"), to: DSYRK.self)
        let (rowMajor, upper, plain, transposed): (Int32, Int32, Int32, Int32) = (101, 121, 111, 112)
        let (size, depth) = rows <= columns ? (rows, columns) : (columns, rows)
        var result = [Double](repeating: 0, count: size * size)
        dsyrk(
            rowMajor, upper, rows <= columns ? plain : transposed, Int32(size), Int32(depth), 1, a, Int32(columns), 0,
            &result, Int32(size))
        for row in 0..<size { for column in 0..<row { result[row * size + column] = result[column * size + row] } }
        return result
    }

    /// Eigenvalues, rising, and eigenvectors of a symmetric matrix (LAPACK's dsyevd, divide and conquer).
    ///
    /// - Returns: `vectors` holds one eigenvector a row.
    /// - Throws: `NumericsError` where this OpenBLAS has no LAPACK, or the iteration does not converge.
    public func eigen(symmetric matrix: [Double], size: Int) throws -> (values: [Double], vectors: [Double]) {
        precondition(matrix.count == size * size && size > 0, "the values do not fill the matrix")
        let dsyevd = unsafeBitCast(try function("dsyevd_"), to: DSYEVD.self)
        var (vectors, values) = (matrix, [Double](repeating: 0, count: size))
        var (order, status) = (Int32(size), Int32(0))
        // LAPACK counts columns first: what it calls a column is a row here.
        func call(_ work: inout [Double], _ integers: inout [Int32], query: Bool) {
            var lengths = query ? (Int32(-1), Int32(-1)) : (Int32(work.count), Int32(integers.count))
            dsyevd(
                "V", "U", &order, &vectors, &order, &values, &work, &lengths.0, &integers, &lengths.1, &status, 1, 1)
        }
        var (work, integers) = ([0.0], [Int32(0)])
        call(&work, &integers, query: true)
        work = [Double](repeating: 0, count: max(1, Int(work[0])))
        integers = [Int32](repeating: 0, count: max(1, Int(integers[0])))
        call(&work, &integers, query: false)
        guard status == 0 else { throw NumericsError("dsyevd did not find the eigenvalues (info \(status))") }
        return (values, vectors)
    }
}
