import Foundation
import Storage
import Study
import Testing

/// What cells take, from given speeds.
@Suite struct StudyCostTests {
    /// A hundred images a second in training, four hundred in inference.
    private func cost(
        _ cell: CellID, done: Bool = false, runs: Int = 3, epochs: Double = 10, training: Int = 1000,
        memory: Int = 2_000_000_000, fits: Bool = true
    ) -> CellCost {
        CellCost(
            cell, isDone: done, runs: runs, epochs: epochs, from: .assumed,
            images: .init(training: training, judging: 200, test: 400), speed: .init(training: 100, inference: 400),
            memory: memory, fits: fits, disk: 30_000_000, resume: 40_000_000)
    }

    @Test func secondsAreThoseOfEpochsAndOfTheLastPrediction() {
        // 10 epochs of 1000 / 100 + 200 / 400 seconds, and 400 / 400 for the best weights: 106; three runs.
        #expect(cost(cell(.resNet50, .cifar10)).seconds == 318)
        #expect(cost(cell(.resNet50, .cifar10), runs: 1, epochs: 2.5).seconds == 27.25)
    }

    @Test func makingImagesTakesItsTimeBesides() {
        let cost = CellCost(
            cell(.resNet50, .cifar10), isDone: false, runs: 2, epochs: 4, from: .assumed,
            images: .init(training: 1000, judging: 200, test: 400), speed: .init(training: 100, inference: 400),
            making: .init(training: 0.25, plain: 0.125), memory: 0, fits: true, disk: 0, resume: 0)
        // Epochs of 10 + 250 and 0.5 + 25 seconds, four of them; then 1 + 50.
        #expect(cost.seconds == 2386)
    }

    @Test func speedGoesWithMultiplyAdds() {
        let speed = CellCost.Speed(training: 12, inference: 48)
        #expect(speed.scaled(from: 500, to: 2000) == CellCost.Speed(training: 3, inference: 12))
        #expect(speed.scaled(from: 500, to: 500) == speed)
    }

