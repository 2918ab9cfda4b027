import Storage

/// Which backbones the study trains on which data sets: what Data/grid.mk says, which make includes as well.
public struct StudyGrid: Sendable {
    /// The rows of every table of results, in the paper's order.
    public let backbones: [BackboneID]
    /// The columns of the paper's Tables 4 to 8, in its order.
    public let tables: [Int: [GridColumn]]
    /// What the paper describes and reports in no table: NEU.
    public let unreported: [GridColumn]

    /// The numbers of the tables of results.
    public static let tableNumbers = [4, 5, 6, 7, 8]

    /// Reads Data/grid.mk.
    ///
    /// - Throws: `Failure` that names the file and the line: for what is neither a comment nor a list, an unknown
    ///   list, backbone, data set or percent, and a list that is missing.
    public init(path: String) throws {
        var lists = try GridFile.read(path: path)
        func take<Value>(_ name: String, _ value: (String) -> Value?) throws -> [Value] {
            guard let index = lists.firstIndex(where: { $0.name == name }) else {
                throw Failure("lacks the list \(name)", at: path)
            }
            let list = lists.remove(at: index)
            return try list.words.map { word in
                guard let value = value(word) else {
                    throw Failure("line \(list.line): \(name) holds the unknown \"\(word)\"", at: path)
                }
                return value
            }
        }
        backbones = try take("BACKBONES", BackboneID.init(rawValue:))
        var tables: [Int: [GridColumn]] = [:]
        for number in Self.tableNumbers { tables[number] = try take("TABLE\(number)", GridColumn.init(name:)) }
        self.tables = tables
        unreported = try take("NEU", GridColumn.init(name:))
        if let other = lists.first { throw Failure("line \(other.line): the list \(other.name) is unknown", at: path) }
    }

    /// The columns of a table; empty for a table that holds no results.
    public func columns(table: Int) -> [GridColumn] { tables[table] ?? [] }

    /// The columns that the paper reports, each once, in the order of its tables.
    public var reportedColumns: [GridColumn] {
        var seen: Set<GridColumn> = []
        return Self.tableNumbers.flatMap(columns).filter { seen.insert($0).inserted }
    }

    /// All columns, each once.
    public var columns: [GridColumn] { reportedColumns + unreported.filter { !reportedColumns.contains($0) } }

    /// The tables that a column stands in, rising.
    public func tables(with column: GridColumn) -> [Int] {
        Self.tableNumbers.filter { columns(table: $0).contains(column) }
    }

    /// The cells that the paper reports, each once.
    public var reportedCells: [CellID] { cells(of: reportedColumns) }

    /// All cells, each once: column by column, the backbones in the paper's order.
    public var cells: [CellID] { cells(of: columns) }

    public func cells(of columns: [GridColumn]) -> [CellID] {
        columns.flatMap { column in backbones.map(column.cell) }
    }

    /// SHA-256 of what the grid holds, whatever the layout of its file.
    public var digest: String {
        get throws {
            let lists = [backbones.map(\.rawValue)] + Self.tableNumbers.map { columns(table: $0).map(\.name) }
            return try Digest.of(
                (lists + [unreported.map(\.name)]).map { $0.joined(separator: " ") }.joined(separator: "\n"))
        }
    }
}
