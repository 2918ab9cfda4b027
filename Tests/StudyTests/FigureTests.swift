import Foundation
import Storage
import Study
import Testing

let gnuplotIsThere = (try? Gnuplot.find()) != nil

@Suite struct FigureTests {
    @Test func topThreeByTableSeven() throws {
        let published = try Package.published()
        // Table 7: 97.26, 96.82, 96.48 on CIFAR-10 and 83.42, 81.35, 80.14 on Tiny ImageNet.
        #expect(
            TrainingImagesFigure.topThree(of: .cifar10, published: published) == [
                .waveMix, .regNetY32GF, .convNeXtTiny,
            ])
        #expect(
            TrainingImagesFigure.topThree(of: .tinyImageNet, published: published)
                == [.convNeXtTiny, .efficientNetV2S, .regNetY32GF])
    }

    @Test func publishedPointsAreThePapers() throws {
        let place = try Workplace(profile: "sample")
        let figure = try TrainingImagesFigure(.cifar10, in: place.results, published: Package.published())
        #expect(figure.series.count == 3)
        #expect(figure.series[0].points.map(\.trainImages) == [500, 5000, 50_000])
        #expect(figure.series[0].points.map(\.top1) == [80.98, 93.16, 97.26])
        #expect(figure.series.allSatisfy { $0.source == .published && $0.points.allSatisfy { $0.interval == nil } })
    }

    @Test func figureTwoIsOfTinyImageNet() throws {
        let place = try Workplace()
        try place.aggregate(cell(.swinTiny, .tinyImageNet, .hundredth), correct: [5000], trainImages: 1000)
        try place.aggregate(cell(.swinTiny, .cifar10, .hundredth), correct: [6000], trainImages: 500)
        let figure = try TrainingImagesFigure(.tinyImageNet, in: place.results, published: Package.published())
        let backbones: [BackboneID] = [.convNeXtTiny, .efficientNetV2S, .regNetY32GF, .swinTiny, .swinTiny]
        #expect(figure.series.map(\.backbone) == backbones)
        #expect(figure.series[0].points.map(\.trainImages) == [1000, 10_000, 100_000])
        // Table 7, ConvNeXt on Tiny ImageNet at 100 %.
        #expect(figure.series[0].points.last?.top1 == 83.42)
        #expect(figure.series[4].points.map(\.top1) == [50])
        let table = figure.table(comments: [], inputs: figure.inputs)
        #expect(table.records.allSatisfy { $0["dataset"] == "tiny_imagenet" })
        #expect(PaperFigure.allCases.map(\.name) == ["figure1", "figure2"])
    }

    @Test func reproducedPointsTakeTheCountOfTheRuns() throws {
        let place = try Workplace(profile: "sample")
        for (percent, images) in [(Percent.all, 600), (.tenth, 60), (.hundredth, 6)] {
            try place.aggregate(
                cell(.shuffleNetV2, .cifar10, percent), correct: [images], of: 1000, trainImages: images)
        }
        try place.aggregate(cell(.resNet50, .cifar10), correct: [700], of: 1000)
        let figure = try TrainingImagesFigure(.cifar10, in: place.results, published: Package.published())
        let reproduced = figure.series.filter { $0.source == .reproduced }
        #expect(reproduced.map(\.backbone) == [.shuffleNetV2])
        #expect(reproduced[0].points.map(\.trainImages) == [6, 60, 600])
        #expect(reproduced[0].points.map(\.top1) == [0.6, 6, 60])
        // No history says how many images this one was trained on.
        #expect(figure.leftOut == [cell(.resNet50, .cifar10)])
        // On other data than the paper's, only the top three are set beside them.
        #expect(figure.series.filter { $0.source == .published }.count == 3)
    }

    @Test func onThePapersDataEveryBackboneHasItsPublishedCurve() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9458], trainImages: 50_000)
        let figure = try TrainingImagesFigure(.cifar10, in: place.results, published: Package.published())
        #expect(figure.series.map(\.backbone) == [.waveMix, .regNetY32GF, .convNeXtTiny, .resNet50, .resNet50])
        #expect(figure.series.map(\.source) == [.published, .published, .published, .published, .reproduced])
        let table = figure.table(comments: [], inputs: figure.inputs)
        #expect(table.rows.count == 13)
        #expect(table.records.last?["style"] == "1")
        #expect(table.records.last?["train_images"] == "50000")
    }

    @Test func onceThePapersThreeAreRunTheFigureIsThePapers() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10), correct: [9458], trainImages: 50_000)
        for backbone in [BackboneID.convNeXtTiny, .waveMix, .regNetY32GF] {
            try place.aggregate(cell(backbone, .cifar10, .tenth), correct: [9000], trainImages: 5000)
        }
        let figure = try TrainingImagesFigure(.cifar10, in: place.results, published: Package.published())
        let three: [BackboneID] = [.waveMix, .regNetY32GF, .convNeXtTiny]
        #expect(figure.series.map(\.backbone) == three + three)
    }

    @Test func curvesMarkTheSwitch() throws {
        let place = try Workplace()
        let id = cell(.mobileNetV3Large, .neu)
        try place.train(id, run: 1, images: 1440, adamw: 3, sgd: 2)
        let curves = try TrainingCurves(id, run: 1, in: place.results)
        #expect(curves.epochs.count == 5)
        #expect(curves.switchEpoch == 3.5)
        #expect(curves.bestEpoch?.epoch == 5)
        let table = curves.table(comments: [], inputs: curves.inputs)
        #expect(table.records.map { $0["kept"] } == ["", "", "", "", "50.00"])
        #expect(table.records.allSatisfy { $0["switch"] == "3.5" })
        try place.train(id, run: 2, images: 1440, adamw: 3, sgd: 0)
        #expect(try TrainingCurves(id, run: 2, in: place.results).switchEpoch == nil)
    }

    @Test func curvesOfARunThatIsNotThere() throws {
        let place = try Workplace(profile: "sample")
        let thrown = failure { _ = try TrainingCurves(cell(.resNet50, .neu), run: 2, in: place.results) }
        #expect(thrown.what == "run 2 has not been trained")
        #expect(thrown.advice.contains("make cell PROFILE=sample DATASET=neu PERCENT=100 BACKBONE=resnet50 RUNS=2"))
    }

    @Test func wallTimesDoNotMakeCurvesStale() throws {
        let place = try Workplace()
        let id = cell(.resNet50, .neu)
        try place.train(id, run: 1, images: 1440, speed: "1")
        let before = try TrainingCurves(id, run: 1, in: place.results).inputs
        try place.train(id, run: 1, images: 1440, speed: "2")
        #expect(try TrainingCurves(id, run: 1, in: place.results).inputs == before)
        try place.train(id, run: 1, images: 1440, adamw: 4)
        #expect(try TrainingCurves(id, run: 1, in: place.results).inputs != before)
    }

    @Test func aMissingGnuplotIsNamedWithTheRemedy() throws {
        let place = try Workplace()
        for searchPath in [nil, "", place.path, place.path + ":/nowhere"] {
            let thrown = failure { _ = try Gnuplot.find(in: searchPath ?? "") }
            #expect(thrown.what.contains("gnuplot is not installed"))
            #expect(thrown.advice.contains("make deps"))
        }
    }
}

