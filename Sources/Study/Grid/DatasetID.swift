/// A data set: one of the twenty of the study, another division of one of them, or a user's own.
///
/// The raw value is the id that command lines, folders and files use.
public struct DatasetID: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    /// The short name that heads a column.
    public let title: String
    /// The domain, as the paper's Section 4 groups the data sets.
    public let domain: String

    private init(_ id: String, _ title: String, _ domain: String) {
        (rawValue, self.title, self.domain) = (id, title, domain)
    }

    /// - Parameter rawValue: one of the twenty ids, `rsna_by_patient`, `synthetic_imagenet`, or an own data set's: `own-` and letters,
    ///   digits, `-` and `_`. It becomes a folder, so that nothing else may pass. Nil for anything else.
    public init?(rawValue: String) {
        if let known = (Self.allCases + [.rsnaByPatient, .syntheticImageNet]).first(where: { $0.rawValue == rawValue })
        {
            self = known
            return
        }
        let name = rawValue.dropFirst(Self.ownPrefix.count)
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard rawValue.hasPrefix(Self.ownPrefix), !name.isEmpty, isPlain else { return nil }
        self.init(rawValue, String(name), "Own")
    }

    /// What the id of a user's own images begins with.
    public static let ownPrefix = "own-"

    /// Whether it is a user's own.
    public var isOwn: Bool { rawValue.hasPrefix(Self.ownPrefix) }

    public static func == (left: DatasetID, right: DatasetID) -> Bool { left.rawValue == right.rawValue }

    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension DatasetID {
    public static let cifar10 = DatasetID("cifar10", "CIFAR-10", "Natural")
    public static let cifar100 = DatasetID("cifar100", "CIFAR-100", "Natural")
    public static let tinyImageNet = DatasetID("tiny_imagenet", "Tiny ImageNet", "Natural")
    public static let stanfordDogs = DatasetID("stanford_dogs", "Stanford Dogs", "Natural")
    public static let flowers102 = DatasetID("flowers102", "Flowers-102", "Natural")
    public static let cub200 = DatasetID("cub200", "CUB-200", "Natural")
    public static let stanfordCars = DatasetID("stanford_cars", "Stanford Cars", "Natural")
    public static let food101 = DatasetID("food101", "Food-101", "Natural")
    public static let dtd = DatasetID("dtd", "DTD", "Texture")
    public static let neu = DatasetID("neu", "NEU", "Surface defect")
    public static let ucMerced = DatasetID("uc_merced", "UC Merced", "Remote sensing")
    public static let euroSAT = DatasetID("eurosat", "EuroSAT", "Remote sensing")
    public static let plantVillage = DatasetID("plantvillage", "PlantVillage", "Plant")
    public static let plantCLEF = DatasetID("plantclef", "PlantCLEF", "Plant")
    public static let galaxy10 = DatasetID("galaxy10", "Galaxy10", "Astronomy")
    public static let breakHis40 = DatasetID("breakhis_40x", "BreakHis 40x", "Medical")
    public static let breakHis100 = DatasetID("breakhis_100x", "BreakHis 100x", "Medical")
    public static let breakHis200 = DatasetID("breakhis_200x", "BreakHis 200x", "Medical")
    public static let breakHis400 = DatasetID("breakhis_400x", "BreakHis 400x", "Medical")
    public static let rsna = DatasetID("rsna", "RSNA", "Medical")

    /// RSNA with all images of a patient in one part, which the paper's counts do not imply.
    public static let rsnaByPatient = DatasetID("rsna_by_patient", "RSNA by patient", "Medical")

    /// What the sample profile pretrains its miniatures on; no data set of the study.
    public static let syntheticImageNet = DatasetID("synthetic_imagenet", "Synthetic ImageNet", "Pretraining")

    /// The twenty of the study, in the order of the paper's Table 3. NEU is described there and stands in no
    /// table of results: it has no published number.
    public static let allCases: [DatasetID] = [
        cifar10, cifar100, tinyImageNet, stanfordDogs, flowers102, cub200, stanfordCars, food101, dtd, neu, ucMerced,
        euroSAT, plantVillage, plantCLEF, galaxy10, breakHis40, breakHis100, breakHis200, breakHis400, rsna,
    ]
}
