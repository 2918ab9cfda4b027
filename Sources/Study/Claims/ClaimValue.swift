/// A value in the file of claims.
enum ClaimValue: Decodable, Equatable {
    case text(String)
    case number(Double)
    case list([String])

    init(from decoder: any Decoder) throws {
        if let list = try? [String](from: decoder) {
            self = .list(list)
            return
        }
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Int.self) {
            self = .number(Double(number))
        } else {
            self = .number(try container.decode(Double.self))
        }
    }
}
