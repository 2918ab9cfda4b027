/// Rows of text in aligned columns, for a terminal.
public struct TextTable {
    private var rows: [[String]]
    private let rightAligned: Set<Int>

    /// - Parameter rightAligned: the columns, from 0, that hold numbers.
    public init(header: [String], rightAligned: Set<Int> = []) {
        rows = [header]
        self.rightAligned = rightAligned
    }

    public mutating func append(_ row: [String]) { rows.append(row) }

    /// Columns two spaces apart, no spaces at the ends of lines.
    public var text: String { text(fitting: nil, shortening: []) }

    /// The same in lines of at most `width` characters, as far as shortening the columns named allows: their
    /// fields lose their middle, first the first column's, each down to twelve characters.
    ///
    /// - Parameter width: nil for lines of any length.
    public func text(fitting width: Int?, shortening columns: [Int]) -> String {
        let count = rows.map(\.count).max() ?? 0
        var widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        if let width {
            var excess = widths.reduce(2 * (count - 1), +) - width
            for column in columns where excess > 0 && column < count {
                let cut = max(0, min(excess, widths[column] - 12))
                widths[column] -= cut
                excess -= cut
            }
        }
        return rows.map { row in
            var line = row.enumerated().map { column, field in
                let field = Self.shortened(field, to: widths[column])
                let padding = String(repeating: " ", count: widths[column] - field.count)
                return rightAligned.contains(column) ? padding + field : field + padding
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// `features…conv.0`: the ends of a name say more than its middle.
    private static func shortened(_ field: String, to count: Int) -> String {
        guard field.count > count else { return field }
        let tail = count / 2
        return field.prefix(count - 1 - tail) + "…" + field.suffix(tail)
    }
}
