import Layers
import Storage

/// Named tensors of a checkpoint, in torch's order of elements.
public struct StateDict {
    public struct Entry {
        public let shape: [Int]
        public let values: [Float]
    }

    /// Where it came from, for messages.
    public let path: String
    public let entries: [String: Entry]

    /// Reads torch's `.pth` (state dict) or one of this project's `.h5` checkpoints.
    ///
    /// `num_batches_tracked` counters are left out: nothing here reads them.
    /// - Throws: `Failure` where the file is missing, damaged, of another kind, or would run code.
    public init(path: String) throws {
        self.path = path
        guard Path.exists(path) else {
            throw Failure("there is no such file of weights", at: path, advice: "Check WEIGHTS=.")
        }
        if path.hasSuffix(".h5") {
            let file = try HDF5Reader(path: path)
            guard file.contains("parameters") else {
                throw Failure("holds no group `parameters`: it is no checkpoint of this project", at: path)
            }
            entries = try Dictionary(
                uniqueKeysWithValues: file.names(in: "parameters").map { name in
                    let dataset = "parameters/\(name)"
                    return (name, Entry(shape: try file.shape(of: dataset), values: try file.read(dataset)))
                })
        } else {
            let tensors = try TorchCheckpoint.read(path: path)
            entries = Dictionary(
                tensors.filter { !$0.name.hasSuffix(".num_batches_tracked") }
                    .map { ($0.name, Entry(shape: $0.shape, values: $0.values)) },
                uniquingKeysWith: { first, _ in first })
        }
    }
}

extension Network {
    /// Takes over the values of a state dict.
    ///
    /// - Parameter head: the module whose parameters keep their present values, whatever the file
    ///   has for them: the head that fine-tuning replaces. Nil loads everything.
    /// - Throws: `Failure` that names the first missing, surplus or misshapen parameter.
    public func load(_ state: StateDict, backbone: String, keepingHead head: String? = nil) throws {
        func isHead(_ name: String) -> Bool { head.map { name.hasPrefix($0 + ".") } ?? false }
        let advice = "The file must hold the weights of \(backbone)."
        let expected = graph.parameters.all
        for parameter in expected where !isHead(parameter.name) {
            guard let entry = state.entries[parameter.name] else {
                throw Failure("lacks the parameter \(parameter.name)", at: state.path, advice: advice)
            }
            guard entry.shape == parameter.shape else {
                throw Failure(
                    "\(parameter.name) has the shape \(entry.shape), \(backbone) wants \(parameter.shape)",
                    at: state.path, advice: advice)
            }
        }
        let names = Set(expected.map(\.name))
        if let surplus = state.entries.keys.sorted().first(where: { !names.contains($0) && !isHead($0) }) {
            throw Failure("holds \(surplus), which \(backbone) does not have", at: state.path, advice: advice)
        }
        for parameter in expected where !isHead(parameter.name) {
            guard let entry = state.entries[parameter.name] else { continue }
            entry.values.withUnsafeBufferPointer { source in
                if let start = source.baseAddress { value(parameter).update(from: start, count: source.count) }
            }
        }
    }

    /// Writes every parameter and statistic under `parameters/`, by name, in torch's order.
    public func write(to writer: HDF5Writer) throws {
        for parameter in graph.parameters.all {
            try writer.write(
                "parameters/\(parameter.name)",
                UnsafeBufferPointer(start: value(parameter), count: parameter.count), shape: parameter.shape)
        }
    }
}
