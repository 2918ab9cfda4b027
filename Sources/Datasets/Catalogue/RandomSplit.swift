import Numerics

/// A seeded division of images into training and test parts, which does not depend on the order in
/// which the images come.
public struct RandomSplit: Equatable, Sendable {
    /// The share for training, between 0 and 1.
    public let fraction: Double
    public let seed: UInt64
    public let within: Scope
    public let rounding: Rounding
    public let by: Unit

    /// Whether each class is divided, or all images together.
    public enum Scope: String, Decodable, Sendable { case `class`, all }

    /// What becomes of a share that is no whole number.
    public enum Rounding: String, Decodable, Sendable { case nearest, down }

    /// What stays together: each image, each row of a list, or all images of a patient.
    public enum Unit: String, Decodable, Sendable { case image, row, patient }

    public init(
        fraction: Double, seed: UInt64, within: Scope = .class, rounding: Rounding = .nearest, by unit: Unit = .image
    ) {
        self.fraction = fraction
        self.seed = seed
        self.within = within
        self.rounding = rounding
        by = unit
    }

    /// The rule in words, as results record it.
    var text: String {
        let share = within == .class ? "fraction \(fraction) of each class" : "fraction \(fraction) of all"
        let unit = by == .image ? "" : " \(by.rawValue)s"
        return "random, \(share)\(unit)\(rounding == .down ? ", rounded down," : "") for training, seed \(seed)"
    }

    /// Divides images.
    ///
    /// - Parameters:
    ///   - names: one an image, all different.
    ///   - labels: one an image.
    ///   - patients: one an image, where patients stay together.
    /// - Returns: the positions of the images of each part, in the order of the names' bytes.
    public func divide(
        names: [String], labels: [Int], patients: [String]? = nil
    ) -> (train: [Int], test: [Int]) {
        let sorted = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        guard let patients, by == .patient else {
            let training = chosen(sorted.map { [$0] }, label: { labels[$0[0]] })
            return (sorted.filter(training.contains), sorted.filter { !training.contains($0) })
        }
        var members: [String: [Int]] = [:]
        for image in sorted { members[patients[image], default: []].append(image) }
        let order = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let training = chosen(order.compactMap { members[$0] }, label: { labels[$0[0]] })
        return (sorted.filter(training.contains), sorted.filter { !training.contains($0) })
    }

    /// The images of the groups that are chosen for training.
    private func chosen(_ groups: [[Int]], label: ([Int]) -> Int) -> Set<Int> {
        var strata: [Int: [Int]] = [:]
        for (index, group) in groups.enumerated() {
            strata[within == .class ? label(group) : Self.wholeStratum, default: []].append(index)
        }
        var training: Set<Int> = []
        for (stratum, indices) in strata {
            for (index, isTraining) in zip(indices, choose(indices.count, stratum: stratum)) where isTraining {
                training.formUnion(groups[index])
            }
        }
        return training
    }

    /// The number of the stream that divides all images together; no class has it.
    private static let wholeStratum = 0xFF_FFFF

    /// Chooses for training `count` x `fraction`, rounded, but at least one and not all.
    private func choose(_ count: Int, stratum: Int) -> [Bool] {
        let share = Double(count) * fraction
        // A share such as 0.9 x 10 must not fall below the whole number it stands for.
        let wanted = Int(rounding == .down ? (share + 1e-9).rounded(.down) : share.rounded(.toNearestOrAwayFromZero))
        let train = min(max(1, wanted), max(1, count - 1))
        let order = CounterRandom(seed: seed, purpose: .split, run: stratum).permutation(count)
        var chosen = [Bool](repeating: false, count: count)
        for image in order.prefix(train) { chosen[image] = true }
        return chosen
    }
}
