import Layers

/// How the memory that training may use is shared out, in bytes.
public enum TrainingMemory {
    /// Values, their gradients, the optimizer's two moments, and the best values so far.
    public static func state(_ parameters: ParameterList) -> Int {
        (5 * parameters.trainedCount + 2 * parameters.statisticCount) * MemoryLayout<Float>.stride
    }

    /// What is left for features and their gradients; a quarter of a GiB goes to the program and its images.
    public static func activations(_ parameters: ParameterList, within memory: Int) -> Int {
        memory == .max ? .max : max(0, memory - state(parameters) - (256 << 20))
    }
}
