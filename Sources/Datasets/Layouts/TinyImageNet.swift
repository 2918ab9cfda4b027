import Storage

/// Tiny ImageNet (Stanford's CS231n): `wnids.txt`, `words.txt`, `train/<wnid>/images/<wnid>_0.JPEG` and
/// `val/images/val_0.JPEG` with `val/val_annotations.txt`. The validation images are the test part; the
/// test images of the archive have no labels.
///
/// Labels follow the sorted WordNet ids, as torchvision's ImageFolder numbers the training folders.
package enum TinyImageNet: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        let wnids = try site.file("wnids.txt")
        let root = Path.folder(of: wnids)
        var images = try promised(
            wnids: wnids, words: site.file("words.txt"), annotations: site.file("val/val_annotations.txt"))
        try addTraining(to: &images, ids(wnids), root: root, site)
        return try images.listing(in: root, site)
    }

    /// The validation images, as the lists give them.
    package static func promised(wnids: String, words: String, annotations: String) throws -> PromisedImages {
        let ids = try ids(wnids)
        var images = PromisedImages(
            classes: try names(of: ids, words: words), lists: [wnids, words, annotations])
        let labels = Dictionary(uniqueKeysWithValues: zip(ids, ids.indices))
        for line in try TextList(path: annotations).lines {
            let fields = line.text.split(separator: "\t", maxSplits: 2)
            guard fields.count >= 2 else { throw line.place.failure("does not hold a file and a WordNet id") }
            guard let label = labels[String(fields[1])] else {
                throw line.place.failure("\(fields[1]) is none of the WordNet ids of wnids.txt")
            }
            try images.add("val/images/\(fields[0])", label: label, to: .test, at: line.place)
        }
        return images
    }

    private static func ids(_ path: String) throws -> [String] {
        var known: Set<String> = []
        for line in try TextList(path: path).lines {
            let id = try line.place.inside(String(line.text))
            guard !id.contains("/") else { throw line.place.failure("\"\(id)\" is not a WordNet id") }
            guard known.insert(id).inserted else { throw line.place.failure("\(id) is listed twice") }
        }
        return known.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The words for each id. Where two ids have the same words, the id is added to both.
    private static func names(of ids: [String], words path: String) throws -> [String] {
        let wanted = Set(ids)
        var words: [String: String] = [:]
        for line in try TextList(path: path).lines {
            let fields = try line.fields(2, separator: "\t").map(String.init)
            if wanted.contains(fields[0]) { words[fields[0]] = fields[1] }
        }
        let names = try ids.map { id in
            guard let name = words[id] else { throw Failure("does not hold the WordNet id \(id)", at: path) }
            return name
        }
        let counts = Dictionary(zip(names, names.map { _ in 1 }), uniquingKeysWith: +)
        return zip(ids, names).map { id, name in counts[name] == 1 ? name : "\(name) (\(id))" }
    }

    private static func addTraining(
        to images: inout PromisedImages, _ ids: [String], root: String, _ site: RawSite
    ) throws {
        let train = Path.join(root, "train")
        let lacking = ids.filter { !Path.isFolder(Path.join(train, $0, "images")) }
        guard lacking.isEmpty else {
            throw Failure(
                """
                the folders of training images of \(lacking.count) of \(ids.count) classes are not there: \
                \(Datasets.list(lacking.map { "\($0)/images" }, limit: 3))
                """, at: train, advice: "The copy is incomplete: unpack the archive again. \(site.entry.obtain).")
        }
        for (label, id) in ids.enumerated() {
            let folder = Path.join(train, id, "images")
            for (index, file) in try FolderContent(folder).files.filter(ImageFiles.isImage).enumerated() {
                let place = ListPlace(path: folder, unit: "file", number: index + 1)
                try images.add("train/\(id)/images/\(file)", label: label, to: .train, at: place)
            }
        }
    }
}
