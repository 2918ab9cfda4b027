import Layers
import Numerics
import Storage

/// The state of an unfinished run (resume.h5): one file, so that it is all there or not at all.
///
/// A run that takes it up ends with the same bits as one that was never interrupted: random numbers
/// have no state, and everything else is in here.
struct ResumeFile {
    let path: String

    struct State {
        var course: DualOpt
        var optimizerSteps: Int
        var history: [[String]]
    }

    func write(
        _ state: State, network: Network, best: Snapshot, optimizer: any Optimizer, inputs: Inputs
    ) throws {
        try HDF5Writer.write(to: path) { file in
            try file.setAttribute("inputs", inputs.text)
            try file.setAttribute("layout", try Self.layout(of: network))
            try file.setAttribute("phase", state.course.phase.rawValue)
            let numbers = [
                state.course.epoch, state.course.best ?? -1, state.course.sinceBest, state.optimizerSteps,
            ]
            try file.write("course", numbers.map { Int64($0) })
            try file.write("history", strings: state.history.map { $0.joined(separator: ",") })
            func write(_ name: String, _ buffer: FlatBuffer) throws {
                try file.write(name, UnsafeBufferPointer(buffer.values), shape: [buffer.count])
            }
            try write("values", network.values)
            try write("statistics", network.statistics)
            try write("best/values", best.values)
            try write("best/statistics", best.statistics)
            for (name, buffer) in optimizer.state { try write("optimizer/\(name)", buffer) }
        }
    }

    /// Takes up the state, or returns nil where the file does not belong to this run.
    ///
    /// - Parameter optimizer: makes the optimizer of a phase.
    func read(
        network: Network, best: Snapshot, inputs: Inputs, course: DualOpt,
        optimizer: (DualOpt.Phase) throws -> any Optimizer
    ) throws -> (State, any Optimizer)? {
        guard Path.exists(path) else { return nil }
        guard Inputs.recorded(in: path) == inputs, let file = try? HDF5Reader(path: path),
            try file.attribute("layout") == Self.layout(of: network),
            let phase = try file.attribute("phase").flatMap(DualOpt.Phase.init(rawValue:))
        else { return nil }
        let numbers: [Int64] = try file.read("course")
        guard numbers.count == 4 else { return nil }
        var course = course
        course.restore(
            phase: phase, epoch: Int(numbers[0]), best: numbers[1] < 0 ? nil : Int(numbers[1]),
            sinceBest: Int(numbers[2]))
        let optimizer = try optimizer(phase)
        func read(_ name: String, _ buffer: FlatBuffer) throws { try file.read(name, into: buffer.values) }
        try read("values", network.values)
        try read("statistics", network.statistics)
        try read("best/values", best.values)
        try read("best/statistics", best.statistics)
        for (name, buffer) in optimizer.state { try read("optimizer/\(name)", buffer) }
        optimizer.steps = Int(numbers[3])
        let history = try file.readStrings("history").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        return (State(course: course, optimizerSteps: Int(numbers[3]), history: history), optimizer)
    }

    /// The flat buffers mean something for one order of parameters only.
    private static func layout(of network: Network) throws -> String {
        try Digest.of(
            network.graph.parameters.all.map { "\($0.name) \($0.shape) \($0.offset)" }.joined(separator: "\n"))
    }
}
