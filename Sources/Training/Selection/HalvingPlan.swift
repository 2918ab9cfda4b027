/// Successive halving within a budget (Jamieson and Talwalkar 2016): each rung trains those that are left, and the
/// better half goes on. Numbers only; seconds throughout.
public enum HalvingPlan {
    /// How many go on behind a rung.
    public static func survivors(of count: Int) -> Int { (count + 1) / 2 }

    /// The rungs that are to come for so many: one for each halving, and the last one's own.
    public static func rungs(for count: Int) -> Int {
        var (rungs, left) = (1, count)
        while left > 1 {
            left = survivors(of: left)
            rungs += 1
        }
        return rungs
    }

    /// The least that so many cost behind their first epoch: one epoch a rung for whoever is left there.
    ///
    /// - Parameter epoch: the seconds of one, in the mean.
    public static func leastCost(of count: Int, epoch: Double) -> Double {
        var (epochs, left) = (0, count)
        while left > 1 {
            left = survivors(of: left)
            epochs += left
        }
        return Double(epochs) * epoch
    }

    /// How many epochs each of those left trains in the present rung, so that the rungs to come get as much.
    ///
    /// - Parameters:
    ///   - remaining: of the budget.
    ///   - epochs: the seconds an epoch of those that still train.
    ///   - count: all that are left, also those whose runs have ended.
    /// - Returns: 0 where not even one epoch fits into what remains.
    public static func epochs(remaining: Double, epochs: [Double], count: Int) -> Int {
        let cost = epochs.reduce(0, +)
        guard cost > 0, remaining >= cost else { return 0 }
        return max(1, Int(min(1e6, remaining / Double(rungs(for: count)) / cost)))
    }
}
