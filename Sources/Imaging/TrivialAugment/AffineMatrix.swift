import CKernels
import Foundation

/// The matrices that torchvision (`affine`, `_get_inverse_affine_matrix`) and Pillow (`Image.rotate`) give to Pillow's
/// `transform`: from a pixel of the result to its source, rounding errors included.
extension wb_affine {
    /// - Parameter tangent: the columns that a row moves by.
    static func shearX(_ tangent: Double) -> wb_affine {
        wb_affine(a: 1, b: tan(throughDegrees(tangent)), c: 0, d: 0, e: 1, f: 0)
    }

    static func shearY(_ tangent: Double) -> wb_affine {
        let angle = throughDegrees(tangent)
        return wb_affine(a: 1, b: 0, c: 0, d: sin(angle) / cos(angle), e: 1, f: 0)
    }

    /// - Parameters:
    ///   - right: columns that the image moves by; the fraction is cut off.
    ///   - down: rows, likewise.
    static func translation(right: Double, down: Double) -> wb_affine {
        wb_affine(a: 1, b: 0, c: -right.rounded(.towardZero), d: 0, e: 1, f: -down.rounded(.towardZero))
    }

    /// Counter-clockwise around the centre.
    static func rotation(degrees: Double, height: Int, width: Int) -> wb_affine {
        var positive = fmod(degrees, 360)
        if positive < 0 { positive += 360 }
        let angle = -(positive * (Double.pi / 180))
        let (cosine, sine) = (rounded15(cos(angle)), rounded15(sin(angle)))
        let (x, y) = (Double(width) / 2, Double(height) / 2)
        return wb_affine(
            a: cosine, b: sine, c: cosine * -x + sine * -y + x, d: -sine, e: cosine, f: -sine * -x + cosine * -y + y)
    }

    /// torchvision converts the angle to degrees and back.
    private static func throughDegrees(_ tangent: Double) -> Double {
        atan(tangent) * (180 / Double.pi) * (Double.pi / 180)
    }
}

/// Python's `round(value, 15)`: the double that is nearest to the decimal number with 15 fractional digits that is
/// nearest to the exact value.
///
/// - Parameter value: -1 to 1, so that integers are exact after scaling; no tie, as sines and cosines are none.
package func rounded15(_ value: Double) -> Double {
    let scale = 1e15
    let product = value * scale
    // product + rest is exact. Only the rest can tell on which side of a half the value is.
    let rest = (-product).addingProduct(value, scale)
    let floor = product.rounded(.down)
    let fraction = product - floor
    let isUpper = fraction + rest > 0.5 || (fraction == 0.5 && rest > 0)
    return (isUpper ? floor + 1 : floor) / scale
}
