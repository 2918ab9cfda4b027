import CommandSupport
import Foundation
import Numerics
import Storage
import Study
import Training

/// The first stage: every backbone looks once at some of the training images, without training, and LogME says how
/// well its features tell the classes.
struct FrozenStage {
    /// No more images than that: LogME's order changes little beyond.
    static let mostImages = 2000
    /// Fewer tell nothing, whatever the budget.
    static let fewestImages = 64

    let path: String
    let heading: String
    let memory: Int
    let quiet: Bool

    /// Scores the backbones that have no valid score yet; what is done is kept after each.
    ///
    /// - Parameter seconds: what all of it may take, about; fewer images are used where it is short. Nil sets no limit.
    func run(_ setups: [(id: BackboneID, setup: RunSetup)], within seconds: Double? = nil) throws -> LogMETable {
        var table = (try? LogMETable(path: path)) ?? LogMETable()
        let images = try count(setups, table, within: seconds)
        for (place, (id, setup)) in setups.enumerated() {
            let chosen = FrozenFeatures.images(of: setup, limit: images)
            let digest = try LogMETable.digest(setup, images: chosen.count)
            if let row = table.rows[id], row.setup == digest {
                report("\(id.rawValue): LogME \(Self.text(row.score)), as before")
                continue
            }
            let bar = ProgressBar(quiet: quiet)
            let clock = ContinuousClock()
            let start = clock.now
            let frozen = try FrozenFeatures(setup, memory: memory)
            let features = try frozen.features(of: chosen) { done in
                bar.draw("\(place + 1) of \(setups.count) \(id.rawValue)", done: done, of: chosen.count)
            }
            let middle = clock.now
            let score = try LogME.score(
                features: features, labels: chosen.map { setup.dataset.train.labels[$0] })
            bar.clear()
            let row = LogMETable.Row(
                backbone: id, score: score, dimensions: frozen.dimensions, images: chosen.count,
                imagesPerSecond: Double(chosen.count) / max((middle - start).seconds, 1e-9),
                seconds: (clock.now - start).seconds, setup: digest)
            table.put(row)
            try table.write(to: path, heading: heading)
            report(
                "\(id.rawValue): LogME \(Self.text(score)), \(Numbers.digits(row.imagesPerSecond, 1)) images/s, "
                    + Budget.text(row.seconds))
        }
        return table
    }

    /// How many images all of them get: the same, or their scores could not be compared. A stage that was interrupted
    /// goes on with what it had decided.
    private func count(
        _ setups: [(id: BackboneID, setup: RunSetup)], _ table: LogMETable, within seconds: Double?
    ) throws -> Int {
        guard let (_, first) = setups.first else { return 0 }
        let all = min(Self.mostImages, first.samples.count)
        for (id, setup) in setups {
            guard let row = table.rows[id], row.setup == (try LogMETable.digest(setup, images: row.images)) else {
                continue
            }
            // What a shorter budget decided does not bind one that can afford more.
            let suffices =
                seconds.map { Double(row.images * 2 * setups.count) / row.imagesPerSecond > $0 } ?? false
            if row.images == all || suffices { return row.images }
        }
        guard let seconds else { return all }
        // A few images of each, the start of the network included, tell the speeds.
        let few = min(all, 16)
        var secondsAnImage = 0.0
        let clock = ContinuousClock()
        for (place, (id, setup)) in setups.enumerated() {
            let bar = ProgressBar(quiet: quiet)
            bar.draw("measuring \(id.rawValue)", done: place, of: setups.count)
            let start = clock.now
            _ = try FrozenFeatures(setup, memory: memory).features(of: FrozenFeatures.images(of: setup, limit: few))
            secondsAnImage += (clock.now - start).seconds / Double(few)
            bar.clear()
        }
        let affordable = Int(min(1e9, seconds / max(secondsAnImage, 1e-9)))
        let images = min(all, max(affordable, Self.fewestImages))
        if images < all {
            report(
                "LogME goes by \(images) of \(grouped(first.samples.count)) training images: the budget allows no more")
        }
        return images
    }

    static func text(_ score: Double) -> String { Numbers.digits(score, 4) }

    private func report(_ line: String) { if !quiet { Console.print(line) } }
}
