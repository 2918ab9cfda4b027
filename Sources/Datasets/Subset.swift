import Numerics

/// A percentage of the training images, class by class.
public enum Subset {
    /// Chooses images for training with less data.
    ///
    /// Each class has one seeded order; n of its images at `percent` are the first
    /// n x percent / 100 of that order, rounded half up, and at least one. So each subset holds every
    /// smaller one of the same seed: 1 % lies inside 10 %, and 10 % inside 100 %.
    ///
    /// - Parameters:
    ///   - labels: of all training images.
    ///   - classes: the number of classes; labels lie below it.
    ///   - percent: 1 to 100.
    /// - Returns: positions in `labels`, ascending.
    public static func indices(labels: [Int32], classes: Int, percent: Int, seed: UInt64) -> [Int] {
        precondition((1...100).contains(percent), "a percentage lies between 1 and 100")
        var members = [[Int]](repeating: [], count: classes)
        for (image, label) in labels.enumerated() { members[Int(label)].append(image) }
        var chosen: [Int] = []
        for (label, images) in members.enumerated() where !images.isEmpty {
            let count = max(1, (images.count * percent + 50) / 100)
            let order = CounterRandom(seed: seed, purpose: .subset, run: label).permutation(images.count)
            chosen += order.prefix(count).map { images[$0] }
        }
        return chosen.sorted()
    }

    /// Parts the images of a run in those that it trains on and those that choose its best epoch, where the test
    /// images are not to: one in five of each class, rounded half up, and one where a class has two.
    ///
    /// - Parameters:
    ///   - images: positions in `labels`, as `indices` gives them.
    ///   - labels: of all training images.
    /// - Returns: positions in `labels`, ascending. A class with one image keeps it for training.
    public static func holdOut(
        of images: [Int], labels: [Int32], classes: Int, seed: UInt64
    ) -> (training: [Int], validation: [Int]) {
        var members = [[Int]](repeating: [], count: classes)
        for image in images { members[Int(labels[image])].append(image) }
        var held: Set<Int> = []
        for (label, images) in members.enumerated() where images.count > 1 {
            let count = max(1, (images.count * 2 + 5) / 10)
            let order = CounterRandom(seed: seed, purpose: .validation, run: label).permutation(images.count)
            held.formUnion(order.prefix(count).map { images[$0] })
        }
        return (images.filter { !held.contains($0) }, held.sorted())
    }
}
