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
        #expect(Set(backbone.weights.map(\.version)).count == backbone.weights.count)
        #expect(Set(backbone.weights.map(\.fileName)).count == backbone.weights.count)
        for weights in backbone.weights {
            #expect(weights.address.hasPrefix("https://") && weights.fileName.hasSuffix(".pth"))
            #expect((50...90).contains(weights.imageNetTop1) && !weights.licence.isEmpty)
            if weights.digestPrefix.isEmpty {
                // The wavemix package publishes no digest.
                #expect(id == "wavemix_192_16")
            } else {
                #expect(weights.digestPrefix.count == 8 && weights.digestPrefix.allSatisfy(\.isHexDigit))
                #expect(weights.fileName.hasSuffix("-\(weights.digestPrefix).pth"))
            }
        }
        #expect(backbone.defaultWeights.version == backbone.weights.first?.version)
    }

    /// The head is one linear layer of the network, the one that makes the logits.
    @Test(arguments: GoldenBackbone.ids, Backbone.Size.allCases)
    func theHeadIsALinearLayer(id: String, size: Backbone.Size) throws {
        let backbone = try #require(Backbone.named(id))
        let graph = try backbone.graph(height: 64, width: 64, classes: 10, size: size)
        let head = graph.parameters.all.filter { $0.name.hasPrefix(backbone.head + ".") }
        #expect(head.map(\.name) == ["\(backbone.head).weight", "\(backbone.head).bias"])
        #expect(head.map { $0.shape.first } == [10, 10] && head.map(\.shape.count) == [2, 1])
        #expect(graph.nodes.last?.layer.name == backbone.head)
        #expect(graph.output.shape == FeatureShape(height: 1, width: 1, channels: 10))
    }

    /// Some networks' padding lets images shrink to one pixel.
    @Test(arguments: [
        "resnet50", "efficientnet_v2_s", "mobilenet_v3_large", "regnet_y_3_2gf", "resnext50_32x4d",
        "shufflenet_v2_x2_0",
    ])
    func onePixelWillDo(id: String) throws {
        let graph = try #require(Backbone.named(id)).graph(height: 1, width: 1, classes: 10)
        #expect(graph.output.shape.count == 10)
    }

    /// Below what the architecture allows, a layer says so; the sizes around it are PyTorch's too.
    @Test(arguments: [
        ("resnet50", 1, 0), ("wavemix_192_16", 32, 31), ("wavemix_192_16", 64, 48), ("convnext_tiny", 32, 31),
        ("swin_t", 4, 3), ("swin_v2_t", 4, 3), ("efficientnet_v2_s", 1, 0), ("densenet161", 29, 28),
        ("mobilenet_v3_large", 1, 0), ("regnet_y_3_2gf", 1, 0), ("resnext50_32x4d", 1, 0), ("shufflenet_v2_x2_0", 1, 0),
    ])
    func imagesThatDoNotFitNameTheLayer(id: String, fits: Int, doesNot: Int) throws {
        let backbone = try #require(Backbone.named(id))
        let graph = try backbone.graph(height: fits, width: fits, classes: 10)
        let names = Set(graph.nodes.map(\.layer.name))
        let error = #expect(throws: LayerError.self) { try backbone.graph(height: fits, width: doesNot, classes: 10) }
        let name = String(error?.description.prefix { $0 != ":" } ?? "")
        #expect(names.contains(name), "\(error?.description ?? "")")
    }

    @Test(arguments: GoldenBackbone.ids, Backbone.Size.allCases)
    func layersHaveNamesOfTheirOwn(id: String, size: Backbone.Size) throws {
        let graph = try #require(Backbone.named(id)).graph(height: 64, width: 64, classes: 10, size: size)
        let names = graph.nodes.map(\.layer.name)
        #expect(Set(names).count == names.count)
        let parameters = graph.parameters.all.map(\.name)
        #expect(Set(parameters).count == parameters.count)
    }
}
