import Foundation

/// torch's format since 1.6: a zip archive with one folder, in it `data.pkl` (the object),
/// `data/<key>` (the storages), `version` and, in newer files, `byteorder`.
enum ZipLayout {
    static let signature: [UInt8] = [0x50, 0x4b, 0x03, 0x04]

    /// caffe2/serialize/versions.h, kMinSupportedFileFormatVersion and kMaxSupportedFileFormatVersion.
    private static let versions = 1...10

    static func read(_ file: Data) throws -> TorchContent {
        var entries: [String: Data] = [:]
        var folder: Substring?
        try ZipEntries.read(file) { path in
            let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, folder ?? parts[0] == parts[0] else {
                throw TorchFailure.damaged("the archive has more than one folder")
            }
            folder = parts[0]
            let name = parts[1]
            return ["data.pkl", "byteorder", "version"].contains(name) || name.hasPrefix("data/")
        } entry: { path, content in
            entries[String(path.drop { $0 != "/" }.dropFirst())] = content
        }

        try checkVersion(entries["version"])
        if let order = entries["byteorder"], !order.elementsEqual("little".utf8) {
            throw Failure("the file was written by a big-endian machine, which is not supported")
        }
        guard let program = entries["data.pkl"] else {
            throw TorchFailure.damaged("the archive has no data.pkl: it is not a torch checkpoint")
        }
        var cursor = ByteCursor(program)
        let pickle = try PickleMachine.run(&cursor)
        let storages = pickle.storages.keys.compactMap { key in entries["data/\(key)"].map { (key, $0) } }
        return TorchContent(pickle: pickle, storages: Dictionary(uniqueKeysWithValues: storages))
    }

    private static func checkVersion(_ content: Data?) throws {
        guard let content, let text = String(validating: content.prefix(20), as: UTF8.self),
            let version = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)), versions.contains(version)
        else { throw TorchFailure.damaged("the archive has no version between 1 and 10: it is not a torch checkpoint") }
    }
}
