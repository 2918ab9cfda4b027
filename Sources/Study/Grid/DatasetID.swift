/// The twenty data sets of the study, in the order of the paper's Table 3.
///
/// The raw value is the id that command lines, folders and files use. NEU is described in the paper
/// (Section 4.3, Table 3) and stands in no table of results: it has no published number.
public enum DatasetID: String, CaseIterable, Sendable {
    case cifar10
    case cifar100
    case tinyImageNet = "tiny_imagenet"
    case stanfordDogs = "stanford_dogs"
    case flowers102
    case cub200
    case stanfordCars = "stanford_cars"
    case food101
    case dtd
    case neu
    case ucMerced = "uc_merced"
    case euroSAT = "eurosat"
    case plantVillage = "plantvillage"
    case plantCLEF = "plantclef"
    case galaxy10
    case breakHis40 = "breakhis_40x"
    case breakHis100 = "breakhis_100x"
    case breakHis200 = "breakhis_200x"
    case breakHis400 = "breakhis_400x"
    case rsna

    /// The short name that heads a column.
    public var title: String {
        switch self {
        case .cifar10: "CIFAR-10"
        case .cifar100: "CIFAR-100"
        case .tinyImageNet: "Tiny ImageNet"
        case .stanfordDogs: "Stanford Dogs"
        case .flowers102: "Flowers-102"
        case .cub200: "CUB-200"
        case .stanfordCars: "Stanford Cars"
        case .food101: "Food-101"
        case .dtd: "DTD"
        case .neu: "NEU"
        case .ucMerced: "UC Merced"
        case .euroSAT: "EuroSAT"
        case .plantVillage: "PlantVillage"
        case .plantCLEF: "PlantCLEF"
        case .galaxy10: "Galaxy10"
        case .breakHis40: "BreakHis 40x"
        case .breakHis100: "BreakHis 100x"
        case .breakHis200: "BreakHis 200x"
        case .breakHis400: "BreakHis 400x"
        case .rsna: "RSNA"
        }
    }

    /// The domain, as the paper's Section 4 groups the data sets.
    public var domain: String {
        switch self {
        case .cifar10, .cifar100, .tinyImageNet, .stanfordDogs, .flowers102, .cub200, .stanfordCars, .food101:
            "Natural"
        case .dtd: "Texture"
        case .neu: "Surface defect"
        case .ucMerced, .euroSAT: "Remote sensing"
        case .plantVillage, .plantCLEF: "Plant"
        case .galaxy10: "Astronomy"
        case .breakHis40, .breakHis100, .breakHis200, .breakHis400, .rsna: "Medical"
        }
    }
}
