import Layers

/// What a set of predictions is worth. Accuracies are fractions of 1.
public struct Metrics: Equatable, Sendable {
    public let images: Int
    /// Right predictions; the first of equal logits counts, as torch.argmax takes it.
    public let correct: Int
    /// The mean of the batches' accuracies, which is what the authors' code reports: a short last
    /// batch weighs as much as a full one.
    public let top1BatchMean: Double
    /// Nil with fewer than five classes.
    public let top5: Double?
    /// The mean of the classes' accuracies, over the classes that occur.
    public let classWeighted: Double
    public let meanLoss: Double

    /// For each image whether it is right, as `correct` counts.
    ///
    /// - Parameter logits: images x classes, row-major.
    public static func hits(logits: [Float], labels: [Int32]) -> [Bool] {
        let classes = logits.count / max(1, labels.count)
        return labels.enumerated().map { row, label in
            let (start, label) = (row * classes, Int(label))
            let own = logits[start + label]
            return !own.isNaN
                && (0..<classes).allSatisfy { index in
                    let value = logits[start + index]
                    return value < own || (value == own && index >= label)
                }
        }
    }

    public var top1: Double { Double(correct) / Double(images) }

    /// - Parameters:
    ///   - logits: images x classes, row-major.
    ///   - labels: one an image, at least one.
    ///   - batch: the size of the batches that `top1BatchMean` is taken over.
    public init(logits: [Float], labels: [Int32], classes: Int, batch: Int) {
        precondition(!labels.isEmpty && logits.count == labels.count * classes, "logits do not fit the labels")
        images = labels.count
        var (right, hitsInFive) = ([Bool](), 0)
        var perClass = [(right: Int, images: Int)](repeating: (0, 0), count: classes)
        for (row, label) in labels.enumerated() {
            let label = Int(label)
            let values = logits[(row * classes)..<((row + 1) * classes)]
            let own = values[values.startIndex + label]
            // The rank of the right class: how many come before it, equal ones by their order. A NaN comes
            // before all numbers, and is never right itself.
            var before = own.isNaN ? classes : 0
            for (index, value) in values.enumerated()
            where value > own || value.isNaN || (value == own && index < label) {
                before += 1
            }
            right.append(before == 0)
            if before < 5 { hitsInFive += 1 }
            perClass[label].images += 1
            if before == 0 { perClass[label].right += 1 }
        }
        correct = right.count { $0 }
        let batches = stride(from: 0, to: labels.count, by: batch).map { right[$0..<min($0 + batch, labels.count)] }
        top1BatchMean = batches.reduce(0) { $0 + Double($1.count { $0 }) / Double($1.count) } / Double(batches.count)
        top5 = classes < 5 ? nil : Double(hitsInFive) / Double(images)
        let present = perClass.filter { $0.images > 0 }
        classWeighted = present.reduce(0) { $0 + Double($1.right) / Double($1.images) } / Double(present.count)
        meanLoss = logits.withUnsafeBufferPointer { logits in
            logits.baseAddress.map { CrossEntropy.loss($0, labels: labels, classes: classes) } ?? .nan
        }
    }
}
