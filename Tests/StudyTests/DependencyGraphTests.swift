import Foundation
import Storage
import Testing

import Study

@Suite struct DependencyGraphTests {
    private func graph(_ place: Workplace) throws -> String {
        DependencyGraph(
            try Package.grid(), in: place.results, prepared: Path.join(place.path, "prepared"),
            paper: Path.join(place.path, "Paper")
        ).dot
    }

    @Test func everyColumnAndTableIsANode() throws {
        let place = try Workplace()
        let dot = try graph(place)
        for column in try Package.grid().columns {
            #expect(dot.contains("column_\(column.dataset.rawValue)_\(column.percent.rawValue) [label="))
            #expect(dot.contains("data_\(column.dataset.rawValue) -> column_"))
        }
        for number in 1...9 { #expect(dot.contains("table\(number) [label=\"Table \(number)\"")) }
        #expect(dot.contains("CIFAR-10 1 %: 0 of 11") && dot.contains("0 of 319 cells are done"))
        #expect(try graph(place) == dot)
    }

    @Test func cellsThatAreDoneAreCounted() throws {
        let place = try Workplace()
        try place.aggregate(cell(.resNet50, .cifar10, .hundredth), correct: [50])
        let dot = try graph(place)
        #expect(dot.contains("CIFAR-10 1 %: 1 of 11") && dot.contains("1 of 319 cells are done"))
    }

    @Test(.enabled(if: Graphviz() != nil, "Graphviz is installed")) func dotDrawsTheSameBytesTwice() throws {
        let place = try Workplace()
        let source = try place.write(try graph(place), to: "graph.dot")
        let images = ["a.svg", "b.svg"].map { Path.join(place.path, $0) }
        let graphviz = try #require(Graphviz())
        for image in images { try graphviz.draw(source, to: image) }
        let bytes = try FileBytes.read(images[0])
        #expect(bytes.count > 1_000)
        #expect(try FileBytes.read(images[1]) == bytes)
        #expect(throws: Failure.self) { try graphviz.draw(try place.write("no graph", to: "x.dot"), to: images[0]) }
        #expect(try FileBytes.read(images[0]) == bytes)
    }
}
