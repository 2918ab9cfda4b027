import ArgumentParser
import CommandSupport
import Storage
import Study

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Writes one of the paper's tables as CSV, Markdown and LaTeX, and prints it.",
        discussion: """
            Tables of results: each cell is "reproduced (published)"; a dash stands where nothing was run. Tables 2 \
            and 9 are taken from the networks themselves.

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

struct Table2Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table2",
        abstract: "Writes and prints Table 2: parameters, multiply-adds and ImageNet top-1 of the backbones.",
        discussion: """
            Example:
              aggregate table2 --profile paper     writes Paper/paper/tables/table2.{csv,md,tex}
            """)

    @OptionGroup var options: TableOptions

    func run() throws { try options.make(2, printing: true) }
}

struct Table9Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table9",
        abstract: "Writes and prints Table 9: how the convolutional backbones are built.",
        discussion: """
            Example:
              aggregate table9 --profile paper     writes Paper/paper/tables/table9.{csv,md,tex}
            """)

    @OptionGroup var options: TableOptions

    func run() throws { try options.make(9, printing: true) }
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
    static let numbers = ([2, 9] + TableSpec.all.map(\.number)).sorted()

    static let listing = numbers.map(String.init).joined(separator: ", ")

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @Option(help: ArgumentHelp("The folder that gets <profile>/tables/.", valueName: "folder"))
    var output = "Paper"

    @OptionGroup var making: MakingOptions

    /// - Parameter printing: whether to print the table as well as the names of its files.
    func make(_ number: Int, printing: Bool) throws {
        guard let table = try table(number) else { return }
        let stem = Path.join(output, place.profile.name, "tables", "table\(number)")
        let outputs = Outputs(
            recorder: stem + ".csv", others: [stem + ".md", stem + ".tex"], inputs: table.inputs)
        let made = try making.bring(outputs) {
            let comments = Provenance(program: "aggregate").comments
            try AtomicFile.write(table.markdown(comments: comments), to: stem + ".md")
            try AtomicFile.write(table.latex(comments: comments), to: stem + ".tex")
            try table.csv(comments: comments).write(to: stem + ".csv")
        }
        guard made && !making.quiet else { return }
        if printing { print(table.markdown(comments: [])) }
        print("\(stem).md (.csv, .tex): \(table.extent)")
    }

    private func table(_ number: Int) throws -> (any PaperTable)? {
        switch number {
        case 2:
            return BackboneTable(
                try BackboneFacts.counts(), published: try PublishedBackbones(folder: paper.published))
        case 9:
            return try ArchitectureTable(
                try BackboneFacts.architectures(), published: try PublishedArchitectures(folder: paper.published))
        default:
            guard let spec = TableSpec.all.first(where: { $0.number == number }) else { return nil }
            return try ResultTable(spec, in: place.folder, published: try paper.read())
        }
    }
}
