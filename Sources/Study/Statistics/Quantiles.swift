import Foundation

/// Two-sided quantiles of the normal and of Student's t distribution, computed rather than tabled.
public enum Quantiles {
    /// The z with P(|Z| <= z) = `level` for a standard normal Z: 1.95996… for 0.95.
    ///
    /// - Parameter level: strictly between 0 and 1.
    public static func normal(level: Double) -> Double {
        root(of: { erfc($0 / 2.0.squareRoot()) - (1 - level) })
    }

    /// The t with P(|T| <= t) = `level` for Student's T: 4.30265… for 2 degrees of freedom and 0.95.
    ///
    /// - Parameters:
    ///   - degrees: degrees of freedom, at least 1.
    ///   - level: strictly between 0 and 1.
    public static func studentT(degrees: Int, level: Double) -> Double {
        let degrees = Double(degrees)
        return root(of: { t in
            // P(|T| > t) = I_x(degrees / 2, 1 / 2) with x = degrees / (degrees + t²): DLMF 8.17.
            let square = t * t
            let tail = regularizedIncompleteBeta(
                x: degrees / (degrees + square), complement: square / (degrees + square), a: degrees / 2, b: 0.5)
            return tail - (1 - level)
        })
    }

    /// The root of a falling function that is positive at 0, to the last bit that bisection can reach.
    private static func root(of function: (Double) -> Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while function(high) > 0 && high < 1e300 { (low, high) = (high, high * 2) }
        while true {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { return middle }
            if function(middle) > 0 { low = middle } else { high = middle }
        }
    }

    /// I_x(a, b) by the continued fraction DLMF 8.17.22, evaluated with the modified Lentz method.
    ///
    /// - Parameter complement: 1 - x, given apart because the subtraction would lose its digits near 1.
    private static func regularizedIncompleteBeta(x: Double, complement: Double, a: Double, b: Double) -> Double {
        if x <= 0 { return 0 }
        if complement <= 0 { return 1 }
        // The fraction converges fast only below this point; above it the symmetry relation helps.
        if x > (a + 1) / (a + b + 2) {
            return 1 - regularizedIncompleteBeta(x: complement, complement: x, a: b, b: a)
        }
        let logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
        let front = exp(a * log(x) + b * log(complement) - logBeta) / a
        let tiny = 1e-300
        func awayFromZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
        var fraction = d
        for step in 1...100_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / awayFromZero(1 + even * d)
            c = awayFromZero(1 + even / c)
            fraction *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / awayFromZero(1 + odd * d)
            c = awayFromZero(1 + odd / c)
            fraction *= d * c
            if abs(d * c - 1) < 1e-15 { break }
        }
        return front * fraction
    }
}
