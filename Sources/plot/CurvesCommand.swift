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

    @OptionGroup var cell: CellOptions

    @OptionGroup var which: RunOption

    func run() throws {
        let curves = try TrainingCurves(cell.id, run: which.run, in: options.place.folder)
        let name = "curves-\(cell.dataset.rawValue)-\(cell.percent.rawValue)-\(cell.backbone.rawValue)-run\(which.run)"
        try options.draw(
            name, script: "curves.gp", title: curves.title, inputs: curves.inputs, table: curves.table)
    }
}
