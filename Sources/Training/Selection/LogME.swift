import Foundation
import Numerics

/// LogME: how well features tell the classes, without training (You et al. 2021, https://arxiv.org/abs/2102.11005).
///
/// For each class the log evidence log p(y | F) of a Bayesian linear regression from the features F to the class's
/// 0/1 labels y, maximised over the precisions alpha of the weights and beta of the noise by the fixed point of the
/// paper's Algorithm 1, divided by the number of images; the score is the mean over the classes. Higher is better.
///
/// The products that the fixed point needs come from one eigendecomposition of the smaller Gram matrix of F, as in
/// the authors' faster version (github.com/thuml/LogME): `sigma` are the squared singular values, `x2` the squared
/// projections of y on the left singular vectors. Their 1e-5 in the denominators is kept; it also bounds what labels
/// that the features explain completely can reach. The (D - N) zero eigenvalues of wide features count in log |A|.
public enum LogME {
    /// - Parameters:
    ///   - features: images x dimensions, row-major, as the network gives them: neither centred nor scaled.
    ///   - labels: one an image; classes that do not occur take no part.
    /// - Throws: `NumericsError` where OpenBLAS lacks LAPACK or a feature is not finite.
    public static func score(features: [Float], labels: [Int32]) throws -> Double {
        let count = labels.count
        precondition(count > 0 && features.count % count == 0, "features do not fit the labels")
        guard features.allSatisfy(\.isFinite) else { throw NumericsError("a feature is not finite") }
        let dimensions = features.count / count
        let matrix = features.map(Double.init)
        let blas = try BLAS.shared()
        let size = min(count, dimensions)
        let (values, vectors) = try blas.eigen(
            symmetric: try blas.gram(matrix, rows: count, columns: dimensions), size: size)
        let sigma = values.map { max(0, $0) }
        // What is below the rounding of the largest is zero.
        let least = (sigma.last ?? 0) * Double(size) * .ulpOfOne
        let evidences = Set(labels).sorted().map { label in
            let members = labels.indices.filter { labels[$0] == label }
            var x2 = [Double](repeating: 0, count: size)
            if count <= dimensions {
                // Rows of `vectors` are the left singular vectors.
                for index in 0..<size {
                    let x = members.reduce(0) { $0 + vectors[index * size + $1] }
                    x2[index] = x * x
                }
            } else {
                // Those of the right: u = F v / s.
                var sums = [Double](repeating: 0, count: dimensions)
                for member in members {
                    for index in 0..<dimensions { sums[index] += matrix[member * dimensions + index] }
                }
                for index in 0..<size where sigma[index] > least {
                    var product = 0.0
                    for column in 0..<size { product += vectors[index * size + column] * sums[column] }
                    x2[index] = product * product / sigma[index]
                }
            }
            return evidence(sigma: sigma, x2: x2, squares: Double(members.count), images: count, dimensions: dimensions)
        }
        return evidences.reduce(0, +) / Double(evidences.count)
    }

    /// The maximal log evidence of one class, an image.
    ///
    /// - Parameter squares: the sum of y², of which what the features cannot reach is the rest.
    private static func evidence(
        sigma: [Double], x2: [Double], squares: Double, images: Int, dimensions: Int
    ) -> Double {
        let (n, d) = (Double(images), Double(dimensions))
        let rest = max(0, squares - x2.reduce(0, +))
        var (alpha, beta) = (1.0, 1.0)
        var (m2, residual) = (0.0, 0.0)
        for _ in 0..<100 {
            let t = alpha / beta
            var gamma = 0.0
            (m2, residual) = (0, rest)
            for (sigma, x2) in zip(sigma, x2) {
                let whole = sigma + t
                gamma += sigma / whole
                m2 += sigma * x2 / (whole * whole)
                residual += x2 * (t / whole) * (t / whole)
            }
            alpha = gamma / (m2 + 1e-5)
            beta = (n - gamma) / (residual + 1e-5)
            if abs(alpha / beta - t) <= 1e-6 * t { break }
        }
        let logDeterminant =
            sigma.reduce(0) { $0 + log(alpha + beta * $1) } + (d - Double(sigma.count)) * log(alpha)
        let whole =
            d / 2 * log(alpha) + n / 2 * log(beta) - logDeterminant / 2 - beta / 2 * residual - alpha / 2 * m2
            - n / 2 * log(2 * Double.pi)
        return whole / n
    }
}
