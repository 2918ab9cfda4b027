import Foundation

/// torch.nn.functional.cross_entropy with the mean over the batch.
public enum CrossEntropy {
    /// The mean loss of `count` rows of logits.
    ///
    /// - Parameters:
    ///   - logits: count x classes.
    ///   - labels: the right class of each row, below `classes`.
    ///   - gradient: where the loss's gradient by the logits goes; nil where it is not wanted.
    /// - Returns: the mean loss; NaN or infinite where a logit is.
    public static func loss(
        _ logits: UnsafePointer<Float>, labels: [Int32], classes: Int, gradient: UnsafeMutablePointer<Float>? = nil
    ) -> Double {
        var total = 0.0
        let share = 1 / Float(labels.count)
        for (row, label) in labels.enumerated() {
            let values = logits + row * classes
            var largest = values[0]
            for index in 1..<classes { largest = max(largest, values[index]) }
            var sum = 0.0
            for index in 0..<classes { sum += Double(expf(values[index] - largest)) }
            total += log(sum) - Double(values[Int(label)] - largest)
            guard let gradient else { continue }
            let scale = Float(1 / sum)
            for index in 0..<classes {
                let probability = expf(values[index] - largest) * scale
                gradient[row * classes + index] = (probability - (index == Int(label) ? 1 : 0)) * share
            }
        }
        return total / Double(labels.count)
    }
}
