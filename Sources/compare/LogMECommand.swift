import ArgumentParser
import CommandSupport
import Storage
import Study
import Training

struct LogMECommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logme",
        abstract: "Estimates without training how well each backbone's features suit the images.",
        discussion: """
            LogME (You et al. 2021) on the features before the head, from the weights that training would start with, \
            over at most 2,000 training images. Writes logme.csv; higher is better. compare rank and select report how \
            well it agrees with accuracies.

            EXAMPLE
              compare logme --profile paper --dataset own-mushrooms
            """)

    @OptionGroup var options: ColumnOptions

    @OptionGroup var data: SetupOptions

    @OptionGroup var team: ThreadOption

    @OptionGroup var budget: MemoryOption

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        team.apply()
        let path = options.file("logme.csv")
        let stage = FrozenStage(
            path: path, heading: options.place.profile.heading, memory: budget.bytes, quiet: quiet)
        let table = try stage.run(try data.setups(options))
        if quiet { return }
        var text = TextTable(header: ["", "backbone", "LogME", "features", "images/s"], rightAligned: [0, 2, 3, 4])
        let ranked = options.ids.compactMap { table.rows[$0] }.sorted { $0.score > $1.score }
        for (index, row) in ranked.enumerated() {
            text.append([
                String(index + 1), row.backbone.title, FrozenStage.text(row.score), String(row.dimensions),
                Numbers.digits(row.imagesPerSecond, 1),
            ])
        }
        print("\(options.place.profile.heading)\n\(text.text)\n\(path)")
    }
}
