/// Places of numbers in a column.
enum Places {
    /// The place of each value, 1 for the highest. Values that print alike, with two digits, share a place, and the
    /// next place is skipped (1, 1, 3). Nil for no value.
    static func of(_ values: [Double?]) -> [Int?] {
        let printed = values.map { $0.map { ($0 * 100).rounded() } }
        return printed.map { value in value.map { value in 1 + printed.count { ($0 ?? -.infinity) > value } } }
    }

    /// The marks of the first three places.
    static func marks(_ values: [Double?]) -> [MarkedText.Mark?] {
        of(values).map { $0.flatMap(MarkedText.Mark.init(rawValue:)) }
    }
}
