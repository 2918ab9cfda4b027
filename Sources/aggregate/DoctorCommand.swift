import ArgumentParser
import CommandSupport
import Foundation
import Storage
import Study

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks whether this machine has what the pipeline needs, and says what to do where it has not.",
        discussion: """
            A line each: tools, libraries, processor, memory, disk, folders, raw data and weights, files in Results \
            that no rule makes. "warning" stands for what only some commands need. Exit code 1 where something is \
            missing that all need.

            Example:
              aggregate doctor --raw /data
            """)

    @Option(help: ArgumentHelp("The folder of raw files.", valueName: "folder"))
    var raw = "Data/raw"

    @Option(help: ArgumentHelp("The folder of results.", valueName: "folder"))
    var results = "Results"

    @Option(help: ArgumentHelp("The folder of catalogue and data.", valueName: "folder"))
    var data = "Data"

    @Option(help: ArgumentHelp("The folder of tables and figures.", valueName: "folder"))
    var output = "Paper"

    func run() throws {
        let lines =
            ToolFacts.lines + MachineFacts.lines + MachineFacts.folders([data, results, output])
            + InventoryFacts.lines(raw: raw, data: data, results: results)
        var table = TextTable(header: ["", "what", "found"])
        for line in lines { table.append([line.state.rawValue, line.name, line.found]) }
        print(table.text(fitting: Terminal.width, shortening: [2]))
        let advice = lines.filter { !$0.advice.isEmpty }
        if !advice.isEmpty { print("\nWhat to do:") }
        for line in advice { print("  \(line.name): \(line.advice)") }
        let missing = lines.count { $0.state == .missing }
        if missing > 0 { throw ExitCode(1) }
    }
}

/// What the doctor says of one thing.
struct DoctorLine {
    enum State: String {
        case fine = "ok"
        case warning
        case missing
    }

    let name: String
    let state: State
    let found: String
    /// Empty where nothing is to be done.
    let advice: String

    init(_ name: String, _ state: State, _ found: String, advice: String = "") {
        (self.name, self.state, self.found, self.advice) = (name, state, found, advice)
    }
}
