import ArgumentParser
import CommandSupport
import Foundation
import Storage
import Study
import Training

struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Finds a backbone within a budget of time: LogME first, then successive halving.",
        discussion: """
            Every backbone's features are scored without training (LogME, at most a quarter of the budget). Then all \
            train an epoch, as far as the budget has room, and the better half of those that are left goes on, until \
            one is left. Writes logme.csv, selection.csv, comparison.{csv,md} and best.h5. Interrupted, the same call \
            goes on. Runs are the first runs of their cells: what is trained here need not be trained again.

            EXAMPLES
              compare select --profile paper+selection-validation --dataset own-mushrooms --budget 1h
              compare select --profile sample --dataset cifar10 --budget 90s --backbones resnet50,swin_t
            """)

    @OptionGroup var options: ColumnOptions

    @OptionGroup var data: SetupOptions

    @Option(help: ArgumentHelp("The time that all of it may take, such as 90s, 30m or 1h30m.", valueName: "time"))
    var budget: Budget

    @OptionGroup var figure: ComparisonFigureOptions

    @OptionGroup var team: ThreadOption

    @OptionGroup var limit: MemoryOption

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        team.apply()
        let clock = ContinuousClock()
        let start = clock.now
        let setups = try data.setups(options)
        let heading = options.place.profile.heading
        if let dataset = setups.first?.setup.dataset { try dataset.verify() }
        var inputs = Inputs(["budget_seconds": Numbers.exact(budget.seconds), "selection": "1"])
        for (id, setup) in setups { inputs["run \(id.rawValue)"] = try Digest.of(setup.inputs.text) }
        let record = try SelectionRecord(path: options.file("selection.csv"), inputs: inputs)
        let stage = FrozenStage(
            path: options.file("logme.csv"), heading: heading, memory: limit.bytes, quiet: quiet)
        let scores = try stage.run(setups, within: budget.seconds / 4)
        let contestants = try setups.map { id, setup in
            guard let score = scores.rows[id] else { throw Failure("has no LogME score", at: id.rawValue) }
            return try Contestant(
                id, setup, folder: options.place.folder.runFolder(of: options.column.cell(id), run: 1), score: score,
                memory: limit.bytes, quiet: quiet)
        }
        let selection = Selection(
            contestants, budget: budget.seconds, record: record, start: start, heading: heading, quiet: quiet)
        let winner = try selection.run()
        let best = options.file("best.h5")
        try winner.keep(as: best)
        let report = try SelectionReport(
            selection.record, scores: scores, contestants: contestants, budget: budget.seconds, options: options,
            testHits: winner.setup.heldOut.isEmpty ? nil : try winner.testHits())
        let comments = Provenance(program: "compare", extra: EngineDescription.entries).comments
        try AtomicFile.write(report.markdown(best: best), to: options.file("comparison.md"))
        try report.csv(comments: comments).write(to: options.file("comparison.csv"))
        var making = MakingOptions()
        (making.quiet, making.why) = (quiet, false)
        try figure.draw(report.figure, in: options.folder, making: making)
        if quiet { return }
        print("\(heading)\n\(report.text)")
        print("\(options.file("comparison.md")) (.csv)\nTo use the best model:\n  \(options.use(best))")
    }
}
