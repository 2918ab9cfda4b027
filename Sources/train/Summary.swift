import ArgumentParser
import Backbones
import CommandSupport
import Layers
import Numerics
import Storage
import Study
import Training

/// Prints a backbone layer by layer. It needs no data set and no profile, so that it is a command of its own
/// behind the option `--summary`.
struct Summary: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Prints the layers of a backbone: output shapes, parameters, multiply-adds.",
        discussion: """
            Output shapes are height x width x channels of one image. Multiply-adds are those of convolutions and \
            matrix products, for one image.

            EXAMPLES
              train --summary resnet50
              train --summary swin_t --image-size 448x672 --classes 8 --batch 32 --memory 20
              train --summary convnext_tiny --csv > convnext_tiny.csv
            """)

    @Option(help: ArgumentHelp("The backbone's id.", valueName: "backbone"))
    var summary: BackboneID

    @Option(help: ArgumentHelp("The size of the images, such as 224 or 448x672 (height x width).", valueName: "size"))
    var imageSize = ImageSize(height: 224, width: 224)

    @Option(help: "The classes of the head.")
    var classes = 1000

    @Flag(help: "The small network of the same family, which the sample profile trains.")
    var miniature = false

    @Option(help: ArgumentHelp("Say what memory a training step of so many images takes.", valueName: "images"))
    var batch: Int?

    @Flag(help: "Print a CSV table.")
    var csv = false

    @OptionGroup var team: ThreadOption

    @OptionGroup var budget: MemoryOption

    func validate() throws {
        guard classes >= 1 else { throw ValidationError("'--classes' must be at least 1.") }
        guard batch ?? 1 >= 1 else { throw ValidationError("'--batch' must be at least 1.") }
    }

    func run() throws {
        guard let backbone = Backbone.named(summary.rawValue) else { return }
        team.apply()
        let graph = try backbone.graph(
            height: imageSize.height, width: imageSize.width, classes: classes, size: miniature ? .miniature : .full)
        let (facts, layers) = (NetworkFacts(graph), graph.layerFacts)
        if csv {
            Console.print(String(table(layers, totals: totals(facts, try memory(graph))).text.dropLast()))
        } else {
            Console.print("\(backbone.title) (\(backbone.paper))\(miniature ? ", miniature" : "")")
            Console.print(text(layers))
            for total in totals(facts, try memory(graph)) { Console.print("\(total.key): \(total.value)") }
        }
    }

    private func text(_ layers: [LayerFacts]) -> String {
        var table = TextTable(
            header: ["layer", "kind", "output", "parameters", "multiply-adds"], rightAligned: [2, 3, 4])
        for layer in layers {
            table.append([
                layer.name, layer.kind, Self.text(layer.outputs),
                layer.parameters == 0 ? "" : grouped(layer.parameters),
                layer.multiplyAdds == 0 ? "" : grouped(layer.multiplyAdds),
            ])
        }
        return table.text(fitting: Terminal.width, shortening: [2, 0, 1])
    }

    private func table(_ layers: [LayerFacts], totals: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: [("backbone", summary.rawValue)] + totals,
            columns: ["layer", "kind", "output", "parameters", "statistics", "multiply_adds"],
            rows: layers.map {
                [
                    $0.name, $0.kind, Self.text($0.outputs), String($0.parameters), String($0.statistics),
                    String($0.multiplyAdds),
                ]
            })
    }

    private func totals(_ facts: NetworkFacts, _ memory: String?) -> [(key: String, value: String)] {
        let bytes = (facts.parameters + facts.statistics) * MemoryLayout<Float>.stride
        return [
            ("image", "\(imageSize.height)x\(imageSize.width), \(grouped(classes)) classes"),
            (
                "parameters",
                "\(grouped(facts.parameters)) trained, \(grouped(facts.statistics)) statistics"
            ),
            ("multiply-adds", "\(grouped(facts.multiplyAdds))"),
            ("weights", "\(Self.text(bytes: bytes)) in fp32"),
        ] + (memory.map { [("training step", $0)] } ?? [])
    }

    /// What a plan of a training step sets aside, without computing anything.
    private func memory(_ graph: Graph) throws -> String? {
        guard let batch else { return nil }
        let network = try Network(graph)
        let state = TrainingMemory.state(graph.parameters)
        do {
            let limit = TrainingMemory.activations(graph.parameters, within: budget.bytes)
            let plan = try Plan(network, batch: batch, phase: .training, arena: Arena(), memory: limit)
            return "\(batch) \(batch == 1 ? "image" : "images"): \(Self.text(bytes: plan.byteCount)) for features and "
                + "gradients, \(Self.text(bytes: state)) for weights and optimizer"
                + (plan.replayCount == 0 ? "" : "; \(plan.replayCount) layers are computed twice to save memory")
        } catch let shortage as MemoryShortage {
            return shortage.description
        }
    }

    /// `28x28x122`, or several: `28x28x122 + 28x28x122`.
    private static func text(_ shapes: [FeatureShape]) -> String {
        shapes.map(\.description).joined(separator: " + ")
    }

    private static func text(bytes: Int) -> String {
        bytes < 1_000_000_000
            ? Numbers.digits(Double(bytes) / 1e6, 1) + " MB" : Numbers.digits(Double(bytes) / 1e9, 2) + " GB"
    }
}

/// Height and width in pixels, written `224` or `448x672`.
struct ImageSize: ExpressibleByArgument {
    let height, width: Int

    init(height: Int, width: Int) { (self.height, self.width) = (height, width) }

    init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard (1...2).contains(sides.count), let height = sides.first, let width = sides.last,
            sides.allSatisfy({ (1...4096).contains($0) })
        else { return nil }
        self.init(height: height, width: width)
    }

    var defaultValueDescription: String { height == width ? String(height) : "\(height)x\(width)" }
}
