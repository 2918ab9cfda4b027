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
    /// `num_batches_tracked` counters are left out: nothing here reads them. Names that older files have are
    /// brought to the present ones.
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
            if let content = try file.attribute("content"), try Self.content(entries) != content {
                throw Failure(
                    "does not hold what was written to it", at: path, advice: "Remove the file and make it again.")
            }
        } else {
            let tensors = try TorchCheckpoint.read(path: path).filter { !$0.name.hasSuffix(".num_batches_tracked") }
            let names = CheckpointNames.present(tensors.map(\.name))
            entries = try Dictionary(
                zip(names, tensors.map { Entry(shape: $0.shape, values: $0.values) }),
                uniquingKeysWith: { _, _ in throw Failure("holds a parameter under two names", at: path) })
        }
    }

    /// The digest of names, shapes and values, whatever else the file says.
    public func digest() throws -> String { try Self.content(entries) }

    /// The digest of names, shapes and values, whatever else a file says.
    static func content(_ entries: [String: Entry]) throws -> String {
        let lines = try entries.map { name, entry in
            let digest = try Digest()
            entry.values.withUnsafeBytes { digest.update($0) }
            return "\(name) \(entry.shape) \(digest.finish())"
        }
        return try Digest.of(lines.sorted().joined(separator: "\n"))
    }

    /// Compares names and shapes with those of a network.
    ///
    /// Buffers that follow from the architecture may be there or not; where both sides have one, its
    /// values are compared.
    ///
    /// - Parameter head: the module that is not looked at.
    /// - Throws: `Failure` that names the first missing, surplus or misshapen parameter.
    func check(against graph: Graph, backbone: String, exceptHead head: String? = nil) throws {
        func isHead(_ name: String) -> Bool { head.map { name.hasPrefix($0 + ".") } ?? false }
        func failure(_ what: String) -> Failure {
            Failure(what, at: path, advice: "The file must hold the weights of \(backbone).")
        }
        let expected = graph.parameters.all
        for parameter in expected where !isHead(parameter.name) {
            guard let entry = entries[parameter.name] else { throw failure("lacks the parameter \(parameter.name)") }
            guard entry.shape == parameter.shape else {
                throw failure("\(parameter.name) has the shape \(entry.shape), \(backbone) wants \(parameter.shape)")
            }
        }
        let names = Set(expected.map(\.name))
        let isSurplus = { (name: String) in
            !names.contains(name) && !isHead(name) && !CheckpointNames.isDerived(name)
        }
        if let surplus = entries.keys.sorted().first(where: isSurplus) {
            throw failure("holds \(surplus), which \(backbone) does not have")
        }
        for buffer in graph.derived {
            guard let entry = entries[buffer.name] else { continue }
            let isEqual =
                entry.values.count == buffer.values.count
                && zip(entry.values, buffer.values).allSatisfy { abs($0 - $1) <= 1e-5 }
            guard isEqual else { throw failure("\(buffer.name) is not that of \(backbone)") }
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
        try state.check(against: graph, backbone: backbone, exceptHead: head)
        for parameter in graph.parameters.all where head.map({ parameter.name.hasPrefix($0 + ".") }) != true {
            guard let entry = state.entries[parameter.name] else { continue }
            entry.values.withUnsafeBufferPointer { source in
                if let start = source.baseAddress { value(parameter).update(from: start, count: source.count) }
            }
        }
    }

    /// Writes every parameter and statistic under `parameters/`, by name, in torch's order, and their digest as the
    /// attribute `content`, which reading the file as a `StateDict` compares.
    public func write(to writer: HDF5Writer) throws {
        let entries = Dictionary(
            graph.parameters.all.map { parameter in
                let values = Array(UnsafeBufferPointer(start: value(parameter), count: parameter.count))
                return (parameter.name, StateDict.Entry(shape: parameter.shape, values: values))
            }, uniquingKeysWith: { first, _ in first })
        try writer.setAttribute("content", try StateDict.content(entries))
        for parameter in graph.parameters.all {
            try writer.write(
                "parameters/\(parameter.name)",
                UnsafeBufferPointer(start: value(parameter), count: parameter.count), shape: parameter.shape)
        }
    }
}
