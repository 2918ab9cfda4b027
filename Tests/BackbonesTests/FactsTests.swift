import Backbones
import Layers
import Testing

@Suite struct FactsTests {
    static let ids = Backbone.all.map(\.id)

    private func graph(_ id: String, _ size: Backbone.Size = .full, side: Int = 224) throws -> Graph {
        try #require(Backbone.named(id)).graph(height: side, width: side, classes: 1000, size: size)
    }

    /// Of an image of 224x224, counted by hooks on torchvision's modules (convolutions and linear layers).
    @Test(arguments: [
        ("resnet50", 4_089_184_256), ("convnext_tiny", 4_455_531_264), ("efficientnet_v2_s", 2_849_895_872),
        ("densenet161", 7_727_907_072), ("mobilenet_v3_large", 216_589_760), ("regnet_y_3_2gf", 3_176_482_752),
        ("resnext50_32x4d", 4_230_479_872), ("shufflenet_v2_x2_0", 583_253_464), ("wavemix_192_16", 15_093_935_616),
    ])
    func multiplyAddsArePyTorchs(id: String, count: Int) throws {
        #expect(try NetworkFacts(graph(id)).multiplyAdds == count)
    }

    @Test(arguments: ids)
    func countsAreThoseOfTheRegistry(id: String) throws {
        let backbone = try #require(Backbone.named(id))
        let facts = NetworkFacts(try graph(id))
        #expect(facts.parameters == backbone.parameterCount)
        // The registry's has one digit behind the point.
        #expect(abs(Double(facts.multiplyAdds) / 1e6 - backbone.megaMultiplyAdds) < 0.0501)
    }

    /// What a layer holds adds up to what the network holds: no parameter is without a layer.
    @Test(arguments: ids, Backbone.Size.allCases)
    func layersAddUpToTheNetwork(id: String, size: Backbone.Size) throws {
        let graph = try graph(id, size)
        let (facts, layers) = (NetworkFacts(graph), graph.layerFacts)
        #expect(layers.count == graph.nodes.count)
        #expect(layers.reduce(0) { $0 + $1.parameters } == facts.parameters)
        #expect(layers.reduce(0) { $0 + $1.statistics } == facts.statistics)
        #expect(layers.reduce(0) { $0 + $1.multiplyAdds } == facts.multiplyAdds)
        #expect(facts.parameters == graph.parameters.parameterCount)
        #expect(layers.last?.outputs == [FeatureShape(height: 1, width: 1, channels: 1000)])
    }

    @Test func parametersBelongToTheLayersThatUseThem() throws {
        func parameters(_ id: String, _ layer: String) throws -> Int {
            try #require(try graph(id).layerFacts.first { $0.name == layer }, "\(layer)").parameters
        }
        #expect(try parameters("resnet50", "conv1") == 64 * 3 * 49)
        // A convolution with its bias; a block's own scale goes to its last layer.
        #expect(try parameters("convnext_tiny", "features.1.0.block.0") == 96 * 49 + 96)
        #expect(try parameters("convnext_tiny", "features.1.0.stochastic_depth") == 96)
        // The table of relative positions is the attention's, the linear layers below its name are not.
        #expect(try parameters("swin_t", "features.1.0.attn") == 169 * 3)
        #expect(try parameters("swin_t", "features.1.0.attn.qkv") == 96 * 288 + 288)
        // Of V2 the network of the bias (2 x 512 with bias, 512 x 3) and the logit scale.
        #expect(try parameters("swin_v2_t", "features.1.0.attn") == 1024 + 512 + 1536 + 3)
        #expect(try parameters("mobilenet_v3_large", "features.4.block.2") == 2 * 72 * 24 + 24 + 72)
    }

    /// The features that Table 9 lists, with what the publications say.
    @Test(arguments: [
        ("resnet50", [Activation.relu], ["7/2"], false, false, [NetworkFacts.Norm.batch]),
        ("densenet161", [.relu], ["7/2"], false, false, [.batch]),
        ("resnext50_32x4d", [.relu], ["7/2"], false, false, [.batch]),
        ("shufflenet_v2_x2_0", [.relu], ["3/2"], true, false, [.batch]),
        ("mobilenet_v3_large", [.hardswish, .relu], ["3/2"], true, true, [.batch]),
        ("regnet_y_3_2gf", [.relu], ["3/2"], false, true, [.batch]),
        ("efficientnet_v2_s", [.silu], ["3/2"], true, true, [.batch]),
        ("wavemix_192_16", [.gelu], ["3/1", "3/1", "4/4"], false, false, [.batch]),
        ("convnext_tiny", [.gelu], ["4/4"], true, false, [.layer]),
        ("swin_t", [.gelu], ["4/4"], false, false, [.layer]),
        ("swin_v2_t", [.gelu], ["4/4"], false, false, [.layer]),
    ])
    func features(
        id: String, activations: [Activation], stem: [String], depthwise: Bool, squeezes: Bool,
        norms: [NetworkFacts.Norm]
    ) throws {
        // The stem's stride is read off the shapes: an odd size must not hide it.
        for side in [224, 255] {
            let facts = NetworkFacts(try graph(id, side: id == "wavemix_192_16" ? 224 : side))
            #expect(facts.activations == activations)
            #expect(facts.stem.map { "\($0.kernel)/\($0.stride)" } == stem)
            #expect(facts.hasDepthwiseConvolution == depthwise)
            #expect(facts.hasSqueezeExcitation == squeezes)
            #expect(facts.norms == norms)
        }
    }

