import Backbones
import Layers
import TestSupport
import Testing

@Suite struct BackboneTests {
    @Test func theBackbonesAreKnownByTheirIDs() {
        #expect(Backbone.all.map(\.id) == GoldenBackbone.ids)
        #expect(Backbone.named("resnet50")?.title == "ResNet50")
        #expect(Backbone.named("resnet5") == nil)
    }

    @Test(arguments: GoldenBackbone.ids)
    func publishedWeightsAreNamedByTheirDigest(id: String) throws {
        let backbone = try #require(Backbone.named(id))
        let weights = backbone.weights
        #expect(weights.digestPrefix.count == 8 && weights.digestPrefix.allSatisfy(\.isHexDigit))
        #expect(weights.fileName.hasSuffix("-\(weights.digestPrefix).pth"))
        // The head is a module of the network, the last one.
        let graph = try backbone.graph(height: 64, width: 64, classes: 10)
        #expect(graph.parameters.all.suffix(2).map(\.name) == ["\(backbone.head).weight", "\(backbone.head).bias"])
    }

    /// The padding lets images shrink to one pixel; below that the first layer says so.
    @Test(arguments: GoldenBackbone.ids)
    func imagesThatAreTooSmallNameTheLayer(id: String) throws {
        let backbone = try #require(Backbone.named(id))
        #expect(try backbone.graph(height: 1, width: 1, classes: 10).output.shape.count == 10)
        let first = try #require(try backbone.graph(height: 32, width: 32, classes: 10).nodes.first).layer.name
        let error = #expect(throws: LayerError.self) { try backbone.graph(height: 0, width: 32, classes: 10) }
        #expect(error?.description.hasPrefix("\(first): ") == true, "\(String(describing: error))")
    }

    @Test(arguments: GoldenBackbone.ids)
    func layersHaveNamesOfTheirOwn(id: String) throws {
        let graph = try #require(Backbone.named(id)).graph(height: 64, width: 64, classes: 10)
        let names = graph.nodes.map(\.layer.name)
        #expect(Set(names).count == names.count)
        let parameters = graph.parameters.all.map(\.name)
        #expect(Set(parameters).count == parameters.count)
    }
}
