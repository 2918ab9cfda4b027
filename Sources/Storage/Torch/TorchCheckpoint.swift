import Foundation

/// PyTorch checkpoints (`.pth`), in torch's zip format and in its legacy pickle format
/// (torch/serialization.py, `_save` and `_legacy_save`).
///
/// A checkpoint is a pickle, and a pickle is a program. The interpreter here can build tensors,
/// dicts, lists, tuples, strings and numbers, and nothing else; a file that asks for more is
/// refused.
public enum TorchCheckpoint {
    /// Reads a state dict, in the file's order. Accepts a bare state_dict or a dict that holds one
    /// under "state_dict" or "model", next to which other entries are ignored.
    ///
    /// Throws a `Failure` for a file that is damaged, would run code, or holds anything but tensors
    /// in its state dict.
    public static func read(path: String) throws -> [TorchTensor] {
        var information = stat()
        guard stat(path, &information) == 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
        guard information.st_mode & S_IFMT == S_IFREG else { throw Failure("this is not a file", at: path) }
        let file: Data
        do {
            file = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw Failure("cannot read: \(error.localizedDescription)", at: path)
        }
        return try read(file, named: path)
    }

    /// Reads a state dict from a checkpoint's bytes; errors name it `name`.
    public static func read(_ file: Data, named name: String) throws -> [TorchTensor] {
        do {
            return try tensors(in: content(of: file))
        } catch let failure as Failure {
            throw Failure(failure.what, at: name, advice: failure.advice)
        }
    }

    private static func content(of file: Data) throws -> TorchContent {
        if file.starts(with: ZipLayout.signature) { return try ZipLayout.read(file) }
        if file.starts(with: LegacyLayout.signature) { return try LegacyLayout.read(file) }
        throw TorchFailure.damaged("this is neither of torch's checkpoint formats")
    }

    private static func tensors(in content: TorchContent) throws -> [TorchTensor] {
        for (key, storage) in content.pickle.storages {
            guard let bytes = content.storages[key] else {
                throw TorchFailure.damaged("the storage \(TorchFailure.quoted(key)) is missing")
            }
            guard bytes.count / storage.dtype.size == storage.count, bytes.count % storage.dtype.size == 0 else {
                throw TorchFailure.damaged(
                    "the storage \(TorchFailure.quoted(key)) has \(bytes.count) bytes, not \(storage.count) elements "
                        + "of type \(storage.dtype.rawValue)")
            }
        }
        // Tensors may share storages, and a stride of 0 repeats elements: a small file could ask for
        // any amount of memory. Tied weights stay far below this bound.
        var budget = content.storages.values.reduce(0) { $0 + $1.count } * 4
        var names: Set<String> = []
        return try stateDict(of: content.pickle).map { key, value in
            guard case .string(let name) = key else {
                throw Failure("the state dict has a key that is not a string")
            }
            guard case .tensor(let view) = value else {
                throw Failure(
                    "the state dict's entry \(TorchFailure.quoted(name)) is not a tensor",
                    advice: TorchFailure.saveStateDict)
            }
            guard names.insert(name).inserted else {
                throw TorchFailure.damaged("the state dict has two entries \(TorchFailure.quoted(name))")
            }
            let (size, overflow) = view.count.multipliedReportingOverflow(by: view.dtype.size)
            guard !overflow, size <= budget, let storage = content.storages[view.key] else {
                throw TorchFailure.damaged("the tensor \(TorchFailure.quoted(name)) repeats its elements too often")
            }
            budget -= size
            return TorchTensor(name: name, shape: view.shape, dtype: view.dtype, values: view.values(in: storage))
        }
    }

    private static func stateDict(of pickle: Pickle) throws -> [(key: PickleValue, value: PickleValue)] {
        guard case .dictionary(let place, _) = pickle.root else {
            throw Failure("the file does not hold a state dict", advice: TorchFailure.saveStateDict)
        }
        let entries = pickle.heap.pairs(in: place)
        for wrapper in ["state_dict", "model"] {
            for case (.string(wrapper), .dictionary(let inner, _)) in entries { return pickle.heap.pairs(in: inner) }
        }
        return entries
    }
}

/// What both layouts come down to: the object's pickle and the bytes of the storages it names.
struct TorchContent {
    let pickle: Pickle
    let storages: [String: Data]
}
