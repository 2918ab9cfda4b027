import Storage

/// What tells the binary versions of CIFAR-10 and CIFAR-100 apart.
struct CIFARForm {
    /// The name of the folder in the official archive.
    let folder: String
    /// The list of class names, a line each.
    let names: String
    /// Bytes before the pixels of a record. The last one is the label: CIFAR-100 has a coarse one before
    /// the fine one, which is what counts.
    let labelBytes: Int

    static let pixelBytes = 3 * CIFARBinary.side * CIFARBinary.side

    var recordSize: Int { labelBytes + Self.pixelBytes }

    init(_ entry: DatasetEntry) throws {
        switch entry.variant {
        case "cifar10": (folder, names, labelBytes) = ("cifar-10-batches-bin", "batches.meta.txt", 1)
        case "cifar100": (folder, names, labelBytes) = ("cifar-100-binary", "fine_label_names.txt", 2)
        default: throw Failure("\(entry.title): the catalogue must state the variant cifar10 or cifar100")
        }
    }
}
