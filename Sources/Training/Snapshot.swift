import Layers
import Numerics
import Storage

/// A copy of a network's values: the best weights so far.
struct Snapshot {
    let values, statistics: FlatBuffer

    init(of network: Network) throws {
        values = try FlatBuffer(count: network.values.count)
        statistics = try FlatBuffer(count: network.statistics.count)
        take(network)
    }

    func take(_ network: Network) {
        values.base.update(from: network.values.base, count: values.count)
        statistics.base.update(from: network.statistics.base, count: statistics.count)
    }

    func restore(_ network: Network) {
        network.values.base.update(from: values.base, count: values.count)
        network.statistics.base.update(from: statistics.base, count: statistics.count)
    }
}