/// Tests that draw.
@Suite(.enabled(if: gnuplotIsThere, "gnuplot is not installed"))
struct DrawingTests {
    private func files(_ place: Workplace, _ name: String, script: String, title: String = "Title") -> FigureFiles {
        FigureFiles(
            stem: Path.join(place.path, "figures", name), script: Package.path("Scripts/plots/" + script), title: title,
            heading: place.results.profile.heading)
    }

    private func bytes(_ files: FigureFiles) throws -> [Data] {
        try (files.images + [files.data]).map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    }

    private func isFigure(_ files: FigureFiles) throws -> Bool {
        let images = try bytes(files)
        return images[0].starts(with: Data("<?xml".utf8)) && images[1].starts(with: [0x89, 0x50, 0x4E, 0x47])
    }

    @Test func equalDataGiveEqualBytes() throws {
        let place = try Workplace(profile: "sample")
        for (percent, images) in [(Percent.all, 600), (.tenth, 60), (.hundredth, 6)] {
            for backbone in [BackboneID.resNet50, .mobileNetV3Large, .shuffleNetV2] {
                try place.aggregate(
                    cell(backbone, .cifar10, percent), correct: [images, images + 9], of: 1000, trainImages: images)
            }
        }
        let figure = try TrainingImagesFigure(.cifar10, in: place.results, published: Package.published())
        let table = figure.table(comments: [("host", "x")], inputs: figure.inputs)
        let (one, two) = (
            files(place, "one", script: "training-images.gp"), files(place, "two", script: "training-images.gp")
        )
        try one.write(table, with: Gnuplot.find())
        try two.write(table, with: Gnuplot.find())
        #expect(try isFigure(one))
        #expect(try bytes(one) == bytes(two))
        let svg = String(decoding: try bytes(one)[0], as: UTF8.self)
        for text in ["WaveMix, published", "ShuffleNetV2, reproduced", "Sample profile: miniature data", "50,000"] {
            #expect(svg.contains(text), "\(text)")
        }
        // Nothing is left of the temporary files.
        #expect(try Path.files(below: Path.join(place.path, "figures")).count == 6)
    }

