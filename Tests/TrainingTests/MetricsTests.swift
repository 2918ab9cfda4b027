import Foundation
import Testing
import Training

@Suite struct MetricsTests {
    /// Rows of six logits whose order is that of the text: `cab` means that class 2 is first, then 0, 1.
    private func logits(_ orders: [String], classes: Int = 6) -> [Float] {
        orders.flatMap { order in
            var row = [Float](repeating: -1, count: classes)
            for (rank, letter) in order.utf8.enumerated() { row[Int(letter) - 97] = Float(10 - rank) }
            return row
        }
    }

    @Test func top1AndTop5() {
        let orders = ["abcdef", "bacdef", "cdefba", "bcdefa"]
        // Right, second, last but one, last.
        let metrics = Metrics(logits: logits(orders), labels: [0, 0, 1, 0], classes: 6, batch: 4)
        #expect(metrics.images == 4 && metrics.correct == 1 && metrics.top1 == 0.25)
        #expect(metrics.top5 == 0.75)
    }

    @Test func fewerThanFiveClassesHaveNoTop5() {
        #expect(Metrics(logits: [1, 2, 3, 4], labels: [0], classes: 4, batch: 1).top5 == nil)
        #expect(Metrics(logits: [5, 2, 3, 4, 9], labels: [1], classes: 5, batch: 1).top5 == 1)
    }

    /// Of equal logits the first is the prediction.
    @Test func ties() {
        let rows: [Float] = [1, 1, 0, 0, 1, 1, 2, 2, 2]
        func correct(_ labels: [Int32]) -> Int { Metrics(logits: rows, labels: labels, classes: 3, batch: 3).correct }
        #expect(correct([0, 1, 0]) == 3)
        #expect(correct([1, 2, 1]) == 0)
        #expect(correct([1, 1, 2]) == 1)
        // Five equal ones before: not among five. Four: among them.
        let six = [Float](repeating: 1, count: 6)
        #expect(Metrics(logits: six, labels: [5], classes: 6, batch: 1).top5 == 0)
        #expect(Metrics(logits: six, labels: [4], classes: 6, batch: 1).top5 == 1)
    }

    /// The mean over the classes that occur, whatever their sizes.
    @Test func classWeighted() {
        let orders = ["a", "a", "a", "a", "c"]
        let metrics = Metrics(logits: logits(orders), labels: [0, 0, 0, 1, 2], classes: 6, batch: 5)
        #expect(metrics.top1 == 0.8)
        #expect(abs(metrics.classWeighted - 2.0 / 3) < 1e-15)
    }

    /// A short last batch weighs as much as a full one, as in the authors' code.
    @Test func meanOfBatches() {
        let labels: [Int32] = [0, 0, 0, 0, 1]
        let all = logits(["a", "a", "a", "b", "a"])
        func mean(_ batch: Int) -> Double {
            Metrics(logits: all, labels: labels, classes: 6, batch: batch).top1BatchMean
        }
        #expect(mean(2) == 0.5)
        #expect(mean(4) == 0.375)
        #expect(abs(mean(5) - 0.6) < 1e-15)
        #expect(mean(100) == mean(5))
        #expect(abs(mean(1) - 0.6) < 1e-15)
    }

    @Test func meanLoss() {
        let metrics = Metrics(logits: [0, 0, Float(log(3.0)), 0], labels: [0, 1], classes: 2, batch: 1)
        #expect(abs(metrics.meanLoss - (log(2.0) + log(4.0)) / 2) < 1e-7)
    }

    /// A NaN is no right prediction, wherever it stands: torch.argmax takes it for the largest.
    @Test func nan() {
        for place in 0..<3 {
            var row: [Float] = [3, 1, 2]
            row[place] = .nan
            let metrics = Metrics(logits: row + [3, 1, 2], labels: [0, 0], classes: 3, batch: 2)
            #expect(metrics.correct == 1 && metrics.top1BatchMean == 0.5, "place \(place)")
            #expect(metrics.meanLoss.isNaN)
        }
        let nothing = [Float](repeating: .nan, count: 12)
        let metrics = Metrics(logits: nothing, labels: [0, 5], classes: 6, batch: 2)
        #expect(metrics.correct == 0 && metrics.top5 == 0 && metrics.classWeighted == 0)
    }
}
