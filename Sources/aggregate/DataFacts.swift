import Backbones
import Datasets
import Storage
import Study

/// The checks of data that the verification does not know how to read: prepared images and weights.
enum DataFacts {
    /// - Parameters:
    ///   - prepared: the folder of the profile's prepared files.
    ///   - weights: the folder of converted weights, with those in folders below it.
    static func units(prepared: String, weights: String) throws -> [VerificationUnit] {
        let images = try files(in: prepared).map { path in
            VerificationUnit(file: path) { path in
                if try isSealed(path) { return }
                try PreparedDataset(path: path, memoryLimit: 0).verify()
            }
        }
        let states = try files(in: weights).map { path in
            VerificationUnit(path, files: [path]) {
                do {
                    if try isSealed(path) { return [] }
                    // A state dict compares its values with the digest that the file records.
                    _ = try StateDict(path: path)
                    let digest = try HDF5Reader(path: path).attribute("content")
                    return digest == nil ? [FileFinding(path, .unsealed, "records no digest of its content")] : []
                } catch {
                    return [FileFinding(path, .damaged, (error as? Failure)?.what ?? "\(error)")]
                }
            }
        }
        return images + states
    }

    /// Whether SHA256SUMS of the folder vouches for every byte; a file without a line is judged by its content.
    ///
    /// - Throws: `Failure` where the bytes are others than the line says, before anything is read of them.
    private static func isSealed(_ path: String) throws -> Bool {
        let (name, folder) = (Path.name(of: path), Path.folder(of: path))
        guard let sums = try? Sums(folder: folder), sums.digests[name] != nil else { return false }
        try Sums.check(name, digest: try Digest.ofFile(path), in: folder)
        return true
    }

    private static func files(in folder: String) throws -> [String] {
        guard Path.isFolder(folder) else { return [] }
        return try Path.files(below: folder).filter { $0.hasSuffix(".h5") && !$0.hasPrefix(".") }
            .map { Path.join(folder, $0) }
    }
}
