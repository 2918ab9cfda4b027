import Layers
import Numerics
import Study
import Training

/// Times a network within a given time, with as many images a step as the time allows. The fastest step counts: whatever
/// else the machine does only makes steps slower.
struct SpeedMeter {
    /// Images a step that speeds are wanted for, and the most that are taken.
    let batch: Int
    /// Bytes that activations may take.
    let memory: Int
    private let clock = ContinuousClock()

    init(batch: Int, memory: Int) { (self.batch, self.memory) = (batch, memory) }

    /// Images a second of training steps and of inference.
    ///
    /// - Parameter seconds: what it may take, roughly; three steps of one image each are taken in any case.
    func speed(of network: Network, seconds: Double) throws -> CellCost.Speed {
        // A test follows each epoch and takes a third of its work an image.
        CellCost.Speed(
            training: try imagesPerSecond(network, .training, seconds: seconds * 0.7),
            inference: try imagesPerSecond(network, .inference, seconds: seconds * 0.3))
    }

    private func imagesPerSecond(_ network: Network, _ phase: Phase, seconds: Double) throws -> Double {
        let start = clock.now
        var step = try self.step(network, 1, phase)
        func pass() -> Double { time { step.pass(1) } }
        // The first pass sets up libraries and touches memory for the first time: the second tells more.
        let first = min(pass(), pass()) + time { step.update() }
        let most = phase == .training ? batch : max(batch, min(256, (1 << 20) / network.graph.input.shape.pixels))
        let images = max(1, min(most, Int(seconds / (4 * first))))
        if images > 1 {
            step = try self.step(network, images, phase)
            _ = pass()
        }
        var (fastest, update) = (Double.infinity, Double.infinity)
        repeat {
            fastest = min(fastest, pass())
            update = min(update, time { step.update() })
        } while (clock.now - start).seconds < seconds
        // The optimizer works once a step, however many images the step has.
        return 1 / (fastest / Double(images) + update / Double(most))
    }

    private func step(_ network: Network, _ images: Int, _ phase: Phase) throws -> NetworkStep {
        try NetworkStep(Plan(network, batch: images, phase: phase, arena: Arena(), memory: memory))
    }

    private func time(_ work: () -> Void) -> Double {
        let start = clock.now
        work()
        return (clock.now - start).seconds
    }
}
