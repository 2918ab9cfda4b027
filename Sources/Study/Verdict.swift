/// How a cell's best top-1 stands to the published number.
public enum Verdict: String, Sendable {
    /// The two differ by no more than the tolerance.
    case agrees
    /// The reproduced value is higher by more than the tolerance.
    case higher
    /// The reproduced value is lower by more than the tolerance.
    case lower
    /// There is a published number, but the profile does not follow the paper's protocol.
    case notComparable = "not comparable"
    /// The paper has no number for the cell, in whatever profile.
    case notPublished = "not published"
    /// The cell has no result.
    case notRun = "not run"

    /// - Parameters:
    ///   - difference: reproduced minus published, in percentage points; nil where nothing is published.
    ///   - tolerance: in percentage points.
    ///   - comparable: whether the profile is the paper's.
    init(difference: Double?, tolerance: Double, comparable: Bool) {
        // A difference of exactly the tolerance agrees; the slack keeps rounding from deciding it.
        let slack = 1e-9
        guard let difference else {
            self = .notPublished
            return
        }
        if !comparable {
            self = .notComparable
        } else if abs(difference) <= tolerance + slack {
            self = .agrees
        } else {
            self = difference > 0 ? .higher : .lower
        }
    }
}
