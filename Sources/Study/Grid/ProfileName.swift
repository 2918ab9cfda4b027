import Storage

/// The name of a profile's folder: `paper`, `sample`, or one of them with trial values attached, such
/// as `paper+image128+batch32+weights-none`.
///
/// Only the profile whose name is exactly `paper` gives numbers that can be set beside the paper's.
public struct ProfileName: Equatable, Sendable, CustomStringConvertible {
    /// The folder's name.
    public let name: String
    /// The part before the first `+`.
    public let base: String
    /// The values that a trial overrides, as the folder's name writes them.
    public let trial: [String]

    /// - Parameter name: letters, digits, `.`, `_`, `-` and `+`, the first a letter or a digit: it
    ///   becomes a folder, so that nothing else may pass. Nil for any other name.
    public init?(_ name: String) {
        let others: Set<Character> = [".", "_", "-", "+"]
        func plain(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber)
        }
        guard let first = name.first, plain(first), name.allSatisfy({ plain($0) || others.contains($0) }) else {
            return nil
        }
        let parts = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains("") else { return nil }
        self.name = name
        base = parts[0]
        trial = Array(parts.dropFirst())
    }

    public static func named(_ name: String) throws -> ProfileName {
        guard let profile = ProfileName(name) else { throw Failure("is not the name of a profile", at: name) }
        return profile
    }

    /// Whether results under this name follow the paper's protocol on the paper's data.
    public var isPaper: Bool { name == "paper" }

    /// The trial word of a file of weights, `weights-` and the beginning of its digest; nil where the weights go by a
    /// name of their own.
    public var weightsFile: String? {
        let named = ["weights-none", "weights-imagenet", "weights-synthetic"]
        return trial.first { $0.hasPrefix("weights-") && !named.contains($0) }
    }

    /// What every heading says about numbers of this profile.
    public var heading: String {
        let values = trial.joined(separator: ", ")
        switch (base, trial.isEmpty) {
        case ("paper", true): return "Profile paper: the paper's data sets and training values."
        case ("paper", false): return "Trial with \(values): not the paper's protocol."
        case ("sample", let plain):
            let sample = "Sample profile: miniature data generated from a seed. These numbers are not the paper's."
            return plain ? sample : "\(sample) Trial with \(values)."
        case (_, true): return "Profile \(base): not the paper's protocol."
        case (_, false): return "Profile \(base), trial with \(values): not the paper's protocol."
        }
    }

    /// The variables of `make` that lead to this profile, such as `PROFILE=paper BATCH=32`.
    ///
    /// Nil where a trial value is none of those that can be told from the folder's name.
    public var makeVariables: String? {
        var variables = ["PROFILE=\(base)"]
        for value in trial {
            guard let variable = Self.makeVariable(value) else { return nil }
            variables.append(variable)
        }
        return variables.joined(separator: " ")
    }

    /// `BATCH=32` for `batch32`; nil for a value that does not say what it was made from, such as the
    /// digest of a file of weights.
    private static func makeVariable(_ value: String) -> String? {
        let numbers = ["image": "IMAGE_SIZE", "batch": "BATCH", "epochs": "MAX_EPOCHS", "seed": "SEED"]
        let words = [
            "weights-none": "WEIGHTS=none", "weights-imagenet": "WEIGHTS=imagenet",
            "weights-synthetic": "WEIGHTS=synthetic",
            "augment-none": "AUGMENT=none", "augment-before-resize": "AUGMENT=before-resize",
            "augment-after-resize": "AUGMENT=after-resize",
            "selection-test": "SELECTION=test", "selection-validation": "SELECTION=validation",
            "fp32": "PRECISION=fp32", "bf16": "PRECISION=bf16",
        ]
        if let word = words[value] { return word }
        let name = value.prefix { $0.isLetter }
        let number = value.dropFirst(name.count)
        guard let variable = numbers[String(name)], let count = Int(number) else { return nil }
        return "\(variable)=\(count)"
    }

    public var description: String { name }
}
