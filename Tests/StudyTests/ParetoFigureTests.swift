import Foundation
import Storage
import Study
import Testing

@Suite struct ParetoFigureTests {
    private func figure(_ place: Workplace, against axis: ParetoFigure.Axis = .parameters) throws -> ParetoFigure {
        let grid = try Package.grid()
        return try ParetoFigure(
            against: axis, grid: grid, cells: StoredCells(grid.cells, in: place.results), published: Package.paper())
    }

    private func speeds(_ place: Workplace, _ rows: String) throws -> MeasuredSpeeds {
        try MeasuredSpeeds(
            path: place.write(
                "backbone,mode,batch,size,threads,images_per_second,memory_mib\n" + rows + "\n",
                to: "throughput.csv"))
    }

    @Test func publishedPointsAreThePapers() throws {
        let figure = try figure(Workplace())
        #expect(figure.points.count == 66)
        #expect(figure.name == "pareto" && figure.leftOut.isEmpty)
        let records = figure.table(comments: [], inputs: figure.inputs).records
        let texture = records.filter { $0["domain"] == "Texture" }
        // DTD in Table 5 against Table 2: the front first, by rising parameters.
        #expect(texture.prefix(4).map { $0["x"] } == ["5.50", "19.40", "25.00", "28.60"])
        #expect(texture.prefix(4).map { $0["top1"] } == ["68.69", "71.16", "72.73", "73.70"])
        #expect(texture.map { $0["front"] } == Array(repeating: "1", count: 4) + Array(repeating: "0", count: 7))
        #expect(Set(records.map { $0["panel"] }) == ["1", "2", "3", "4", "5", "6"])
        #expect(records.allSatisfy { $0["label"] == $0["number"] && $0["low"] == "" })
    }

    @Test func aReproducedPointNeedsAllColumnsOfItsDomainAndTakesTheLabel() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .dtd), correct: [700, 700, 700], of: 1000)
        // One of the seven natural columns is not enough.
        try place.aggregate(cell(.resNet50, .cifar10), correct: [900], of: 1000)
        let figure = try figure(place)
        let reproduced = figure.points.filter { $0.source == .reproduced }
        #expect(reproduced.map(\.domain.id) == ["texture"])
        #expect(reproduced.map(\.top1.value) == [70] && reproduced[0].isOnFront)
        let texture = figure.table(comments: [], inputs: figure.inputs).records.filter {
            $0["domain"] == "Texture" && $0["backbone"] == "resnet50"
        }
        #expect(texture.map { $0["source"] } == ["published", "reproduced"])
        #expect(texture.map { $0["label"] } == ["", "1"])
    }

    @Test func againstSpeedTheFrontIsOfTheMeasured() throws {
        let place = try Workplace()
        let speeds = try speeds(
            place,
            """
            resnet50,train,16,256,2,5,1
            resnet50,inference,16,256,2,20,1
            convnext_tiny,inference,16,256,2,10,1
            mobilenet_v3_large,inference,16,256,2,90,1
            shufflenet_v2_x2_0,inference,16,256,2,60,1
            """)
        #expect(speeds.mode == "inference" && speeds.conditions == "batch 16 of 256 x 256 on 2 threads")
        let figure = try figure(place, against: .speed(speeds))
        #expect(figure.name == "pareto-speed")
        #expect(figure.points.count == 24 && figure.leftOut.count == 7)
        // DTD: 73.70 at 10 images/s, 68.20 at 20, 68.64 at 60, 68.69 at 90.
        let texture = figure.points.filter { $0.domain.id == "texture" }
        #expect(texture.map(\.x) == [10, 90, 20, 60])
        #expect(texture.map(\.isOnFront) == [true, true, false, false])
    }

    @Test func speedsAreMeasuredAlike() throws {
        let place = try Workplace()
        let training = try speeds(place, "resnet50,train,16,256,1,5,1")
        #expect(training.mode == "train" && training.conditions == "batch 16 of 256 x 256 on 1 thread")
        #expect(training.imagesPerSecond == [.resNet50: 5])
        let two = "resnet50,train,16,256,2,5,1\nconvnext_tiny,train,8,256,2,5,1"
        #expect(failure { _ = try speeds(place, two) }.what.contains("different conditions"))
        #expect(failure { _ = try speeds(place, "resnet50,train,16,256,2,0,1") }.what.contains("not above 0"))
        #expect(failure { _ = try speeds(place, "resnet5,train,16,256,2,1,1") }.what.contains("unknown"))
        let none = failure { _ = try MeasuredSpeeds(path: Path.join(place.path, "none.csv")) }
        #expect(none.what == "the speeds have not been measured" && none.advice.contains("make bench"))
    }

    @Test func whatIsShownIsAnInput() throws {
        let place = try Workplace()
        let before = try figure(place).inputs
        try place.aggregate(cell(.resNet50, .dtd), correct: [700], of: 1000)
        let after = try figure(place).inputs
        #expect(after != before)
        // CIFAR-10 at 1 % belongs to no domain's mean.
        try place.aggregate(cell(.resNet50, .cifar10, .hundredth), correct: [700], of: 1000)
        #expect(try figure(place).inputs == after)
        let one = try figure(place, against: .speed(speeds(place, "resnet50,train,16,256,2,5,1"))).inputs
        // The memory is not shown.
        #expect(try figure(place, against: .speed(speeds(place, "resnet50,train,16,256,2,5,9"))).inputs == one)
        #expect(try figure(place, against: .speed(speeds(place, "resnet50,train,16,256,2,6,1"))).inputs != one)
    }

    @Test(.enabled(if: gnuplotIsThere, "gnuplot is not installed"))
    func itIsDrawn() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .dtd), correct: [700, 710, 690], of: 1000)
        let few = "resnet50,train,16,256,2,5.5,1\nconvnext_tiny,train,16,256,2,4.1,1"
        for axis in [ParetoFigure.Axis.parameters, .speed(try speeds(place, few))] {
            let figure = try figure(place, against: axis)
            let svg = try draw(
                figure.table(comments: [], inputs: figure.inputs), script: "pareto.gp", as: figure.name, in: place)
            for text in ["Remote sensing", "ResNet50", "ConvNeXt-Tiny", "Mean top-1 accuracy"] {
                #expect(svg.contains(text), "\(text)")
            }
            #expect(svg.contains("MobileNetV3-large") == (figure.name == "pareto"))
            #expect(svg.contains("batch 16 of 256 x 256 on 2 threads (log scale)") == (figure.name == "pareto-speed"))
        }
    }
}

/// Draws a figure twice and holds the files against each other.
///
/// - Returns: the text of the SVG file.
func draw(_ table: CSVTable, script: String, as name: String, in place: Workplace) throws -> String {
    let gnuplot = try Gnuplot.find()
    let drawings = try ["one", "two"].map { folder in
        let files = FigureFiles(
            stem: Path.join(place.path, folder, name), script: Package.path("Scripts/plots/" + script), title: "Title",
            heading: place.results.profile.heading)
        try files.write(table, with: gnuplot)
        return try (files.images + [files.data]).map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    }
    #expect(drawings[0] == drawings[1])
    #expect(drawings[0][0].starts(with: Data("<?xml".utf8)))
    #expect(drawings[0][1].starts(with: [0x89, 0x50, 0x4E, 0x47]))
    return String(decoding: drawings[0][0], as: UTF8.self)
}
