import ArgumentParser
import CommandSupport
import Storage
import Study

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Writes one of the paper's tables as CSV, Markdown and LaTeX, and prints it.",
        discussion: """
            Tables of results, 4 to 8: each cell is "reproduced (published) difference"; a dash stands where nothing was \
            run. Table 1 is derived from them. Tables 2 and 9 are taken from the networks themselves, Table 3 from the \
            prepared files.

            Examples:
              aggregate table --number 4 --profile paper     writes Paper/paper/tables/table4.{csv,md,tex}
              aggregate table --number 9 --profile paper     the same as: aggregate table9 --profile paper
            """)

    @Option(help: "The table's number in the paper: \(TableOptions.listing).")
    var number: Int

    @OptionGroup var options: TableOptions

    func validate() throws {
        guard TableOptions.numbers.contains(number) else {
            throw ValidationError("There is no table \(number) to make. Please provide one of \(TableOptions.listing).")
        }
    }

    func run() throws { try options.make(number, printing: true) }
}

/// A table that has a command of its own, such as `aggregate table9`.
protocol NumberedTable {
    static var number: Int { get }
    static var content: String { get }
}

enum Table2: NumberedTable {
    static let number = 2
    static let content = "parameters, multiply-adds and ImageNet top-1 of the backbones"
}

enum Table3: NumberedTable {
    static let number = 3
    static let content = "the sizes of the data sets, counted in the prepared files"
}

enum Table9: NumberedTable {
    static let number = 9
    static let content = "how the convolutional backbones are built"
}

struct NumberedTableCommand<Table: NumberedTable>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "table\(Table.number)",
            abstract: "Writes and prints Table \(Table.number): \(Table.content).",
            discussion: """
                Example:
                  aggregate table\(Table.number) --profile paper     writes \
                Paper/paper/tables/table\(Table.number).{csv,md,tex}
                """)
    }

    @OptionGroup var options: TableOptions

    func run() throws { try options.make(Table.number, printing: true) }
}

struct TablesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables",
        abstract: "Writes all tables: \(TableOptions.listing).",
        discussion: """
            Example:
              aggregate tables --profile sample
            """)

    @OptionGroup var options: TableOptions

    func run() throws {
        for number in TableOptions.numbers { try options.make(number, printing: false) }
    }
}

struct TableOptions: ParsableArguments {
    /// The tables that can be made.
    static let numbers = Array(1...9)

    static let listing = numbers.map(String.init).joined(separator: ", ")

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @Option(help: ArgumentHelp("The folder that gets <profile>/tables/.", valueName: "folder"))
    var output = "Paper"

    @Option(
        help: ArgumentHelp(
            "The profile's folder of prepared data, for Table 3 (default: that of the profile).",
            valueName: "folder"))
    var prepared: String?

    @OptionGroup var making: MakingOptions

    /// Where the prepared files of the profile lie; trial values do not change them.
    var preparedFolder: String { prepared ?? ProfileRoot.preparedFolder(of: place.profile) }

    /// - Parameter printing: whether to print the table as well as the names of its files.
    func make(_ number: Int, printing: Bool) throws {
        guard let table = try maker.table(number) else { return }
        let stem = stem(number)
        let made = try making.bring(outputs(number, table)) {
            let comments = Provenance(program: "aggregate").comments
            try AtomicFile.write(table.markdown(comments: comments), to: stem + ".md")
            try AtomicFile.write(table.latex(comments: comments), to: stem + ".tex")
            try table.csv(comments: comments).write(to: stem + ".csv")
        }
        guard made && !making.quiet else { return }
        if printing { print(table.markdown(comments: [])) }
        print("\(stem).md (.csv, .tex): \(table.extent)")
    }

    /// Whether a table's files are there and would be made the same again: `missing`, `stale` or `up to date`.
    func state(_ number: Int) throws -> String {
        guard Path.exists(stem(number) + ".csv"), let table = try maker.table(number) else { return "missing" }
        return outputs(number, table).reasons.isEmpty ? "up to date" : "stale"
    }

    private func stem(_ number: Int) -> String {
        Path.join(output, place.profile.name, "tables", "table\(number)")
    }

    private func outputs(_ number: Int, _ table: any PaperTable) -> Outputs {
        let stem = stem(number)
        return Outputs(recorder: stem + ".csv", others: [stem + ".md", stem + ".tex"], inputs: table.inputs)
    }

    /// Makes the tables themselves.
    var maker: TableMaker {
        TableMaker(results: place.folder, published: paper.published, grid: grid.path, prepared: preparedFolder)
    }
}
