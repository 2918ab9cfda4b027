/// Several classifiers on the same images, resampled together: what another set of images of the same kind could have
/// shown. All take the same images in each draw, so that an image that is easy for all tells nothing.
public struct PairedBootstrap: Sendable {
    /// Right predictions, a list a draw, a number a classifier.
    private let counts: [[Int]]
    private let images: Int

    public static let draws = 2000

    /// - Parameters:
    ///   - hits: a list a classifier, for each image whether it was right; all of one length, one image at least.
    ///   - seed: the draws are the same each time.
    public init(_ hits: [[Bool]], draws: Int = PairedBootstrap.draws, seed: UInt64 = 1) {
        let images = hits.first?.count ?? 0
        precondition(images > 0 && hits.allSatisfy { $0.count == images }, "classifiers on different images")
        // Images that the same classifiers get right are one kind: drawn one by one, counted by kind.
        var kinds: [[Bool]: Int] = [:]
        let kind = (0..<images).map { image in
            let pattern = hits.map { $0[image] }
            if let known = kinds[pattern] { return known }
            kinds[pattern] = kinds.count
            return kinds.count - 1
        }
        var patterns = [[Int]](repeating: [], count: kinds.count)
        for (pattern, index) in kinds { patterns[index] = pattern.indices.filter { pattern[$0] } }
        var random = SplitMix64(state: seed)
        counts = (0..<draws).map { _ in
            var drawn = [Int](repeating: 0, count: patterns.count)
            for _ in 0..<images { drawn[kind[Int(random.next().multipliedFullWidth(by: UInt64(images)).high)]] += 1 }
            var right = [Int](repeating: 0, count: hits.count)
            for (pattern, count) in zip(patterns, drawn) { for classifier in pattern { right[classifier] += count } }
            return right
        }
        self.images = images
    }

    /// The 95 % interval of an accuracy, in percent (percentiles of the draws).
    public func interval(_ classifier: Int) -> Interval { percentiles { $0[classifier] } }

    /// The 95 % interval of how much more accurate the first is than the second, in percentage points.
    public func difference(_ first: Int, _ second: Int) -> Interval { percentiles { $0[first] - $0[second] } }

    /// The share of the draws in which a classifier is among the `places` best; ties share.
    public func probability(_ classifier: Int, among places: Int = 1) -> Double {
        let shares = counts.map { right in
            let (better, equal) = (
                right.count { $0 > right[classifier] }, right.count { $0 == right[classifier] }
            )
            return max(0, min(1, Double(places - better) / Double(equal)))
        }
        return shares.reduce(0, +) / Double(counts.count)
    }

    private func percentiles(_ value: ([Int]) -> Int) -> Interval {
        let sorted = counts.map(value).sorted()
        let tail = sorted.count / 40
        let scale = 100 / Double(images)
        return Interval(low: scale * Double(sorted[tail]), high: scale * Double(sorted[sorted.count - 1 - tail]))
    }
}
