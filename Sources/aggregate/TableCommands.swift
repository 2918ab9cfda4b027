import ArgumentParser
import CommandSupport
import Storage
import Study

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Writes one of the paper's tables as CSV, Markdown and LaTeX.",
        discussion: """
            Each cell is "reproduced (published)"; a dash stands where nothing was run.

            Example:
              aggregate table --number 4 --profile paper     writes Paper/paper/tables/table4.{csv,md,tex}
            """)

    @Option(help: "The table's number in the paper: \(TableOptions.numbers).")
    var number: Int

    @OptionGroup var options: TableOptions

    func validate() throws {
        guard TableSpec.all.contains(where: { $0.number == number }) else {
            throw ValidationError("There is no table \(number) to make. Please provide one of \(TableOptions.numbers).")
        }
    }

    func run() throws {
        for spec in TableSpec.all where spec.number == number { try options.make(spec) }
    }
}

struct TablesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables",
        abstract: "Writes all tables: \(TableOptions.numbers).",
        discussion: """
            Example:
              aggregate tables --profile sample
            """)

    @OptionGroup var options: TableOptions

    func run() throws {
        for spec in TableSpec.all { try options.make(spec) }
    }
}

struct TableOptions: ParsableArguments {
    static let numbers = TableSpec.all.map { String($0.number) }.joined(separator: ", ")

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @Option(help: ArgumentHelp("The folder that gets <profile>/tables/.", valueName: "folder"))
    var output = "Paper"

    @OptionGroup var making: MakingOptions

    func make(_ spec: TableSpec) throws {
        let table = try ResultTable(spec, in: place.folder, published: try paper.read())
        let stem = Path.join(output, place.profile.name, "tables", "table\(spec.number)")
        let outputs = Outputs(
            recorder: stem + ".csv", others: [stem + ".md", stem + ".tex"], inputs: table.inputs)
        let made = try making.bring(outputs) {
            let comments = Provenance(program: "aggregate").comments
            try AtomicFile.write(table.markdown(comments: comments), to: stem + ".md")
            try AtomicFile.write(table.latex(comments: comments), to: stem + ".tex")
            try table.csv(comments: comments).write(to: stem + ".csv")
        }
        if made && !making.quiet {
            print("\(stem).md (.csv, .tex): \(table.count - table.missing) of \(table.count) cells")
        }
    }
}
