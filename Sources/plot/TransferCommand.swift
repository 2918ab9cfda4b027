import ArgumentParser
import CommandSupport
import Storage
import Study

struct TransferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract: "How well ImageNet accuracy tells the order after fine-tuning, by data set.",
        discussion: """
            Spearman's rank correlation of the backbones' top-1 on ImageNet (the paper's Table 2) with their top-1 \
            after fine-tuning, published and reproduced, a bar a data set and share of its images, with the number \
            of backbones. Writes Paper/<profile>/figures/transfer.{svg,png,csv}.

            Example:
              plot transfer --profile paper
            """)

    @OptionGroup var options: FigureOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @Option(help: ArgumentHelp("The file with the least margin of a reproduced accuracy.", valueName: "file"))
    var study = "Data/study.toml"

    func run() throws {
        let grid = try grid.read()
        let figure = try TransferFigure(
            grid: grid, cells: StoredCells(grid.cells, in: options.place.folder),
            published: PublishedPaper(folder: paper.published), leastMargin: ClaimMargin.read(path: study))
        try options.draw(
            TransferFigure.name, script: "transfer.gp", title: TransferFigure.title, inputs: figure.inputs,
            table: figure.table)
    }
}
