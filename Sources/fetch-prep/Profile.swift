import ArgumentParser
import Datasets
import Storage

/// A profile folder's name, such as `paper`, `sample` or `paper+image128+batch32`, and what it means
/// for data: which catalogue holds and where raw files lie by default.
struct Profile: ExpressibleByArgument, CustomStringConvertible {
    /// The name of the folder.
    let name: String
    let isSample: Bool

    static let paper = Profile(name: "paper", isSample: false)
    private static let known = ["paper", "sample"]

    private init(name: String, isSample: Bool) {
        self.name = name
        self.isSample = isSample
    }

    /// The name up to the first character that is not a letter tells the kind.
    init?(argument: String) {
        let kind = argument.prefix(while: \.isLetter)
        guard Self.known.contains(String(kind)), !argument.contains("/") else { return nil }
        self.init(name: argument, isSample: kind == "sample")
    }

    var description: String { name }

    /// Where raw files lie unless the user says otherwise.
    var defaultRaw: String { isSample ? "Data/sample/raw" : "Data/raw" }

    func catalogue(in folder: String) throws -> DatasetCatalogue {
        try DatasetCatalogue(path: Path.join(folder, isSample ? "sample.toml" : "datasets.toml"))
    }
}

extension DatasetCatalogue {
    /// - Throws: `ValidationError`, which ends the program with exit code 64, for an unknown id.
    func require(_ id: String) throws -> DatasetEntry {
        guard let entry = self[id] else {
            throw ValidationError("unknown data set '\(id)'; known ones are \(ids.joined(separator: ", "))")
        }
        return entry
    }
}
