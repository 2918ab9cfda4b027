import Storage

/// Lists that a data set keeps in a MATLAB file.
struct MATLists {
    let path: String
    private let file: MATFile

    init(path: String) throws {
        self.path = path
        file = try MATFile(path: path)
    }

    /// Whole numbers, in column-major order.
    func integers(_ name: String) throws -> [Int] {
        guard case .numbers(let values, _) = try file.variable(name) else { throw wrong(name, "numbers") }
        return try values.enumerated().map { index, value in
            guard let integer = Int(exactly: value) else {
                throw place(name, index).failure("\(value) is not a whole number")
            }
            return integer
        }
    }

    /// A cell array of texts.
    func texts(_ name: String) throws -> [String] {
        guard case .cells(let cells, _) = try file.variable(name) else { throw wrong(name, "a list of texts") }
        return try cells.enumerated().map { index, cell in
            guard case .text(let text) = cell else { throw place(name, index).failure("is not a text") }
            return text
        }
    }

    /// An array of structs.
    func records(_ name: String) throws -> [Record] {
        guard case .structs(let fields, _) = try file.variable(name) else { throw wrong(name, "a list of records") }
        return fields.enumerated().map { Record(place: place(name, $0.offset), fields: $0.element) }
    }

    /// A struct of an array.
    struct Record {
        let place: ListPlace
        let fields: [String: MATValue]

        func text(_ field: String) throws -> String {
            guard case .text(let text)? = fields[field] else { throw place.failure("has no text \(field)") }
            return text
        }

        func integer(_ field: String) throws -> Int {
            guard case .numbers(let values, _)? = fields[field], values.count == 1,
                let integer = Int(exactly: values[0])
            else { throw place.failure("has no whole number \(field)") }
            return integer
        }
    }

    func place(_ name: String, _ index: Int) -> ListPlace {
        ListPlace(path: path, unit: "entry of \(name)", number: index + 1)
    }

    private func wrong(_ name: String, _ expected: String) -> Failure {
        Failure("\(name) does not hold \(expected)", at: path, advice: "The file is damaged or another one.")
    }
}
