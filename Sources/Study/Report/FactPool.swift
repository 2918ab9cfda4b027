/// Names and values that many records share, each pair stored once.
struct FactPool {
    /// Name and value.
    private(set) var pairs: [[String]] = []
    private var places: [[String]: Int] = [:]

    /// The places of the facts in `pairs`.
    mutating func add(_ facts: [(key: String, value: String)]) -> [Int] {
        facts.map { fact in
            let pair = [fact.key, fact.value]
            if let place = places[pair] { return place }
            places[pair] = pairs.count
            pairs.append(pair)
            return pairs.count - 1
        }
    }
}
