import ArgumentParser
import CommandSupport
import Storage
import Study

struct CellsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cells",
        abstract: "Writes all cells of the grid with their statistics, or prints the commands that make them.",
        discussion: """
            Writes Paper/<profile>/tables/cells.csv: a row a cell, with best, mean, standard deviation, 95 % interval, \
            published value, difference, verdict (also "not run") and command. With --commands it writes nothing and \
            prints the command of each cell.

            Examples:
              aggregate cells --profile paper
              aggregate cells --profile paper --number 4 --commands --missing
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @Option(help: "Only the cells of this table, for --commands.")
    var number: Int?

    @Flag(help: "Print a command a cell, and write nothing.")
    var commands = false

    @Flag(help: "Only the cells that have not been run, for --commands.")
    var missing = false

    @Option(help: ArgumentHelp("The folder that gets <profile>/tables/.", valueName: "folder"))
    var output = "Paper"

    @OptionGroup var making: MakingOptions

    func validate() throws {
        guard number.map(StudyGrid.tableNumbers.contains) ?? true else {
            throw ValidationError("'--number' must be a table of results: 4, 5, 6, 7 or 8.")
        }
        guard commands || (number == nil && !missing) else {
            throw ValidationError("'--number' and '--missing' go with '--commands'.")
        }
    }

    func run() throws {
        let grid = try grid.read()
        let table = try CellsTable(
            grid: grid, cells: StoredCells(grid.cells, in: place.folder), published: paper.read(), number: number)
        if commands {
            for command in table.commands(missing: missing) { print(command) }
            return
        }
        let path = Path.join(output, place.profile.name, "tables", "cells.csv")
        let made = try making.bring(Outputs(recorder: path, inputs: table.inputs)) {
            try table.csv(comments: Provenance(program: "aggregate").comments).write(to: path)
        }
        if made && !making.quiet { print("\(path): \(table.rows.count - table.missing) of \(table.rows.count) cells") }
    }
}