    @Test func sharedCellsCountOnceInTheTotalAndInEachTable() throws {
        let grid = try Package.grid()
        let profile = try ProfileName.named("paper")
        let done = cell(.resNet50, .cifar10)
        let costs = grid.cells.map { cost($0, done: $0 == done) }
        let each = costs[0].seconds
        let prepared = [DatasetID.cifar10: 5_000_000]
        let study = StudyCost(costs, prepared: prepared, grid: grid, profile: profile)
        let rows = Dictionary(uniqueKeysWithValues: study.rows.map { ($0.title, $0) })
        let (four, seven) = (try #require(rows["Table 4"]), try #require(rows["Table 7"]))
        #expect(four.cells == 77 && four.missing == 76 && seven.cells == 66 && seven.missing == 65)
        #expect(four.seconds == each * 77 && abs(four.missingSeconds - each * 76) < 1e-6)
        #expect(four.memory == 2_000_000_000 && four.disk == 77 * 30_000_000 + 40_000_000 + 5_000_000)
        #expect(rows["Figure 1"]?.cells == 33 && rows["Table 5"]?.cells == 77)
        // The ranking rests on Tables 4, 5 and 6.
        #expect(rows["Table 1"]?.cells == 17 * 11)
        let total = study.total
        #expect(total.cells == 319 && total.missing == 318 && abs(total.seconds - each * 319) < 1e-6)
    }

    @Test func runsAtOnceShareTheTimeAndAddUpTheirMemory() throws {
        let grid = try Package.grid()
        let profile = try ProfileName.named("paper")
        let costs = grid.cells.map { cost($0, memory: $0.backbone == .swinTiny ? 3_000_000_000 : 1_000_000_000) }
        let one = StudyCost(costs, prepared: [:], grid: grid, profile: profile).total
        let two = StudyCost(costs, prepared: [:], grid: grid, profile: profile, jobs: 2).total
        #expect(two.seconds == one.seconds / 2 && one.memory == 3_000_000_000 && two.memory == 6_000_000_000)
        #expect(two.disk == one.disk + 40_000_000)
    }

    @Test func whatCellsStartFromCountsOnce() throws {
        let grid = try Package.grid()
        let first = cost(cell(.resNet50, .ucMerced, .hundredth), runs: 1)
        let study = StudyCost(
            grid.cells.map { cost($0, done: true) }, pretraining: [first], prepared: [:], grid: grid,
            profile: try ProfileName.named("sample"))
        #expect(study.total.cells == 320 && study.total.missing == 1)
        #expect(study.total.missingSeconds == first.seconds)
        #expect(study.rows.last?.title == "pretraining" && study.rows.last?.cells == 1)
    }

    @Test func tablesTakeTheTimeOfMissingCellsFromTheFile() throws {
        let place = try Workplace()
        let grid = try Package.grid()
        let study = StudyCost(
            grid.cells.map { cost($0) }, prepared: [:], grid: grid, profile: try ProfileName.named("paper"))
        try study.csv(comments: [("host", "here")]).write(to: Path.join(place.results.path, "estimate.csv"))
        let missing = [cell(.resNet50, .neu), cell(.swinTiny, .cifar10, .tenth)]
        let time = try #require(try TimeEstimate(of: missing, grid: grid, in: place.results))
        #expect(time.cells == 2 && time.basis == "estimate.csv" && time.seconds == 2 * 318)
    }

    @Test func theListingNamesWhatItRestsOn() throws {
        let grid = try Package.grid()
        let costs = grid.cells.map { cost($0, fits: $0.dataset != .galaxy10) }
        let study = StudyCost(costs, prepared: [:], grid: grid, profile: try ProfileName.named("paper"))
        let text = study.text(power: .unknown)
        #expect(text.contains("Profile paper: the paper's data sets and training values.\n"))
        #expect(text.contains("Epochs: assumed to be 10 a run (--epochs) for 319 cells.\n"))
        #expect(text.contains("\n11 cells need more memory than may be used, "))
        #expect(text.contains("About 28.2 h for all, 28.2 h for what is missing.\n"))
        #expect(text.hasSuffix("With --watts W, the power of the whole machine, an upper bound is given."))
    }

    @Test func energyIsWhatThePowerMakesOfTheTime() {
        #expect(Power(joules: 500, seconds: 10, stated: 200) == .measured(50))
        // A counter that stands still says nothing.
        #expect(Power(joules: 0, seconds: 10, stated: 200) == .bound(200))
        #expect(Power(joules: nil, seconds: 10, stated: nil) == .unknown)
        #expect(Power.bound(100).energy(seconds: 7200) == 0.2 && Power.unknown.energy(seconds: 7200) == nil)
        let bound = Power.bound(100).text(seconds: 360_000)
        #expect(bound.hasPrefix("Energy: at most 10 kWh, 3.70 kg of CO2 at the paper's 0.37 kg/kWh"))
        #expect(Power.measured(50).text(seconds: 3600).contains("0.05 kWh, 0.02 kg of CO2"))
    }

    @Test func packagesAreAddedUpAndMayStartAgainFromZero() throws {
        let place = try Workplace()
        func write(_ zone: String, _ energy: Int) throws {
            _ = try place.write("\(energy)\n", to: "power/\(zone)/energy_uj")
            _ = try place.write("10000000\n", to: "power/\(zone)/max_energy_range_uj")
        }
        let folder = Path.join(place.path, "power")
        #expect(EnergyMeter(folder: folder) == nil)
        try write("intel-rapl:0", 9_000_000)
        try write("intel-rapl:1", 1_000_000)
        // A part of the first package, which counts it already.
        try write("intel-rapl:0:0", 0)
        let meter = try #require(EnergyMeter(folder: folder))
        try write("intel-rapl:0", 500_000)
        try write("intel-rapl:1", 3_000_000)
        try write("intel-rapl:0:0", 900_000)
        #expect(meter.joules == 3.5)
    }

    @Test func onlyFinishedRunsTellTheNumberOfEpochs() throws {
        let place = try Workplace()
        let known = cell(.resNet50, .cifar10)
        #expect(try EpochHistory.mean(of: known, in: place.results) == nil)
        try place.train(known, run: 1, images: 10, adamw: 3, sgd: 2)
        #expect(try EpochHistory.mean(of: known, in: place.results) == nil)
        try place.evaluate(known, run: 1, correct: 100)
        try place.train(known, run: 2, images: 10, adamw: 6, sgd: 2)
        try place.evaluate(known, run: 2, correct: 100)
        try place.train(known, run: 3, images: 10, adamw: 1, sgd: 1)
        #expect(try EpochHistory.mean(of: known, in: place.results) == 6.5)
    }
}
