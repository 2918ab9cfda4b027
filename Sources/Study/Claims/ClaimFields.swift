import Storage

/// The values of one claim in the file, read one by one; what is left over at the end is unknown.
struct ClaimFields {
    /// The file and the claim's id.
    let place: String
    private let values: [String: ClaimValue]
    private(set) var unread: Set<String>

    init(_ values: [String: ClaimValue], path: String, number: Int) {
        self.values = values
        unread = Set(values.keys)
        if case .text(let id) = values["id"] { place = "\(path), \(id)" } else { place = "\(path), claim \(number)" }
    }

    func failure(_ what: String) -> Failure { Failure(what, at: place) }

    private mutating func take(_ name: String) -> ClaimValue? {
        unread.remove(name)
        return values[name]
    }

    /// - Throws: `Failure` for a value that is missing or of another kind, here and below.
    mutating func text(_ name: String) throws -> String {
        guard let text = try optionalText(name) else { throw failure("lacks the text \(name)") }
        return text
    }

    mutating func optionalText(_ name: String) throws -> String? {
        switch take(name) {
        case nil: return nil
        case .text(let text): return text
        default: throw failure("\(name) is not a text")
        }
    }

    mutating func number(_ name: String) throws -> Double {
        guard let number = try optionalNumber(name) else { throw failure("lacks the number \(name)") }
        return number
    }

    mutating func optionalNumber(_ name: String) throws -> Double? {
        switch take(name) {
        case nil: return nil
        case .number(let number): return number
        default: throw failure("\(name) is not a number")
        }
    }

    mutating func optionalInteger(_ name: String) throws -> Int? {
        guard let number = try optionalNumber(name) else { return nil }
        guard let integer = Int(exactly: number), integer >= 0 else { throw failure("\(name) is not a count") }
        return integer
    }

    mutating func integer(_ name: String) throws -> Int {
        guard let integer = try optionalInteger(name) else { throw failure("lacks the count \(name)") }
        return integer
    }

    mutating func optionalList(_ name: String) throws -> [String]? {
        switch take(name) {
        case nil: return nil
        case .list(let list):
            guard !list.isEmpty else { throw failure("\(name) is empty") }
            return list
        default: throw failure("\(name) is not a list of texts")
        }
    }

    mutating func list(_ name: String) throws -> [String] {
        guard let list = try optionalList(name) else { throw failure("lacks the list \(name)") }
        return list
    }

    mutating func backbone(_ name: String) throws -> BackboneID { try backbone(id: try text(name)) }

    mutating func backbones(_ name: String) throws -> [BackboneID] { try list(name).map(backbone(id:)) }

    /// A list of backbones, or `others`: all that are not among `own`.
    mutating func opponents(_ name: String, of own: [BackboneID], in grid: StudyGrid) throws -> [BackboneID] {
        if case .text("others") = values[name] {
            unread.remove(name)
            return grid.backbones.filter { !own.contains($0) }
        }
        return try backbones(name)
    }

    private func backbone(id: String) throws -> BackboneID {
        guard let backbone = BackboneID(rawValue: id) else { throw failure("the backbone \"\(id)\" is unknown") }
        return backbone
    }
}
