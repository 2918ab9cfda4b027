/// What the numbers say to a claim, and which numbers they were.
public struct Finding: Equatable, Sendable {
    public let truth: Truth
    /// A statement each, without full stops.
    public let numbers: [String]

    public init(_ truth: Truth, _ numbers: [String]) { (self.truth, self.numbers) = (truth, numbers) }
}

/// In how many of the columns that it names a claim has to hold; all of them, where the file does not say.
struct Quota {
    /// So many statements of a kind are listed.
    private static let shown = 10

    private let least: Int?
    private let most: Int?

    init(_ fields: inout ClaimFields) throws {
        (least, most) = (try fields.optionalInteger("at_least"), try fields.optionalInteger("at_most"))
    }

    /// - Parameter cases: what is counted, each with a statement of its numbers.
    func finding(_ cases: [(truth: Truth, numbers: String)]) -> Finding {
        let truths = cases.map(\.truth)
        var conditions: [Truth] = []
        if let least { conditions.append(.atLeast(least, of: truths)) }
        if let most { conditions.append(.atMost(most, of: truths)) }
        if conditions.isEmpty { conditions = [.all(truths)] }
        // Without cases nothing was compared.
        let truth = cases.isEmpty ? .undecided : Truth.all(conditions)
        if cases.count == 1 { return Finding(truth, [cases[0].numbers]) }
        var lines = ["met in \(truths.count { $0 == .holds }) of \(cases.count)"]
        // What is rare comes first: it tells more.
        let kinds = [(Truth.holds, "met"), (.fails, "not met"), (.undecided, "undecided")].map { kind, word in
            (word: word, found: cases.filter { $0.truth == kind }.map(\.numbers))
        }
        for (word, found) in kinds.sorted(by: { $0.found.count < $1.found.count }) where !found.isEmpty {
            let rest = found.count > Self.shown ? "; and \(found.count - Self.shown) more" : ""
            lines.append("\(word): " + found.prefix(Self.shown).joined(separator: "; ") + rest)
        }
        return Finding(truth, lines)
    }
}

extension Contest {
    /// `WaveMix 97.26`, with a dash for a number that is missing.
    func text(_ backbone: BackboneID) -> String {
        "\(backbone.title) \(self[backbone].map { Numbers.accuracy($0.value) } ?? "–")"
    }
}
