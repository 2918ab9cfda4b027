import Storage

/// Something that the paper says of its numbers, as a predicate over the tables.
public struct Claim: Sendable {
    public let id: String
    /// Of the paper: `6.1`, `Table 1`.
    public let section: String
    /// In this project's words.
    public let claim: String
    /// How the words were taken, where they leave a choice; empty where they leave none.
    public let reading: String
    /// The predicate's name in the file.
    public let kind: String
    private let predicate: any ClaimPredicate

    init(_ fields: inout ClaimFields, grid: StudyGrid) throws {
        id = try fields.text("id")
        section = try fields.text("section")
        claim = try fields.text("claim")
        reading = try fields.optionalText("reading") ?? ""
        let name = try fields.text("kind")
        guard let kind = ClaimKind(rawValue: name) else {
            let known = ClaimKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw fields.failure("the kind \"\(name)\" is none of: \(known)")
        }
        self.kind = kind.rawValue
        predicate = try kind.type.init(&fields, grid: grid)
        let unread = fields.unread.sorted()
        guard unread.isEmpty else {
            throw fields.failure("the kind \(name) has no value \(unread.joined(separator: ", "))")
        }
    }

    public func finding(_ numbers: ClaimNumbers) -> Finding { predicate.finding(numbers) }
}

/// The claims of Data/claims.toml.
public struct Claims: Sendable {
    public let all: [Claim]
    /// SHA-256 of the file.
    public let digest: String

    /// - Throws: `Failure` that names the file, the claim and the value that is missing, unknown or of no use.
    public init(path: String, grid: StudyGrid) throws {
        let file = try TOML.read(File.self, path: path)
        all = try file.claim.enumerated().map { index, values in
            var fields = ClaimFields(values, path: path, number: index + 1)
            return try Claim(&fields, grid: grid)
        }
        let ids = all.map(\.id)
        if let again = ids.first(where: { id in ids.count { $0 == id } > 1 }) {
            throw Failure("two claims have the id \(again)", at: path)
        }
        digest = try Digest.ofFile(path)
    }

    private struct File: Decodable { let claim: [[String: ClaimValue]] }
}
