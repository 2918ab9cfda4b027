import Foundation

/// State dicts with many tensors, each with a storage of its own, as torch.save writes them.
extension TorchHandmade {
    public struct Tensor {
        public var name: String
        public var shape: [Int]
        /// Little-endian elements.
        let bytes: [UInt8]
        let type: String
        let count: Int

        public init(_ name: String, _ shape: [Int], _ values: [Float]) {
            self.init(name, shape, values, type: "FloatStorage")
        }

        public init(_ name: String, _ shape: [Int], _ values: [Int64]) {
            self.init(name, shape, values, type: "LongStorage")
        }

        private init<Value: BitwiseCopyable>(_ name: String, _ shape: [Int], _ values: [Value], type: String) {
            (self.name, self.shape, self.type, count) = (name, shape, type, values.count)
            bytes = values.withUnsafeBytes { Array($0) }
        }
    }

    public static func zip(_ tensors: [Tensor]) -> Data {
        let named = [
            Entry(name: "archive/data.pkl", content: proto(stateDict(tensors))),
            Entry(name: "archive/version", content: bytes("3\n")),
        ]
        return zip(named + tensors.enumerated().map { Entry(name: "archive/data/\($0)", content: $1.bytes) })
    }

    public static func legacy(_ tensors: [Tensor]) -> Data {
        var file = legacy(object: stateDict(tensors), keys: tensors.indices.map { "\($0)" }, storages: [])
        for tensor in tensors { file += Data(little(Int64(tensor.count)) + tensor.bytes) }
        return file
    }

    private static func stateDict(_ tensors: [Tensor]) -> [UInt8] {
        dict(
            tensors.enumerated().map { index, tensor in
                var strides = [Int](repeating: 1, count: tensor.shape.count)
                for axis in strides.indices.dropLast().reversed() {
                    strides[axis] = strides[axis + 1] * tensor.shape[axis + 1]
                }
                let storage = storage("\(index)", type: tensor.type, count: tensor.count)
                return (string(tensor.name), self.tensor(storage, shape: tensor.shape, strides: strides))
            })
    }
}
