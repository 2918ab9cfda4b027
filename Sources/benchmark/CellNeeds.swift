import Backbones
import Layers
import Numerics
import Storage
import Training

/// What the training of a backbone needs, found from its graph and its plan without computing anything.
final class CellNeeds {
    /// What decides how long an image takes and how much memory a step.
    struct Form: Hashable {
        let backbone: String
        let height, width, batch, classes: Int
        let size: Backbone.Size

        init(_ backbone: Backbone, _ values: TrainingProtocol, classes: Int) {
            self.backbone = backbone.id
            (height, width, batch) = (values.imageHeight, values.imageWidth, values.batch)
            (size, self.classes) = (values.backboneSize, classes)
        }

        func graph() throws -> Graph {
            guard let network = Backbone.named(backbone) else {
                throw Failure("there is no such backbone", at: backbone)
            }
            return try network.graph(height: height, width: width, classes: classes, size: size)
        }
    }

    struct Step {
        /// The most that it takes, in bytes: features, weights, optimizer, and the program itself.
        let memory: Int
        let fits: Bool
    }

    /// Bytes that training may take.
    private let limit: Int
    private var facts: [Form: NetworkFacts] = [:]
    private var steps: [Form: Step] = [:]

    init(limit: Int) { self.limit = limit }

    func facts(_ form: Form) throws -> NetworkFacts {
        if let known = facts[form] { return known }
        let found = NetworkFacts(try form.graph())
        facts[form] = found
        return found
    }

    /// A training step of a whole batch; layers are computed twice where the memory demands it.
    func step(_ form: Form) throws -> Step {
        if let known = steps[form] { return known }
        let graph = try form.graph()
        let allowed = TrainingMemory.activations(graph.parameters, within: limit)
        // Weights, optimizer and program: what is not left for activations.
        let rest = limit - allowed
        let step: Step
        do {
            let plan = try Plan(
                Network(graph), batch: form.batch, phase: .training, arena: Arena(), memory: allowed)
            step = Step(memory: plan.byteCount + rest, fits: true)
        } catch let shortage as MemoryShortage {
            step = Step(memory: shortage.needed + rest, fits: false)
        }
        steps[form] = step
        return step
    }
}