    /// A block as its parameters show it: of the convolutions and linear layers along its main path, the
    /// kernel and the channels.
    private struct Block {
        var kernels: [Int] = []
        var inputs: [Int] = []
        var outputs: [Int] = []
    }

    /// What `traits` says without looking at the built network, beside the built network.
    @Test(arguments: ids.filter { !$0.hasPrefix("swin") })
    func traitsAreThoseOfTheBuiltBlocks(id: String) throws {
        let traits = try #require(Backbone.named(id)).traits
        let blocks = try mainPaths(try graph(id))
        #expect(blocks.count == traits.blocksPerStage.reduce(0, +))
        #expect(Set(blocks.map(\.kernels)) == Set(traits.kernels))

        let ratios = try blocks.map { block -> Double in
            let (widest, narrowest) = (try #require(block.outputs.max()), try #require(block.outputs.min()))
            switch traits.block {
            case .bottleneck, .isotropic: return Double(widest) / Double(narrowest)
            default: return Double(widest) / Double(block.inputs[0])
            }
        }
        #expect(Set(ratios).sorted() == traits.expansion)

        // What the block's kind claims of the first convolution.
        let narrowing = blocks.filter { $0.outputs[0] < $0.inputs[0] }.count
        switch traits.block {
        // The first blocks of stages do not, or not always.
        case .bottleneck: #expect(2 * narrowing > blocks.count)
        case .isotropic: #expect(ratios.allSatisfy { $0 == 1 })
        case .invertedBottleneck: #expect(narrowing == 0)
        default: #expect(traits.block == .tokenMixer)
        }
    }

    /// Parameter names, up to the block's own name and behind it what is on the main path. WaveMix's mixers
    /// are alike at each level; the first stands for them.
    private func mainPaths(_ graph: Graph) throws -> [Block] {
        let patterns = [
            #/(layer\d+\.\d+)\.conv\d\.weight/#, #/(features\.denseblock\d\.denselayer\d+)\.conv\d\.weight/#,
            #/(stage\d\.\d+)\.branch2\.\d\.weight/#, #/(trunk_output\.block\d\.block\d-\d+)\.f\.[a-c]\.0\.weight/#,
            #/(features\.\d+(?:\.\d+)?)\.block\.\d(?:\.0)?\.weight/#,
            #/(layers\.\d+)\.(?:reduction|feedforward1\.\d)\.weight/#,
        ]
        var (names, blocks): ([Substring], [Substring: Block]) = ([], [:])
        for parameter in graph.parameters.all where parameter.shape.count == 4 || parameter.shape.count == 2 {
            guard let name = try patterns.lazy.compactMap({ try $0.wholeMatch(in: parameter.name)?.1 }).first else {
                continue
            }
            if blocks[name] == nil { names.append(name) }
            var (inputs, outputs) = (parameter.shape[1], parameter.shape[0])
            // A transposed convolution has its inputs first.
            if name.hasPrefix("layers."), parameter.shape.last == 4 { swap(&inputs, &outputs) }
            // A depthwise convolution has as many inputs as outputs, a grouped one as the layer in front.
            if let last = blocks[name]?.outputs.last { inputs = last }
            var block = blocks[name] ?? Block()
            // WaveMix declares a block's mixers before the reduction, which runs first.
            let place = parameter.name.hasSuffix(".reduction.weight") ? 0 : block.kernels.count
            block.kernels.insert(parameter.shape.count == 4 ? parameter.shape[2] : 1, at: place)
            block.inputs.insert(place == 0 ? parameter.shape[1] == 1 ? outputs : parameter.shape[1] : inputs, at: place)
            block.outputs.insert(outputs, at: place)
            blocks[name] = block
        }
        return names.compactMap { blocks[$0] }
    }
}
