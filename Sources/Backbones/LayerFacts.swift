import Layers

/// What a summary says of one layer, for one image.
public struct LayerFacts: Sendable {
    public let name: String
    /// Such as `Conv2d 3x3 /2`.
    public let kind: String
    public let outputs: [FeatureShape]
    /// Trained values.
    public let parameters: Int
    /// Running means and variances.
    public let statistics: Int
    public let multiplyAdds: Int
}

extension Graph {
    /// The layers in the order in which they run, each with what it holds and costs.
    public var layerFacts: [LayerFacts] {
        var (trained, statistics) = ([Int](repeating: 0, count: nodes.count), [Int](repeating: 0, count: nodes.count))
        let places = Dictionary(
            nodes.enumerated().map { ($0.element.layer.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for parameter in parameters.all {
            guard let place = owner(of: parameter.name, among: places) else { continue }
            switch parameter.role {
            case .trained: trained[place] += parameter.count
            case .statistic: statistics[place] += parameter.count
            }
        }
        return nodes.enumerated().map { index, node in
            LayerFacts(
                name: node.layer.name, kind: node.layer.kind, outputs: node.outputs.map(\.shape),
                parameters: trained[index], statistics: statistics[index],
                multiplyAdds: node.layer.multiplyAdds(node.inputs.map(\.shape)))
        }
    }

    /// The layer that a parameter's name leads to: `a.b` for `a.b.fc1.weight`. A module that is no layer of
    /// its own, such as a block with a scale, lends its parameters to its last layer.
    private func owner(of parameter: String, among places: [String: Int]) -> Int? {
        func parent(_ name: Substring) -> Substring? { name.lastIndex(of: ".").map { name[..<$0] } }
        let module = parent(Substring(parameter))
        var name = module
        while let candidate = name {
            if let place = places[String(candidate)] { return place }
            name = parent(candidate)
        }
        return module.flatMap { module in nodes.lastIndex { $0.layer.name.hasPrefix(module + ".") } }
    }
}
