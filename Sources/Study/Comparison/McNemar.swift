import Foundation

/// Whether two classifiers differ on the same images (McNemar 1947), by the exact binomial test.
public enum McNemar {
    /// The two-sided p-value: of the images that only one of them gets right, each had them with probability 1/2.
    ///
    /// - Parameters:
    ///   - first: images that only the first gets right.
    ///   - second: images that only the second gets right.
    public static func pValue(first: Int, second: Int) -> Double {
        let (count, fewer) = (first + second, min(first, second))
        if first == second { return 1 }
        let tail = (0...fewer).reduce(0.0) { sum, k in
            let logChoose = lgamma(Double(count + 1)) - lgamma(Double(k + 1)) - lgamma(Double(count - k + 1))
            return sum + exp(logChoose - Double(count) * log(2))
        }
        return min(1, 2 * tail)
    }

    public static func pValue(_ first: [Bool], _ second: [Bool]) -> Double {
        pValue(
            first: zip(first, second).count { $0 && !$1 }, second: zip(first, second).count { !$0 && $1 })
    }

    /// p-values of several tests, raised so that with all of them together one false finding has at most the
    /// probability of a single test (Holm 1979).
    public static func holm(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var (adjusted, largest) = (values, 0.0)
        for (place, index) in order.enumerated() {
            largest = max(largest, min(1, Double(values.count - place) * values[index]))
            adjusted[index] = largest
        }
        return adjusted
    }
}

extension Zip2Sequence {
    fileprivate func count(_ isCounted: (Sequence1.Element, Sequence2.Element) -> Bool) -> Int {
        reduce(0) { $0 + (isCounted($1.0, $1.1) ? 1 : 0) }
    }
}
