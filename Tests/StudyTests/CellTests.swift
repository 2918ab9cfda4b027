import Foundation
import Storage
import Study
import Testing

@Suite struct CellTests {
    /// Expected statistics: NumPy and SciPy 1.17.1 on [94.31, 94.58, 94.12].
    @Test func threeRuns() throws {
        let place = try Workplace()
        let made = try place.aggregate(cell(.resNet50, .cifar10), correct: [9431, 9458, 9412], trainImages: 50_000)
        #expect(made.runs == 3)
        #expect(made.best == 94.58)
        #expect(abs(made.mean - 94.33666666666666) < 1e-9)
        #expect(abs((made.standardDeviation ?? 0) - 0.2311565126344743) < 1e-9)
        #expect(abs(made.interval.low - 93.76244205631467) < 1e-9)
        #expect(abs(made.interval.high - 94.91089127701865) < 1e-9)
        #expect(made.published == 94.58)
        #expect(made.difference == 0)
        #expect(made.verdict == .agrees)
        #expect(made.trainImages == 50_000)
    }

    @Test func oneRunFallsBackToWilson() throws {
        let place = try Workplace(profile: "paper+image128+batch32+weights-none")
        let made = try place.aggregate(cell(.mobileNetV3Large, .neu), correct: [354], of: 360)
        #expect(made.standardDeviation == nil)
        #expect(made.mean == made.best)
        #expect(abs(made.interval.low - 96.4120841223222) < 1e-9)
        #expect(abs(made.interval.high - 99.23397037843743) < 1e-9)
        #expect(made.published == nil)
        #expect(made.difference == nil)
        #expect(made.verdict == .notPublished)
        #expect(made.trainImages == nil)
    }

