import ArgumentParser
import CommandSupport
import Storage
import Study

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draws what the study makes from what, and how much of it is there.",
        discussion: """
            A node a data set, a column of cells (data set and percent, with the count of those done), a table and a \
            figure. Writes Paper/<profile>/figures/graph.dot, and graph.svg with Graphviz.

            Example:
              aggregate graph --profile sample
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var grid: GridOption

    @Option(help: ArgumentHelp("The folder that gets <profile>/figures/.", valueName: "folder"))
    var output = "Paper"

    @Option(help: ArgumentHelp("The folder of prepared data.", valueName: "folder"))
    var prepared = "Data/prepared"

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        let folder = Path.join(output, place.profile.name)
        let graph = DependencyGraph(
            try grid.read(), in: place.folder, prepared: Path.join(prepared, ProfileRoot.name(of: place.profile)),
            paper: folder)
        let stem = Path.join(folder, "figures", "graph")
        try AtomicFile.write(graph.dot, to: stem + ".dot")
        guard let graphviz = Graphviz() else {
            Console.note(
                "\(stem).dot is written; Graphviz, which draws it, is not installed: apt-get install graphviz.")
            return
        }
        try graphviz.draw(stem + ".dot", to: stem + ".svg")
        if !quiet { print("\(stem).svg (.dot)") }
    }
}
