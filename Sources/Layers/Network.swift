import Numerics

/// A graph with the values of its parameters: flat buffers for values, gradients and statistics.
public final class Network {
    public let graph: Graph
    public let values: FlatBuffer
    public let gradients: FlatBuffer
    /// Running means and variances.
    public let statistics: FlatBuffer

    /// - Throws: `NumericsError` when there is no memory for the parameters.
    public init(_ graph: Graph) throws {
        self.graph = graph
        values = try FlatBuffer(count: graph.parameters.trainedCount)
        gradients = try FlatBuffer(count: graph.parameters.trainedCount)
        statistics = try FlatBuffer(count: graph.parameters.statisticCount)
    }

    /// Where a parameter's values lie, in torch's order.
    public func value(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
        (parameter.role == .trained ? values : statistics).base + parameter.offset
    }

    /// Where a trained parameter's gradient lies, in torch's order.
    public func gradient(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
        gradients.base + parameter.offset
    }
}
