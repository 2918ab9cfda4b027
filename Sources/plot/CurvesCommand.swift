import ArgumentParser
import CommandSupport
import Storage
import Study

struct CurvesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curves",
        abstract: "The training curves of a run: test top-1 and both losses against the epoch.",
        discussion: """
            Writes Paper/<profile>/figures/curves-<dataset>-<percent>-<backbone>-run<k>.{svg,png,csv}.

            Example:
              plot curves --profile sample --dataset cifar10 --percent 100 --backbone resnet50 --run 1
            """)

    @OptionGroup var options: FigureOptions

    @Option(help: "The data set's id.")
    var dataset: DatasetID

    @Option(help: "The share of the training images, in percent.")
    var percent: Percent = .all

    @Option(help: "The backbone's id.")
    var backbone: BackboneID

    @Option(name: .customLong("run"), help: ArgumentHelp("The run, counted from 1.", valueName: "run"))
    var number = 1

    func validate() throws {
        guard number >= 1 else { throw ValidationError("'--run' must be at least 1.") }
    }

    func run() throws {
        let cell = CellID(backbone: backbone, dataset: dataset, percent: percent)
        let curves = try TrainingCurves(cell, run: number, in: options.folder)
        let name = "curves-\(dataset.rawValue)-\(percent.rawValue)-\(backbone.rawValue)-run\(number)"
        try options.draw(
            name, script: "curves.gp", title: curves.title, inputs: curves.inputs, table: curves.table)
    }
}
