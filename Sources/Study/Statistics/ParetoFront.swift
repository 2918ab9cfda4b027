/// What is best where one number should be low and another high.
public enum ParetoFront {
    public struct Point: Equatable, Sendable {
        /// Less is better: parameters, seconds.
        public let cost: Double
        /// More is better: accuracy, images a second.
        public let gain: Double

        public init(cost: Double, gain: Double) { (self.cost, self.gain) = (cost, gain) }

        /// Whether it is at least as good in both and better in one.
        func dominates(_ other: Point) -> Bool {
            cost <= other.cost && gain >= other.gain && (cost < other.cost || gain > other.gain)
        }
    }

    /// The indices of the points that no other dominates, by rising cost. Equal points stand or fall together.
    public static func indices(_ points: [Point]) -> [Int] {
        points.indices.filter { index in !points.contains { $0.dominates(points[index]) } }
            .sorted { (points[$0].cost, $0) < (points[$1].cost, $1) }
    }
}
