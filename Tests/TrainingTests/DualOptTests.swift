import Testing
import Training

/// The course of a run, told by what each epoch got right.
@Suite struct DualOptTests {
    private func course(
        _ correct: [Int], adamW: Int = 2, sgd: Int = 2, maxEpochs: Int? = nil, improvesOnTie: Bool = false
    ) -> (improved: [Bool], next: [DualOpt.Next], end: DualOpt) {
        var course = DualOpt(adamWPatience: adamW, sgdPatience: sgd, maxEpochs: maxEpochs, improvesOnTie: improvesOnTie)
        let steps = correct.map { course.record(correct: $0) }
        return (steps.map(\.improved), steps.map(\.next), course)
    }

    @Test func patienceEndsEachPhase() {
        let (improved, next, end) = course([5, 7, 6, 6, 6, 6])
        #expect(improved == [true, true, false, false, false, false])
        #expect(next == [.goOn, .goOn, .goOn, .switchToSGD, .goOn, .stop])
        #expect(end.epoch == 6 && end.best == 7 && end.phase == .sgd)
    }

    /// SGD has to beat the best of both phases.
    @Test func theBestHoldsOverBothPhases() {
        let (improved, next, end) = course([9, 3, 3, 8, 10, 9, 10])
        #expect(improved == [true, false, false, false, true, false, false])
        #expect(next == [.goOn, .goOn, .switchToSGD, .goOn, .goOn, .goOn, .stop])
        #expect(end.best == 10)
    }

    /// Epochs count on through the phases, and each phase counts its patience anew.
    @Test func patienceDiffersByPhase() {
        let (_, next, end) = course([4, 1, 1, 1, 1], adamW: 1, sgd: 3)
        #expect(next == [.goOn, .switchToSGD, .goOn, .goOn, .stop])
        #expect(end.epoch == 5)
    }

    @Test func tiesCountWhereTheRuleSaysSo() {
        #expect(course([5, 5, 5]).improved == [true, false, false])
        #expect(course([5, 5, 5]).next.last == .switchToSGD)
        #expect(course([5, 5, 5], improvesOnTie: true).improved == [true, true, true])
        #expect(course([5, 5, 5], improvesOnTie: true).next == [.goOn, .goOn, .goOn])
        #expect(course([0]).improved == [true])
    }

    @Test func maxEpochsEndsBothPhasesTogether() {
        #expect(course([1, 2, 3], maxEpochs: 3).next == [.goOn, .goOn, .stop])
        // Also where the phase would have changed, and in the second phase.
        #expect(course([1, 0, 0], maxEpochs: 3).next == [.goOn, .goOn, .stop])
        #expect(course([1, 0, 0, 2], maxEpochs: 4).next == [.goOn, .goOn, .switchToSGD, .stop])
        #expect(course([1], maxEpochs: 1).next == [.stop])
        #expect(course([1], maxEpochs: 1).improved == [true])
    }

    @Test func anInterruptedCourseGoesOn() {
        let correct = [3, 4, 4, 4, 5, 5, 2]
        let whole = course(correct)
        for cut in 0..<correct.count {
            let first = course(Array(correct[..<cut])).end
            var second = course([]).end
            second.restore(phase: first.phase, epoch: first.epoch, best: first.best, sinceBest: first.sinceBest)
            #expect(second == first)
            let rest = correct[cut...].map { second.record(correct: $0).next }
            #expect(rest == Array(whole.next[cut...]))
            #expect(second == whole.end)
        }
    }
}