    @Test func theFileHoldsTheAgreedColumns() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .cifar10)
        try place.aggregate(id, correct: [9431, 9458, 9412], trainImages: 50_000)
        let text = try String(contentsOfFile: place.results.cellFile(of: id), encoding: .utf8)
        let data = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            data == [
                "backbone,dataset,percent,runs,best,mean,sd,low,high,published,difference,verdict",
                "resnet50,cifar10,100,3,94.58,94.336667,0.231157,93.762442,94.910891,94.58,0.00,agrees",
            ])
        #expect(text.contains("# heading: Profile paper: the paper's data sets and training values."))
        #expect(text.contains("# input train_images: 50000"))
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let place = try Workplace()
        for (id, correct, images) in [
            (cell(.resNet50, .cifar10), [9431, 9458, 9412], 50_000), (cell(.waveMix, .neu), [353], 1440),
        ] {
            let made = try place.aggregate(id, correct: correct, of: 10_000, trainImages: images)
            let read = try #require(try StoredCell.read(id, in: place.results)).cell
            #expect(read.id == made.id)
            #expect(read.runs == made.runs)
            #expect(read.verdict == made.verdict)
            #expect(read.published == made.published)
            #expect(read.trainImages == images)
            #expect((read.standardDeviation == nil) == (made.standardDeviation == nil))
            #expect(abs(read.mean - made.mean) < 1e-6)
            #expect(abs(read.interval.low - made.interval.low) < 1e-6)
        }
        #expect(try StoredCell.read(cell(.resNet50, .cifar100), in: place.results) == nil)
    }

    @Test func verdicts() throws {
        let place = try Workplace()
        // Published: 94.58, 95.92, 96.30, 97.26. The tolerance is one point.
        #expect(try place.aggregate(cell(.resNet50, .cifar10), correct: [9558]).verdict == .agrees)
        #expect(try place.aggregate(cell(.resNet50, .cifar10), correct: [9358]).verdict == .agrees)
        #expect(try place.aggregate(cell(.resNet50, .cifar10), correct: [9559]).verdict == .higher)
        #expect(try place.aggregate(cell(.resNet50, .cifar10), correct: [9357]).verdict == .lower)
        // 420 test images: two standard errors of 98.81 are 1.058 points, so that 411 (-0.95) and 410 (-1.19)
        // lie on the two sides.
        #expect(try place.aggregate(cell(.swinV2Tiny, .ucMerced), correct: [411], of: 420).verdict == .agrees)
        #expect(try place.aggregate(cell(.swinV2Tiny, .ucMerced), correct: [410], of: 420).verdict == .lower)
    }

    @Test(arguments: ["sample", "paper+batch32", "paper2"])
    func otherProfilesAreNotComparable(profile: String) throws {
        let place = try Workplace(profile: profile)
        let made = try place.aggregate(cell(.resNet50, .cifar10), correct: [9458])
        #expect(made.verdict == .notComparable)
        #expect(made.published == 94.58)
        #expect(made.difference == 0)
    }

    @Test func aMissingRunIsNamedWithTheCommand() throws {
        let place = try Workplace(profile: "sample")
        let id = cell(.resNet50, .cifar10, .tenth)
        try place.evaluate(id, run: 1, correct: 9000)
        let thrown = failure { _ = try place.cellFile(id, runs: 2) }
        #expect(thrown.location == place.results.evaluation(of: id, run: 2))
        #expect(thrown.what == "run 2 of 2 has not been evaluated")
        #expect(
            thrown.advice == "Run `make cell PROFILE=sample DATASET=cifar10 PERCENT=10 BACKBONE=resnet50 RUNS=2`.")
    }

    @Test func filesOutOfPlaceAreRefused() throws {
        let place = try Workplace()
        let (id, other) = (cell(.resNet50, .cifar10), cell(.waveMix, .cifar10))
        try place.evaluate(id, run: 1, correct: 9000)
        try AtomicFile.makeFolder(place.results.runFolder(of: other, run: 1))
        try FileManager.default.copyItem(
            atPath: place.results.evaluation(of: id, run: 1), toPath: place.results.evaluation(of: other, run: 1))
        #expect(failure { _ = try place.cellFile(other, runs: 1) }.what.contains("holds run 1 of resnet50 cifar10 100"))
        try AtomicFile.makeFolder(place.results.runFolder(of: id, run: 2))
        try FileManager.default.copyItem(
            atPath: place.results.evaluation(of: id, run: 1), toPath: place.results.evaluation(of: id, run: 2))
        #expect(failure { _ = try place.cellFile(id, runs: 2) }.what.contains("not run 2"))
    }

    @Test func numbersThatContradictEachOtherAreRefused() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .cifar10)
        try place.evaluate(id, run: 1, correct: 9000)
        let path = place.results.evaluation(of: id, run: 1)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try AtomicFile.write(text.replacing("10000,9000,90.00", with: "10000,9100,90.00"), to: path)
        #expect(failure { _ = try place.cellFile(id, runs: 1) }.what.contains("not 9100 of 10000"))
        try AtomicFile.write(text.replacing("10000,9000,90.00", with: "10000,10001,100.01"), to: path)
        #expect(failure { _ = try place.cellFile(id, runs: 1) }.what.contains("10001 correct of 10000"))
        try AtomicFile.write(text.replacing("10000,9000,90.00", with: "0,0,0"), to: path)
        #expect(failure { _ = try place.cellFile(id, runs: 1) }.what.contains("0 correct of 0"))
    }

    @Test func runsOnDifferentDataAreRefused() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .cifar10)
        try place.evaluate(id, run: 1, correct: 9000)
        try place.evaluate(id, run: 2, correct: 900, of: 1000)
        #expect(failure { _ = try place.cellFile(id, runs: 2) }.what.contains("10000 in run 1, 1000 in run 2"))
        try place.evaluate(id, run: 2, correct: 9000)
        try place.train(id, run: 1, images: 500)
        try place.train(id, run: 2, images: 400)
        #expect(failure { _ = try place.cellFile(id, runs: 2) }.what.contains("500 in run 1, 400 in run 2"))
    }

    @Test func wallTimesAndCommentsMakeNothingStale() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .cifar10)
        try place.evaluate(id, run: 1, correct: 9000)
        try place.train(id, run: 1, images: 50_000)
        let before = try place.cellFile(id, runs: 1).inputs
        try place.evaluate(id, run: 1, correct: 9000, speed: "7.25", comment: "another")
        try place.train(id, run: 1, images: 50_000, speed: "3")
        #expect(try place.cellFile(id, runs: 1).inputs == before)
        try place.evaluate(id, run: 1, correct: 9001)
        let after = try place.cellFile(id, runs: 1).inputs
        #expect(after.reasons(against: before).count == 1)
        #expect(after.reasons(against: before)[0].hasPrefix("run1 evaluation was "))
    }

    @Test func theToleranceIsAnInputOnlyWhereItDecides() throws {
        let other = Tolerance(points: 2, standardErrors: 2)
        let paper = try Workplace()
        let (published, unpublished) = (cell(.resNet50, .cifar10), cell(.resNet50, .neu))
        for id in [published, unpublished] { try paper.evaluate(id, run: 1, correct: 9000) }
        #expect(
            try paper.cellFile(published, runs: 1, tolerance: other).inputs
                .reasons(against: try paper.cellFile(published, runs: 1).inputs)
                == ["tolerance points was 1.00, is now 2.00"])
        #expect(
            try paper.cellFile(unpublished, runs: 1, tolerance: other).inputs
                == paper.cellFile(unpublished, runs: 1).inputs)
        let sample = try Workplace(profile: "sample")
        try sample.evaluate(published, run: 1, correct: 9000)
        #expect(
            try sample.cellFile(published, runs: 1, tolerance: other).inputs
                == sample.cellFile(published, runs: 1).inputs)
    }

    @Test func theRowForATerminal() throws {
        let place = try Workplace(profile: "sample")
        let one = try place.aggregate(cell(.mobileNetV3Large, .neu), correct: [354], of: 360)
        let three = try place.aggregate(cell(.resNet50, .cifar10), correct: [9431, 9458, 9412])
        let lines = CellReport.text([one, three], profile: place.results.profile).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("Sample profile: miniature data generated from a seed."))
        func fields(_ line: Substring) -> [String] {
            line.split(separator: /[ ]{2,}/).map(String.init)
        }
        #expect(
            fields(lines[2]) == [
                "mobilenet_v3_large", "neu", "100", "1", "98.33", "98.33", "96.41 to 99.23", "–", "–", "not published",
            ])
        #expect(
            fields(lines[3]) == [
                "resnet50", "cifar10", "100", "3", "94.58", "94.34 ± 0.23", "93.76 to 94.91", "94.58", "0.00",
                "not comparable",
            ])
    }
}
