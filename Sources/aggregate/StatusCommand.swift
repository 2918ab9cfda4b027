import ArgumentParser
import CommandSupport
import Storage
import Study

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Says what is done, stale and missing under a profile, by table and by cell.",
        discussion: """
            Stale is what the records in the files tell without hashing data again: a cell whose evaluations, published \
            value or tolerance are others now, or whose runs used other prepared data; a table whose cells changed.

            Example:
              aggregate status --profile sample
            """)

    @OptionGroup var tables: TableOptions

    @Option(help: ArgumentHelp("The file with the tolerance of the comparison.", valueName: "file"))
    var study = "Data/study.toml"

    func run() throws {
        let (place, published) = (tables.place, try tables.paper.read())
        let grid = try tables.grid.read()
        let states = CellStates(
            grid.cells, in: place.folder, prepared: tables.preparedFolder, published: published,
            tolerance: try Tolerance.read(path: study))
        var files: [String: String] = [:]
        for number in TableOptions.numbers { files["Table \(number)"] = try tables.state(number) }
        print(place.profile.heading)
        print(StatusByTable(grid: grid, states: states).text(files: files))
        // Without results there is no cell to list.
        if Path.isFolder(place.folder.path) { print("\n" + (try Status(of: place.folder).text(published: published))) }
    }
}
