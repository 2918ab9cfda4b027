import ArgumentParser
import Backbones
import CommandSupport
import Foundation
import Layers
import Numerics
import Storage
import Training

/// Times a backbone on random images: the whole training step, or inference.
struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Measures training and inference throughput of a backbone on random images.",
        discussion: """
            Prints one CSV line: backbone, mode, batch, size, threads, images a second (median over the steps),
            peak resident memory in MiB.

            EXAMPLES
              benchmark --backbone resnet50
              benchmark --backbone mobilenet_v3_large --mode inference --batch 32 --profile
            """)

    @Option(help: "The backbone: \(Backbone.all.map(\.id).joined(separator: ", ")).")
    var backbone: String

    @Option(help: "train (forward, loss, backward, AdamW) or inference.")
    var mode = "train"

    @Option(help: "Images a step.")
    var batch = 16

    @Option(help: "Height and width of the images in pixels.")
    var size = 256

    @Option(help: "Height of the images where it is not the width.")
    var height: Int?

    @OptionGroup var team: ThreadOption

    @OptionGroup var budget: MemoryOption

    @Option(help: "Seconds to measure for, after the warm-up.")
    var seconds = 10.0

    @Option(help: "Steps to measure at least.")
    var steps = 3

    @Option(help: "Steps before the measurement.")
    var warmup = 2

    @Flag(help: "Print the memory that activations take, in MiB, and how many layers run twice, and stop.")
    var plan = false

    @Flag(help: "Print the time of each kind of layer as well.")
    var profile = false

    func validate() throws {
        guard Backbone.named(backbone) != nil else {
            throw ValidationError(
                "unknown backbone '\(backbone)'; known are \(Backbone.all.map(\.id).joined(separator: ", "))")
        }
        guard mode == "train" || mode == "inference" else {
            throw ValidationError("unknown mode '\(mode)'; known are train, inference")
        }
        guard batch > 0, size > 0, seconds > 0, warmup >= 0, steps > 0 else {
            throw ValidationError("batch, size, seconds and steps must be positive")
        }
    }

    func run() throws {
        guard let backbone = Backbone.named(backbone) else { return }
        team.apply()
        let rows = height ?? size
        let network = try Network(try backbone.graph(height: rows, width: size, classes: 1000))
        network.initialize(seed: 1, run: 1)
        let training = mode == "train"
        let plan = try Plan(
            network, batch: batch, phase: training ? .training : .inference, arena: Arena(),
            memory: TrainingMemory.activations(network.graph.parameters, within: budget.bytes))
        if self.plan {
            return print(
                "\(self.backbone),\(mode),\(batch),\(rows)x\(size),\(plan.byteCount >> 20),\(plan.replayCount)")
        }
        if plan.replayCount > 0 { Console.note("\(plan.replayCount) layers are computed twice to save memory") }
        let step = try NetworkStep(plan)
        var kinds: [String: Double] = [:]
        let kindOf = Dictionary(
            network.graph.nodes.map { ($0.layer.name, $0.layer.kind) }, uniquingKeysWith: { first, _ in first })
        let clock = ContinuousClock()
        var mark = clock.now
        func account(_ pass: String, _ layer: String) {
            let now = clock.now
            kinds["\(pass) \(kindOf[layer] ?? layer)", default: 0] += (now - mark).seconds
            mark = now
        }
        func run(_ number: Int) {
            mark = clock.now
            step.pass(number, after: profile ? account : nil)
            step.update()
            if profile && training { account("optimizer", "AdamW") }
        }
        for number in 0..<warmup { run(number) }
        kinds = [:]
        var times: [Double] = []
        let start = clock.now
        while (clock.now - start).seconds < seconds || times.count < steps {
            let begin = clock.now
            run(warmup + times.count)
            times.append((clock.now - begin).seconds)
        }
        times.sort()
        let median = times[times.count / 2]
        print(
            "\(backbone.id),\(mode),\(batch),\(size),\(ThreadTeam.size),"
                + "\(String(format: "%.2f", Double(batch) / median)),\(peakMemory())")
        for (kind, time) in kinds.sorted(by: { $0.value > $1.value }) where profile {
            print(String(format: "  %7.1f ms  %@", time / Double(times.count) * 1e3, kind as NSString))
        }
    }

    /// Peak resident memory of this process in MiB.
    private func peakMemory() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }
}