    @Test func curvesAreDrawnAndEqual() throws {
        let place = try Workplace(profile: "sample")
        let id = cell(.mobileNetV3Large, .neu)
        // Both phases, one phase, and a single epoch.
        for (run, (adamw, sgd)) in [(30, 12), (4, 0), (1, 0)].enumerated() {
            try place.train(id, run: run + 1, images: 1440, adamw: adamw, sgd: sgd)
            let curves = try TrainingCurves(id, run: run + 1, in: place.results)
            let table = curves.table(comments: [], inputs: curves.inputs)
            let one = files(place, "one\(run)", script: "curves.gp", title: curves.title)
            let two = files(place, "two\(run)", script: "curves.gp", title: curves.title)
            try one.write(table, with: Gnuplot.find())
            try two.write(table, with: Gnuplot.find())
            #expect(try isFigure(one))
            #expect(try bytes(one) == bytes(two))
            let svg = String(decoding: try bytes(one)[0], as: UTF8.self)
            #expect(svg.contains("SGD") == (sgd > 0))
            #expect(svg.contains("MobileNetV3-large on NEU"))
        }
    }

    @Test func publishedCurvesAloneAndManyBackbonesAreDrawn() throws {
        let place = try Workplace()
        let none = try TrainingImagesFigure(.cifar10, in: place.results, published: Package.published())
        let few = files(place, "few", script: "training-images.gp")
        try few.write(none.table(comments: [], inputs: none.inputs), with: Gnuplot.find())
        #expect(try isFigure(few))
        for backbone in BackboneID.allCases where backbone != .waveMix {
            try place.aggregate(cell(backbone, .cifar10, .hundredth), correct: [7000, 7100], trainImages: 500)
        }
        let all = try TrainingImagesFigure(.cifar10, in: place.results, published: Package.published())
        #expect(all.series.count == 21)
        let many = files(place, "many", script: "training-images.gp")
        try many.write(all.table(comments: [], inputs: all.inputs), with: Gnuplot.find())
        #expect(try isFigure(many))
    }

    @Test func textIsNeverACommand() throws {
        let place = try Workplace()
        let mark = Path.join(place.path, "mark")
        let title = "`touch \(mark)` \"; system \"touch \(mark)\"; # _x_ ^{y} @ARG1 %d"
        try place.train(cell(.resNet50, .neu), run: 1, images: 1440)
        let curves = try TrainingCurves(cell(.resNet50, .neu), run: 1, in: place.results)
        let figure = files(place, "hostile", script: "curves.gp", title: title)
        try figure.write(curves.table(comments: [], inputs: curves.inputs), with: Gnuplot.find())
        #expect(!Path.exists(mark))
        let svg = String(decoding: try bytes(figure)[0], as: UTF8.self)
        #expect(svg.contains("_x_ ^{y} @ARG1 %d"))
    }

    @Test func aFailingScriptLeavesNoFileAndSaysWhatGnuplotSaid() throws {
        let place = try Workplace()
        _ = try place.write("# style\n", to: "style.gp")
        let script = try place.write("plot nosuchfunction(x)\n", to: "broken.gp")
        let figure = FigureFiles(
            stem: Path.join(place.path, "figures", "x"), script: script, title: "", heading: "")
        let table = CSVTable(columns: ["a"], rows: [["1"]])
        let gnuplot = try Gnuplot.find()
        let thrown = failure { try figure.write(table, with: gnuplot) }
        #expect(thrown.location == script)
        #expect(thrown.what.contains("undefined function: nosuchfunction"))
        #expect(try Path.files(below: Path.join(place.path, "figures")).isEmpty)
        // The first image succeeds, the second does not: neither is there.
        let half = try place.write(
            "if (ARG1 ne 'svg') { exit error 'no png today' }\nset terminal svg\nset output ARG2\nplot x\n",
            to: "half.gp")
        let second = FigureFiles(stem: figure.stem, script: half, title: "", heading: "")
        #expect(failure { try second.write(table, with: gnuplot) }.what.contains("no png today"))
        #expect(try Path.files(below: Path.join(place.path, "figures")).isEmpty)
    }

    @Test func aScriptThatFailsAfterItsImageIsAFailure() throws {
        let place = try Workplace()
        let script = try place.write(
            "set terminal svg\nset output ARG2\nplot x\nset output\nexit error 'too late'\n", to: "late.gp")
        let figure = FigureFiles(stem: Path.join(place.path, "x"), script: script, title: "", heading: "")
        let gnuplot = try Gnuplot.find()
        #expect(failure { try figure.write(CSVTable(columns: ["a"]), with: gnuplot) }.what.contains("too late"))
        #expect(!Path.exists(figure.images[0]))
    }

    @Test func aScriptThatWritesNothingIsAFailure() throws {
        let place = try Workplace()
        let script = try place.write("x = 1\n", to: "silent.gp")
        let figure = FigureFiles(stem: Path.join(place.path, "x"), script: script, title: "", heading: "")
        let gnuplot = try Gnuplot.find()
        let thrown = failure { try figure.write(CSVTable(columns: ["a"]), with: gnuplot) }
        #expect(thrown.what.contains("gnuplot wrote no image"))
    }
}
