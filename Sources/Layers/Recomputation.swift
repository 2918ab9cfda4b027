/// Which values a plan makes again on the way back instead of keeping them.
///
/// Results are the same bits either way: a layer that runs again has the same inputs. Chen et al.,
/// "Training Deep Nets with Sublinear Memory Cost", 2016.
struct Recomputation {
    /// Ids of the values that forward may forget.
    let values: Set<Int>

    static let none = Recomputation(values: [])

    /// Ways to run the nodes, each needing less memory and more time than the one before: first all is
    /// kept; then what is cheap is made again; then whole blocks are, those of the first and largest
    /// feature maps before the others.
    ///
    /// - Parameters:
    ///   - needs: of each node's operation.
    ///   - keeping: values that are needed outside the network's layers.
    static func candidates(_ nodes: [Node], _ needs: [Needs], keeping: Set<Value>) -> [Recomputation] {
        let shared = memoryShared(nodes, needs)
        /// Values that share memory are kept or forgotten together.
        func closed(_ values: Set<Int>) -> Set<Int> {
            let kept = Set(keeping.map(\.id))
            return values.filter { id in
                let group = shared[id] ?? [id]
                return group.isSubset(of: values) && group.isDisjoint(with: kept)
            }
        }
        let cheap = Set(zip(nodes, needs).filter { $1.isCheap }.flatMap { $0.0.outputs.map(\.id) })
        var result = [none, Recomputation(values: closed(cheap))]
        let cuts = blockInputs(nodes)
        for quarter in 1...4 where !cuts.isEmpty {
            let last = cuts[(cuts.count - 1) * quarter / 4]
            let inside = nodes.prefix(last.node + 1).flatMap { $0.outputs.map(\.id) }
            result.append(Recomputation(values: closed(cheap.union(inside).subtracting(cuts.map(\.value)))))
        }
        return result
    }

    /// The values at which the network is one tensor wide and several layers read that tensor: where its
    /// blocks begin.
    private static func blockInputs(_ nodes: [Node]) -> [(node: Int, value: Int)] {
        var lastReader = [Int: Int]()
        var readers = [Int: Int]()
        for (index, node) in nodes.enumerated() {
            for input in node.inputs {
                lastReader[input.id] = index
                readers[input.id, default: 0] += 1
            }
        }
        var open = Set<Int>()
        var result: [(Int, Int)] = []
        for (index, node) in nodes.enumerated() {
            for input in node.inputs where lastReader[input.id] == index { open.remove(input.id) }
            for output in node.outputs where lastReader[output.id] != nil { open.insert(output.id) }
            if open.count == 1, let only = open.first, readers[only, default: 0] > 1 { result.append((index, only)) }
        }
        return result
    }

    /// For values that take over another's memory: all that lie in it.
    private static func memoryShared(_ nodes: [Node], _ needs: [Needs]) -> [Int: Set<Int>] {
        var groups = [Int: Set<Int>]()
        for (node, needs) in zip(nodes, needs) {
            guard let position = needs.outputInPlace else { continue }
            let (from, to) = (node.inputs[position].id, node.outputs[0].id)
            let group = (groups[from] ?? [from]).union([to])
            for member in group { groups[member] = group }
        }
        return groups
    }
}
