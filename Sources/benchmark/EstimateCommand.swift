import ArgumentParser
import Backbones
import CommandSupport
import Datasets
import Foundation
import Layers
import Numerics
import Storage
import Study
import Training

/// Predicts what the study takes on this machine, from speeds measured in about a minute.
struct EstimateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Predicts hours, memory, disk and energy of the study on this machine, by table and figure.",
        discussion: """
            Times each backbone at the profile's values with random images, in training and in inference; other image \
            sizes are predicted by their multiply-adds. What images take to be read and augmented is measured in the \
            prepared files that are there. A run takes its epochs times the images of an epoch; starting and writing \
            results are left out. Writes Results/<profile>/estimate.csv, from which \
            tables take the time of missing cells, and prints a line a table.

            EXAMPLES
              benchmark estimate --profile paper
              benchmark estimate --profile paper+batch16 --epochs 30 --watts 65
              benchmark estimate --profile sample --threads 1 --jobs 2 --seconds 20
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var grid: GridOption

    @OptionGroup var paper: PublishedOption

    @Option(help: ArgumentHelp("The folder of training values.", valueName: "folder"))
    var protocols = "Data/protocol"

    @Option(
        help: ArgumentHelp(
            "The profile's folder of prepared data (default: Data/prepared/<base profile>).", valueName: "folder"))
    var prepared: String?

    @Option(
        help: ArgumentHelp(
            "The catalogue, for data that are not prepared (default: Data/sample.toml or Data/datasets.toml).",
            valueName: "file"))
    var catalogue: String?

    @Option(help: "Runs of a cell.")
    var runs = 3

    @Option(
        help: ArgumentHelp(
            """
            Epochs of a run where neither a run of the cell nor the profile's max_epochs tells. Patience alone, ten \
            epochs a phase, gives 21 at least.
            """, valueName: "epochs"))
    var epochs = 40

    @Option(help: ArgumentHelp("How long to measure, all backbones together.", valueName: "seconds"))
    var seconds = 60.0

    @Option(help: ArgumentHelp("Runs that go on at the same time, each on its threads.", valueName: "runs"))
    var jobs = 1

    @Option(help: ArgumentHelp("The machine's power, where the processor does not count energy.", valueName: "W"))
    var watts: Double?

    @OptionGroup var team: ThreadOption

    @OptionGroup var budget: MemoryOption

    @Flag(help: "Print no progress.")
    var quiet = false

    func validate() throws {
        guard runs >= 1, epochs >= 1, jobs >= 1 else {
            throw ValidationError("'--runs', '--epochs' and '--jobs' must be at least 1.")
        }
        guard seconds > 0, watts ?? 1 > 0 else { throw ValidationError("'--seconds' and '--watts' must be above 0.") }
    }

    func run() throws {
        team.apply()
        let grid = try grid.read()
        let study = try StudyValues(
            grid, profile: place.profile, protocols: protocols,
            prepared: prepared ?? ProfileRoot.preparedFolder(of: place.profile),
            catalogue: DatasetCatalogue(path: catalogue ?? usualCatalogue),
            published: PublishedDatasets(folder: paper.published))
        let needs = CellNeeds(limit: budget.bytes / jobs)
        let (meter, clock) = (EnergyMeter(), ContinuousClock())
        let start = clock.now
        let load = Self.load
        let speeds = try measure(grid.backbones, study)
        let making = try study.making()
        let power = Power(joules: meter?.joules, seconds: (clock.now - start).seconds, stated: watts)
        let cost = try StudyCost(
            grid.cells.map { try self.cost($0, runs: runs, study, needs, speeds, making) },
            pretraining: study.pretraining.map { try self.cost($0, runs: 1, study, needs, speeds, making) },
            prepared: study.data.mapValues(\.bytes), grid: grid, profile: place.profile, jobs: jobs)
        let path = Path.join(place.folder.path, "estimate.csv")
        let provenance = Provenance(program: "benchmark", extra: EngineDescription.entries)
        let measured = grid.backbones.compactMap { id in
            speeds[id].map { ("speed \(id.rawValue)", $0.text) }
        }
        try cost.csv(
            comments: provenance.comments + [
                ("jobs", "\(jobs)"), ("measured", Self.time(seconds)), ("load", Numbers.digits(load, 1)),
            ] + measured
        ).write(to: path)
        Console.print(cost.text(power: power))
        if load > 0.5 {
            Console.print(
                "The machine was at work already (load \(Numbers.digits(load, 1))) when speeds were measured: alone it is "
                    + "faster.")
        }
        Console.print(path)
    }

    private var usualCatalogue: String {
        ProfileRoot.name(of: place.profile) == "sample" ? "Data/sample.toml" : "Data/datasets.toml"
    }

    /// How many threads were at work in the last minute; 0 where the system does not tell.
    private static var load: Double {
        var load = 0.0
        return getloadavg(&load, 1) == 1 ? load : 0
    }

    private static func time(_ seconds: Double) -> String { TimeEstimate.text(seconds: seconds) + " in all" }

    /// A speed and the form in which it was measured.
    private struct Measured {
        let speed: CellCost.Speed
        let form: CellNeeds.Form

        var text: String {
            func rate(_ value: Double) -> String { Numbers.digits(value, value < 100 ? 2 : 0) }
            return "training \(rate(speed.training)), inference \(rate(speed.inference)) images/s "
                + "of \(form.height)x\(form.width)"
        }
    }

    /// Measures each backbone at the values that most columns have.
    private func measure(_ backbones: [BackboneID], _ study: StudyValues) throws -> [BackboneID: Measured] {
        var speeds: [BackboneID: Measured] = [:]
        let bar = ProgressBar(quiet: quiet)
        for (number, id) in backbones.enumerated() {
            guard let backbone = Backbone.named(id.rawValue) else { continue }
            bar.draw("measuring", done: number, of: backbones.count, backbone.title)
            let form = CellNeeds.Form(backbone, study.usual.values, classes: study.usual.classes)
            let network = try Network(try form.graph())
            network.initialize(seed: 1, run: 1)
            let memory = TrainingMemory.activations(network.graph.parameters, within: budget.bytes / jobs)
            let speed = try SpeedMeter(batch: form.batch, memory: memory)
                .speed(of: network, seconds: seconds / Double(backbones.count))
            let measured = Measured(speed: speed, form: form)
            speeds[id] = measured
            bar.clear()
            if !quiet { Console.note("\(id.rawValue): \(measured.text)") }
        }
        return speeds
    }

    private func cost(
        _ cell: CellID, runs: Int, _ study: StudyValues, _ needs: CellNeeds, _ speeds: [BackboneID: Measured],
        _ making: [DatasetID: CellCost.Making]
    ) throws -> CellCost {
        guard let backbone = Backbone.named(cell.backbone.rawValue), let measured = speeds[cell.backbone],
            let values = study.values[cell.dataset], let data = study.data[cell.dataset]
        else { throw Failure("its speed could not be measured", at: cell.name) }
        let form = CellNeeds.Form(backbone, values, classes: data.classes)
        let facts = try needs.facts(form)
        // The head's classes matter little to memory, and each form planned takes a moment.
        let step = try needs.step(CellNeeds.Form(backbone, values, classes: study.mostClasses))
        let weights = (facts.parameters + facts.statistics) * MemoryLayout<Float>.stride
        let predictions = data.test * data.classes * MemoryLayout<Float>.stride
        let history = try EpochHistory.mean(of: cell, in: place.folder)
        let limit = values.maxEpochs.map(Double.init)
        return CellCost(
            cell, isDone: study.isDone(cell, in: place.folder, runs: runs), runs: runs,
            epochs: history ?? limit ?? Double(epochs),
            from: history != nil ? .history : limit != nil ? .limit : .assumed,
            images: data.images(cell.percent, seed: values.seed, holdsOut: values.selection == .validation),
            speed: measured.speed.scaled(from: try needs.facts(measured.form).multiplyAdds, to: facts.multiplyAdds),
            making: making[cell.dataset] ?? .none, memory: step.memory + data.held, fits: step.fits,
            disk: runs * (weights + predictions),
            // Values, the best ones and two moments.
            resume: 4 * weights)
    }
}
