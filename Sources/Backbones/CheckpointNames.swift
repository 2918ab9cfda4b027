/// Names of parameters in published checkpoints, brought to those that today's networks have.
enum CheckpointNames {
    /// The present name of each of a file's names.
    ///
    /// - A network that was trained under torch's DataParallel has `module.` before every name.
    /// - DenseNet's files are older than its present names: `denselayer1.norm.1.weight` became
    ///   `denselayer1.norm1.weight` (torchvision/models/densenet.py, `_load_state_dict`).
    static func present(_ names: [String]) -> [String] {
        let prefix = "module."
        let isWrapped = !names.isEmpty && names.allSatisfy { $0.hasPrefix(prefix) }
        return names.map { densePresent(isWrapped ? String($0.dropFirst(prefix.count)) : $0) }
    }

    private static func densePresent(_ name: String) -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, ["1", "2"].contains(parts[parts.count - 2]) else { return name }
        let layer = parts[parts.count - 4]
        guard ["norm", "relu", "conv"].contains(parts[parts.count - 3]), layer.hasPrefix("denselayer"),
            Int(layer.dropFirst("denselayer".count)) != nil
        else { return name }
        let end = parts.suffix(3).map(String.init)
        return (parts.dropLast(3).map(String.init) + [end[0] + end[1], end[2]]).joined(separator: ".")
    }

    /// Whether torch keeps such a buffer only to have it at hand: it follows from the architecture.
    static func isDerived(_ name: String) -> Bool {
        let last = name.split(separator: ".").last ?? ""
        return ["relative_position_index", "relative_coords_table", "attn_mask"].contains(last)
    }
}
