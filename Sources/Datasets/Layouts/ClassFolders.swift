import Storage

/// A folder a class with the images in it, below any other folders: UC Merced
/// (`UCMerced_LandUse/Images/agricultural/agricultural00.tif`), EuroSAT (`2750/AnnualCrop/AnnualCrop_1.jpg`),
/// PlantVillage (`Plant_leave_diseases_dataset_without_augmentation/Apple___Apple_scab/image (1).JPG`).
///
/// An image is named by its class and its file, so that the split does not depend on the folders around.
enum ClassFolders: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        let images = try site.images(where: ImageFiles.isImage)
        guard !images.isEmpty else { throw site.missing("a folder a class with images in it, or an archive of them") }
        var folders: [String: String] = [:]
        for (name, path) in images {
            guard name.utf8.contains(UInt8(ascii: "/")) else {
                throw Failure("is an image that lies in no class's folder", at: path, advice: "Move it away.")
            }
            let place = Path.folder(of: path)
            let folder = Path.name(of: place)
            if let other = folders.updateValue(place, forKey: folder), other != place {
                throw Failure(
                    "is a second folder of the class \(folder)", at: place,
                    advice: "The other is \(other). Keep one version of the data set.")
            }
        }
        let classes = folders.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let labels = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
        let named = images.compactMap { _, path -> Listing.Image? in
            let folder = Path.name(of: Path.folder(of: path))
            return labels[folder].map {
                Listing.Image(name: "\(folder)/\(Path.name(of: path))", path: path, label: $0)
            }
        }
        return Listing(classes: classes, parts: .whole(named))
    }
}
