import Storage

/// The Describable Textures Dataset: `labels/train1.txt` and `labels/test1.txt` (1 to 10, the catalogue's
/// variant) with a line such as `banded/banded_0002.jpg` an image, and the folder `images`.
///
/// Labels follow the sorted class names, as torchvision's DTD has them. The validation images of the same
/// split are in neither part, as Table 3 counts.
package enum DTD: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        let variant = site.entry.variant ?? "1"
        let images = try promised(
            train: site.file("labels/train\(variant).txt"), test: site.file("labels/test\(variant).txt"))
        return try images.listing(in: site.folder("images"), site)
    }

    package static func promised(train: String, test: String) throws -> PromisedImages {
        let lines = [(DatasetPart.train, try TextList(path: train).lines), (.test, try TextList(path: test).lines)]
        let names = try lines.flatMap(\.1).map { try $0.place.firstFolder(of: String($0.text)) }
        let classes = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let labels = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
        var images = PromisedImages(classes: classes, lists: [train, test])
        for (part, lines) in lines {
            for line in lines {
                let file = String(line.text)
                guard let label = labels[try line.place.firstFolder(of: file)] else { continue }
                try images.add(file, label: label, to: part, at: line.place)
            }
        }
        return images
    }
}
