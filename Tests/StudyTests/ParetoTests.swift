import Study
import Testing

@Suite struct ParetoTests {
    private func front(_ points: [(Double, Double)]) -> [Int] {
        ParetoFront.indices(points.map { .init(cost: $0.0, gain: $0.1) })
    }

    @Test func theFrontIsWhatNoOtherDominates() {
        // (3, 5) is beaten by (2, 6); (4, 6) costs more than (2, 6) for the same.
        #expect(front([(3, 5), (1, 4), (2, 6), (4, 6), (5, 9)]) == [1, 2, 4])
        #expect(front([]).isEmpty)
        #expect(front([(7, 1)]) == [0])
        // Equal points stand together, or fall together.
        #expect(front([(2, 6), (2, 6), (1, 3)]) == [2, 0, 1])
        #expect(front([(2, 6), (2, 6), (1, 7)]) == [2])
    }

    @Test func ofThePublishedNumbers() throws {
        let paper = try Package.paper()
        let front = ParameterFront(
            [Accuracies(published: paper.results)], grid: try Package.grid(), backbones: paper.backbones)
        #expect(front.points.count == 66)
        let texture = front.points.filter { $0.domain.id == "texture" && $0.isOnFront }
        // DTD by rising parameters: 5.5 M 68.69; 7.4 M 68.64; 19.4 M 71.16; 21.5 M 70.18; 25.0 M 72.73; 28.6 M 73.70.
        #expect(texture.map(\.backbone) == [.convNeXtTiny, .mobileNetV3Large, .regNetY32GF, .resNeXt50])
        #expect(texture.map(\.top1.value) == [73.70, 68.69, 71.16, 72.73])
        #expect(texture.map(\.parameters) == [28.6, 5.5, 19.4, 25.0])
    }
}
