import ArgumentParser
import CommandSupport
import Foundation
import Storage
import Study

struct Figure1Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure1",
        abstract: "CIFAR-10: top-1 against the number of training images.",
        discussion: """
            The paper's top three backbones, published (dashed) and reproduced (solid, with the 95 % interval). \
            While one of the three has not been run, the other backbones that were run are shown too. Writes \
            Paper/<profile>/figures/figure1.{svg,png,csv}.

            Example:
              plot figure1 --profile paper
            """)

    @OptionGroup var options: FigureOptions

    @OptionGroup var paper: PublishedOption

    func run() throws {
        let figure = try Figure1(in: options.place.folder, published: try paper.read())
        for cell in figure.leftOut {
            let text = "Left out: \(cell.name), because no history.csv says how many images it trained on.\n"
            FileHandle.standardError.write(Data(text.utf8))
        }
        try options.draw(
            "figure1", script: "figure1.gp", title: "Figure 1. \(figure.dataset.title): accuracy against training data",
            inputs: figure.inputs, table: figure.table)
    }
}
