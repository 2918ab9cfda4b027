import Storage

/// One of the paper's tables, made anew, as it is written in three formats.
public protocol PaperTable: Sendable {
    /// What the table was made from.
    var inputs: Inputs { get }
    /// The table for readers.
    var printed: PrintedTable { get }
    /// How much of it there is, such as `3 of 77 cells`.
    var extent: String { get }
    /// The table for programs.
    func csv(comments: [(key: String, value: String)]) -> CSVTable
}

extension PaperTable {
    public func markdown(comments: [(key: String, value: String)]) -> String { printed.markdown(comments: comments) }

    public func latex(comments: [(key: String, value: String)]) -> String { printed.latex(comments: comments) }

    /// What stands above the header of a CSV file.
    func csvComments(_ comments: [(key: String, value: String)]) -> [(key: String, value: String)] {
        let printed = printed
        return [("title", printed.fullTitle), ("heading", printed.heading)] + printed.notes.map { ("note", $0) }
            + comments + inputs.comments
    }
}
