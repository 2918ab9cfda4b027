import Storage

/// A file of training values (Data/protocol/<profile>.toml).
struct ProtocolFile: Decodable {
    /// Another profile, whose values hold where this file has none.
    let inherits: String?
    let defaults: ProtocolValues?
    let datasets: [String: ProtocolValues]?

    private enum CodingKeys: String, CodingKey, CaseIterable { case inherits, defaults, datasets }

    init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: CodingKeys.self)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        inherits = try values.decodeIfPresent(String.self, forKey: .inherits)
        defaults = try values.decodeIfPresent(ProtocolValues.self, forKey: .defaults)
        datasets = try values.decodeIfPresent([String: ProtocolValues].self, forKey: .datasets)
    }

    /// The values for a data set: the parent's, then this file's, the data set's own last.
    ///
    /// - Throws: `Failure` where a file is missing, has an unknown key, or inherits from itself.
    static func values(folder: String, profile: String, dataset: String) throws -> ProtocolValues {
        var chain: [ProtocolFile] = []
        var names: [String] = []
        var next: String? = profile
        while let name = next {
            let path = Path.join(folder, name + ".toml")
            guard Path.exists(path) else {
                throw Failure(
                    "there is no profile '\(name)'", at: path, advice: "Profiles are the files of \(folder).")
            }
            guard !names.contains(name) else {
                throw Failure("inherits from itself: \((names + [name]).joined(separator: " -> "))", at: path)
            }
            names.append(name)
            let file = try TOML.read(ProtocolFile.self, path: path)
            chain.insert(file, at: 0)
            next = file.inherits
        }
        return chain.reduce(ProtocolValues()) { values, file in
            values.replaced(by: file.defaults).replaced(by: file.datasets?[dataset])
        }
    }
}

/// Training values, each of which may be missing.
struct ProtocolValues: Decodable {
    var backboneSize: String?
    var weights: String?
    var imageSize: [Int]?
    var batch: Int?
    var seed: Int?
    var maxEpochs: Int?
    var improvesOnTie: Bool?
    var selection: String?
    var trivialAugment: String?
    var adamwLearningRate: Double?
    var adamwBeta1: Double?
    var adamwBeta2: Double?
    var adamwEpsilon: Double?
    var adamwWeightDecay: Double?
    var adamwPatience: Int?
    var sgdLearningRate: Double?
    var sgdMomentum: Double?
    var sgdPatience: Int?
    var trainMean: [Double]?
    var trainStd: [Double]?
    var testMean: [Double]?
    var testStd: [Double]?

    init() {}

    enum CodingKeys: String, CodingKey, CaseIterable {
        case weights, batch, seed, selection
        case backboneSize = "backbone_size"
        case imageSize = "image_size"
        case maxEpochs = "max_epochs"
        case improvesOnTie = "improves_on_tie"
        case trivialAugment = "trivial_augment"
        case adamwLearningRate = "adamw_learning_rate"
        case adamwBeta1 = "adamw_beta1"
        case adamwBeta2 = "adamw_beta2"
        case adamwEpsilon = "adamw_epsilon"
        case adamwWeightDecay = "adamw_weight_decay"
        case adamwPatience = "adamw_patience"
        case sgdLearningRate = "sgd_learning_rate"
        case sgdMomentum = "sgd_momentum"
        case sgdPatience = "sgd_patience"
        case trainMean = "train_mean"
        case trainStd = "train_std"
        case testMean = "test_mean"
        case testStd = "test_std"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: CodingKeys.self)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Double? {
            try values.decodeIfPresent(Number.self, forKey: key)?.value
        }
        func numbers(_ key: CodingKeys) throws -> [Double]? {
            try values.decodeIfPresent([Number].self, forKey: key)?.map(\.value)
        }
        backboneSize = try values.decodeIfPresent(String.self, forKey: .backboneSize)
        weights = try values.decodeIfPresent(String.self, forKey: .weights)
        imageSize = try values.decodeIfPresent([Int].self, forKey: .imageSize)
        batch = try values.decodeIfPresent(Int.self, forKey: .batch)
        seed = try values.decodeIfPresent(Int.self, forKey: .seed)
        maxEpochs = try values.decodeIfPresent(Int.self, forKey: .maxEpochs)
        improvesOnTie = try values.decodeIfPresent(Bool.self, forKey: .improvesOnTie)
        selection = try values.decodeIfPresent(String.self, forKey: .selection)
        trivialAugment = try values.decodeIfPresent(String.self, forKey: .trivialAugment)
        adamwLearningRate = try number(.adamwLearningRate)
        adamwBeta1 = try number(.adamwBeta1)
        adamwBeta2 = try number(.adamwBeta2)
        adamwEpsilon = try number(.adamwEpsilon)
        adamwWeightDecay = try number(.adamwWeightDecay)
        adamwPatience = try values.decodeIfPresent(Int.self, forKey: .adamwPatience)
        sgdLearningRate = try number(.sgdLearningRate)
        sgdMomentum = try number(.sgdMomentum)
        sgdPatience = try values.decodeIfPresent(Int.self, forKey: .sgdPatience)
        trainMean = try numbers(.trainMean)
        trainStd = try numbers(.trainStd)
        testMean = try numbers(.testMean)
        testStd = try numbers(.testStd)
    }

    func replaced(by other: ProtocolValues?) -> ProtocolValues {
        guard let other else { return self }
        var result = self
        result.backboneSize = other.backboneSize ?? backboneSize
        result.weights = other.weights ?? weights
        result.imageSize = other.imageSize ?? imageSize
        result.batch = other.batch ?? batch
        result.seed = other.seed ?? seed
        result.maxEpochs = other.maxEpochs ?? maxEpochs
        result.improvesOnTie = other.improvesOnTie ?? improvesOnTie
        result.selection = other.selection ?? selection
        result.trivialAugment = other.trivialAugment ?? trivialAugment
        result.adamwLearningRate = other.adamwLearningRate ?? adamwLearningRate
        result.adamwBeta1 = other.adamwBeta1 ?? adamwBeta1
        result.adamwBeta2 = other.adamwBeta2 ?? adamwBeta2
        result.adamwEpsilon = other.adamwEpsilon ?? adamwEpsilon
        result.adamwWeightDecay = other.adamwWeightDecay ?? adamwWeightDecay
        result.adamwPatience = other.adamwPatience ?? adamwPatience
        result.sgdLearningRate = other.sgdLearningRate ?? sgdLearningRate
        result.sgdMomentum = other.sgdMomentum ?? sgdMomentum
        result.sgdPatience = other.sgdPatience ?? sgdPatience
        result.trainMean = other.trainMean ?? trainMean
        result.trainStd = other.trainStd ?? trainStd
        result.testMean = other.testMean ?? testMean
        result.testStd = other.testStd ?? testStd
        return result
    }
}

/// A number, with or without a fraction: TOML tells the two apart.
private struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let whole = try? container.decode(Int.self) {
            value = Double(whole)
        } else {
            value = try container.decode(Double.self)
        }
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// A misspelt key must not pass for a value that was left out.
    fileprivate func refuseOthers<Key: CodingKey & CaseIterable>(than: Key.Type) throws {
        let known = Set(Key.allCases.map(\.stringValue))
        let keys = try container(keyedBy: AnyKey.self).allKeys
        guard let key = keys.first(where: { !known.contains($0.stringValue) }) else { return }
        throw DecodingError.dataCorrupted(
            .init(codingPath: codingPath + [key], debugDescription: "is no value that training knows"))
    }
}
