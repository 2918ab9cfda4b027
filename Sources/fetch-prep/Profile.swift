import ArgumentParser
import Datasets
import Storage
import Study

/// What a profile means for data: which catalogue holds, and where raw files lie by default.
///
/// The letters at the beginning of the name tell: `paper+batch32` is as `paper`.
struct Profile: ExpressibleByArgument, CustomStringConvertible {
    /// The name of the profile's folders.
    let description: String
    private let kind: Kind

    private enum Kind: String {
        case paper, sample
    }

    static let paper = Profile(description: "paper", kind: .paper)

    private init(description: String, kind: Kind) {
        self.description = description
        self.kind = kind
    }

    init?(argument: String) {
        guard let name = ProfileName(argument), let kind = Kind(rawValue: String(name.base.prefix(while: \.isLetter)))
        else { return nil }
        self.init(description: argument, kind: kind)
    }

    /// Where raw files lie unless the user says otherwise.
    func raw(in data: String) -> String {
        switch kind {
        case .paper: Path.join(data, "raw")
        case .sample: Path.join(data, "sample", "raw")
        }
    }

    /// What the catalogue's numbers of images come from, with its verb.
    var countedBy: String {
        switch kind {
        case .paper: "Table 3 counts"
        case .sample: "the catalogue states"
        }
    }

    /// Where archives are unpacked.
    func work(in data: String) -> String {
        switch kind {
        case .paper: Path.join(data, "unpacked")
        case .sample: Path.join(data, "sample", "unpacked")
        }
    }

    func catalogue(in data: String) throws -> DatasetCatalogue {
        switch kind {
        case .paper: try DatasetCatalogue(path: Path.join(data, "datasets.toml"))
        case .sample: try DatasetCatalogue(path: Path.join(data, "sample.toml"))
        }
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
