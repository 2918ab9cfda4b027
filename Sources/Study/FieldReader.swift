import Foundation
import Storage

/// A CSV file read field by field, each failure naming the file and the row.
struct FieldReader {
    let path: String
    let table: CSVTable

    init(path: String) throws {
        self.path = path
        table = try CSVTable(path: path)
    }

    var rows: [Row] {
        table.records.enumerated().map { Row(path: path, number: $0.offset + 1, fields: $0.element) }
    }

    /// The only row of a file that holds one.
    func onlyRow() throws -> Row {
        guard rows.count == 1 else { throw Failure("has \(rows.count) rows where one is expected", at: path) }
        return rows[0]
    }

    /// SHA-256 of the columns and rows, without the comments.
    ///
    /// - Parameter columns: columns to leave out, such as measured speeds: they differ between two runs
    ///   with the same result.
    func digest(leavingOut columns: Set<String> = []) throws -> String {
        let kept = table.columns.indices.filter { !columns.contains(table.columns[$0]) }
        let data = CSVTable(
            columns: kept.map { table.columns[$0] }, rows: table.rows.map { row in kept.map { row[$0] } })
        return try Digest.of(data.text)
    }

    struct Row {
        let path: String
        /// Counted from 1, the header left out.
        let number: Int
        let fields: [String: String]

        func failure(_ what: String) -> Failure { Failure("row \(number): \(what)", at: path) }

        func text(_ column: String) throws -> String {
            guard let value = fields[column] else { throw Failure("lacks the column \(column)", at: path) }
            return value
        }

        func integer(_ column: String) throws -> Int {
            let value = try text(column)
            guard let number = Int(value) else { throw failure("\(column) is not a whole number: \"\(value)\"") }
            return number
        }

        func number(_ column: String) throws -> Double {
            guard let number = try optionalNumber(column) else { throw failure("\(column) is empty") }
            return number
        }

        /// Nil for an empty field.
        func optionalNumber(_ column: String) throws -> Double? {
            let value = try text(column)
            if value.isEmpty { return nil }
            guard let number = Double(value), number.isFinite else {
                throw failure("\(column) is not a number: \"\(value)\"")
            }
            return number
        }

        func identifier<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
            let value = try text(column)
            guard let identifier = Value(rawValue: value) else { throw failure("\(column) is unknown: \"\(value)\"") }
            return identifier
        }

        func identifier<Value: RawRepresentable<Int>>(_ column: String) throws -> Value {
            let value = try text(column)
            guard let number = Int(value), let identifier = Value(rawValue: number) else {
                throw failure("\(column) is unknown: \"\(value)\"")
            }
            return identifier
        }

        /// The ids of the cell that the row belongs to.
        func cell() throws -> CellID {
            CellID(
                backbone: try identifier("backbone"), dataset: try identifier("dataset"),
                percent: try identifier("percent"))
        }
    }
}
