import ArgumentParser
import Backbones
import CommandSupport
import Foundation
import Layers
import Storage
import Study
import Training

struct RankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Ranks backbones whose cells are done, with what is sure about the order.",
        discussion: """
            Reads cell.csv of each backbone and the best run's predictions. Writes comparison.{csv,md}, a figure of \
            accuracy against size and speed, and best.h5, the best run's checkpoint. `make compare` trains the cells.

            EXAMPLE
              compare rank --profile paper --dataset own-mushrooms --percent 100
            """)

    @OptionGroup var options: ColumnOptions

    @OptionGroup var figure: ComparisonFigureOptions

    @OptionGroup var making: MakingOptions

    func run() throws {
        let results = options.place.folder
        let contenders = try options.ids.compactMap { id in
            try Contender(
                options.column.cell(id), in: results,
                parameters: Self.parameters(
                    Path.join(results.runFolder(of: options.column.cell(id), run: 1), "checkpoint.h5")))
        }
        guard !contenders.isEmpty else {
            throw Failure(
                "no cell of \(options.column.name) is done under this profile", at: options.folder,
                advice: options.column.cell(options.ids[0]).makeCommand(profile: results.profile) + " makes one.")
        }
        let missing = options.ids.filter { id in !contenders.contains { $0.backbone == id } }
        let scores = (try? LogMETable(path: options.file("logme.csv"))) ?? LogMETable()
        let comparison = try Comparison(
            contenders, column: options.column, in: results, logME: scores.scores(of: contenders.map(\.backbone)))
        guard let first = comparison.rows.first?.contender else { return }
        let best = options.file("best.h5")
        let outputs = Outputs(
            recorder: options.file("comparison.csv"), others: [options.file("comparison.md"), best],
            inputs: comparison.inputs)
        let made = try making.bring(outputs) {
            let checkpoint = Path.join(
                results.runFolder(of: first.cell.id, run: first.bestRun), "checkpoint.h5")
            try KeptModel.keep(checkpoint, as: best)
            var notes = ["best.h5 is \(checkpoint)."]
            if !missing.isEmpty { notes.append("Not compared, because not done: \(Self.list(missing)).") }
            let comments = Provenance(program: "compare").comments
            try AtomicFile.write(
                comparison.markdown(use: "`\(options.use(best))`", notes: notes), to: options.file("comparison.md"))
            try comparison.csv(comments: comments).write(to: outputs.recorder)
        }
        guard made else { return }
        try figure.draw(ComparisonFigure(comparison), in: options.folder, making: making)
        if making.quiet { return }
        print(comparison.text)
        if !missing.isEmpty { print("Not done: \(Self.list(missing)).") }
        print("\(options.file("comparison.md")) (.csv)\nTo use the best model:\n  \(options.use(best))")
    }

    private static func list(_ ids: [BackboneID]) -> String { ids.map(\.title).joined(separator: ", ") }

    /// Of the network in a checkpoint; nil where it is gone.
    private static func parameters(_ path: String) throws -> Int? {
        guard Path.exists(path) else { return nil }
        let stored = try StoredCheckpoint(path: path)
        let graph = try stored.backbone.graph(
            height: stored.size.height, width: stored.size.width, classes: stored.classes.count,
            size: stored.backboneSize)
        return graph.parameters.parameterCount
    }
}
