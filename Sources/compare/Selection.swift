import CommandSupport
import Foundation
import Storage
import Study
import Training

/// Successive halving of real fine-tuning within a budget of time.
///
/// 1. In the order of LogME each backbone trains one epoch, as long as the budget still has room behind it for one
///    epoch in every rung to come; those without room are skipped. So a poor LogME costs a place only as far as the
///    budget demands.
/// 2. In each rung those that are left train as many epochs as their share of the remaining budget holds; the better
///    half by the images that choose goes on.
/// 3. The last one trains on until its run ends or the budget does.
///
/// Runs are the first runs of their cells: `make cell` takes them up where they were left.
final class Selection {
    private let contestants: [Contestant]
    private let budget: Double
    private let heading: String
    private let quiet: Bool
    private(set) var record: SelectionRecord
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let spentBefore: Double

    /// - Parameters:
    ///   - budget: seconds of everything, what `record` says was spent before included.
    ///   - start: when this call began to spend.
    init(
        _ contestants: [Contestant], budget: Double, record: SelectionRecord, start: ContinuousClock.Instant,
        heading: String, quiet: Bool
    ) {
        // Equal scores keep the paper's order.
        let order = contestants.enumerated().sorted { ($1.element.logME, $0.offset) < ($0.element.logME, $1.offset) }
        self.contestants = order.map(\.element)
        (self.budget, self.record, self.start) = (budget, record, start)
        (self.heading, self.quiet, spentBefore) = (heading, quiet, record.spent)
        // A process that is killed has spent its time all the same.
        for contestant in contestants {
            contestant.epochEnds = { [weak self] in
                // Short epochs must not wait for the disk.
                guard let self, self.spent - self.record.spent > 10 else { return }
                try? self.saveTime()
            }
        }
    }

    private var spent: Double { spentBefore + (clock.now - start).seconds }
    private var remaining: Double { budget - spent }

    /// - Returns: the winner.
    func run() throws -> Contestant {
        var left = try firstEpochs()
        var rung = 1
        while left.count > 1 {
            left = try self.rung(rung, left)
            rung += 1
        }
        guard let winner = left.first else { throw Failure("no backbone was left to choose") }
        if !record.isDone { try finish(winner, rung) }
        return winner
    }

    private func contestant(_ id: BackboneID) -> Contestant? { contestants.first { $0.id == id } }

    private func firstEpochs() throws -> [Contestant] {
        let done = record.rung(0)
        if !done.isEmpty { return done.filter { $0.outcome == .stays }.compactMap { contestant($0.backbone) } }
        report("First epochs, the best LogME first; \(Budget.text(remaining)) left.")
        var kept: [Contestant] = []
        var skipped: [Contestant] = []
        for contestant in contestants {
            // How much longer epochs take than foretold.
            let known = kept.filter(\.isMeasured)
            let (took, said) = (
                known.reduce(0) { $0 + $1.epochSeconds }, known.reduce(0) { $0 + $1.foretold }
            )
            if said > 0 { contestant.scale(took / said) }
            let foretold = contestant.epochSeconds
            let mean = (kept + [contestant]).reduce(0) { $0 + $1.epochSeconds } / Double(kept.count + 1)
            let own = contestant.epochs > 0 ? 0 : foretold
            if !kept.isEmpty && own + HalvingPlan.leastCost(of: kept.count + 1, epoch: mean) > remaining {
                skipped.append(contestant)
                report("  \(contestant.id.rawValue): skipped, no room for its \(Budget.text(foretold)) an epoch")
                continue
            }
            try contestant.advance(to: max(1, contestant.epochs))
            kept.append(contestant)
            try saveTime()
        }
        try add(kept.map { row(0, $0, .stays) } + skipped.map { row(0, $0, .skipped) })
        report("\(kept.count) backbones, \(HalvingPlan.rungs(for: kept.count)) rungs.")
        return kept
    }

    private func rung(_ number: Int, _ left: [Contestant]) throws -> [Contestant] {
        let done = record.rung(number)
        if !done.isEmpty { return done.filter { $0.outcome == .stays }.compactMap { contestant($0.backbone) } }
        let training = left.filter { !$0.isFinished }
        var epochs = HalvingPlan.epochs(
            remaining: remaining, epochs: training.map(\.epochSeconds), count: left.count)
        // The first epochs count for the first rung.
        if number == 1 && epochs > 0 { epochs = max(1, epochs - 1) }
        let target = (training.map(\.epochs).min() ?? 0) + epochs
        let aim = training.isEmpty ? "whose runs have ended" : "to epoch \(target)"
        report("Rung \(number): \(left.count) backbones \(aim); \(Budget.text(remaining)) left.")
        for contestant in left {
            // What takes longer than foretold must not eat the budget.
            let fitting = Int(max(0, min(1e6, (remaining + 0.05 * budget) / max(contestant.epochSeconds, 1e-9))))
            try contestant.advance(to: min(target, contestant.epochs + fitting))
            try saveTime()
        }
        let hits = left.map { $0.hits ?? [] }
        let bootstrap = PairedBootstrap(hits)
        let order = left.indices.sorted {
            (left[$1].top1, left[$1].logME, $0) < (left[$0].top1, left[$0].logME, $1)
        }
        let stays = HalvingPlan.survivors(of: left.count)
        let rows = order.enumerated().map { place, index in
            row(
                number, left[index], place < stays ? .stays : .dropped,
                best: bootstrap.probability(index), stay: bootstrap.probability(index, among: stays))
        }
        try add(rows)
        for row in rows {
            report(
                "  \(row.backbone.rawValue): \(Numbers.percent(row.top1)) %, \(row.outcome.rawValue)"
                    + (row.probabilityOfBest.map { ", P(best) \(Numbers.percent(100 * $0)) %" } ?? ""))
        }
        return order.prefix(stays).map { left[$0] }
    }

    private func finish(_ winner: Contestant, _ number: Int) throws {
        let fitting = Int(max(0, min(1e6, remaining / max(winner.epochSeconds, 1e-9))))
        report("\(winner.id.rawValue) trains on; \(Budget.text(remaining)) left.")
        try winner.advance(to: winner.epochs + fitting)
        try add([row(number, winner, .wins)])
    }

    private func row(
        _ rung: Int, _ contestant: Contestant, _ outcome: SelectionRecord.Outcome, best: Double? = nil,
        stay: Double? = nil
    ) -> SelectionRecord.Row {
        SelectionRecord.Row(
            rung: rung, backbone: contestant.id, epochs: contestant.epochs, isFinished: contestant.isFinished,
            correct: contestant.hits?.count { $0 } ?? 0, images: contestant.hits?.count ?? 0,
            epochSeconds: contestant.epochSeconds, logME: contestant.logME, probabilityOfBest: best,
            probabilityOfStaying: stay, outcome: outcome)
    }

    private func add(_ rows: [SelectionRecord.Row]) throws {
        record.spent = spent
        try record.add(rows, heading: heading)
    }

    /// Time that was spent counts, whatever happens next.
    private func saveTime() throws {
        record.spent = spent
        try record.write(heading: heading)
    }

    private func report(_ line: String) { if !quiet { Console.print(line) } }
}
