/// Whether a statement about measured numbers is true, as far as they tell (Kleene's strong three-valued logic).
public enum Truth: String, Sendable {
    case holds
    case fails
    /// A number is missing, or the numbers lie closer together than they are known.
    case undecided

    public static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .holds: .fails
        case .fails: .holds
        case .undecided: .undecided
        }
    }

    /// Whether all of them hold; nothing holds vacuously.
    public static func all(_ truths: [Truth]) -> Truth {
        if truths.contains(.fails) { return .fails }
        return truths.isEmpty || truths.contains(.undecided) ? .undecided : .holds
    }

    /// Whether at least so many of them hold.
    public static func atLeast(_ count: Int, of truths: [Truth]) -> Truth {
        let (sure, open) = (truths.count { $0 == .holds }, truths.count { $0 == .undecided })
        if sure >= count { return .holds }
        return sure + open < count ? .fails : .undecided
    }

    /// Whether at most so many of them hold.
    public static func atMost(_ count: Int, of truths: [Truth]) -> Truth { !atLeast(count + 1, of: truths) }
}
