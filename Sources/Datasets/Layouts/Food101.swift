import Foundation
import Storage

/// Food-101: `meta/train.txt` and `meta/test.txt` with a line such as `apple_pie/1005649` an image (or
/// the same as JSON, a list a class), `meta/classes.txt`, and `images/apple_pie/1005649.jpg`.
///
/// Labels follow the sorted class names, as torchvision's Food101 has them: `classes.txt` itself is not
/// sorted in one place.
package enum Food101: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        func meta(_ part: String) throws -> String {
            let names = ["meta/\(part).txt", "meta/\(part).json"]
            guard let path = try site.any(names) else { throw site.missing(names.joined(separator: " or ")) }
            return path
        }
        let images = try promised(
            classes: site.file("meta/classes.txt"), train: meta("train"), test: meta("test"))
        return try images.listing(in: site.folder("images"), site)
    }

    package static func promised(classes classPath: String, train: String, test: String) throws -> PromisedImages {
        let classes = try TextList(path: classPath).lines.map { String($0.text) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var images = PromisedImages(classes: classes, lists: [classPath, train, test])
        let labels = Dictionary(zip(classes, classes.indices), uniquingKeysWith: { first, _ in first })
        guard labels.count == classes.count else { throw Failure("names a class twice", at: classPath) }
        for (path, part) in [(train, DatasetPart.train), (test, .test)] {
            for (name, place) in try names(path) {
                let folder = try place.firstFolder(of: name)
                guard let label = labels[folder] else {
                    throw place.failure("\(folder) is no class of \(Path.name(of: classPath))")
                }
                try images.add("\(name).jpg", label: label, to: part, at: place)
            }
        }
        return images
    }

    private static func names(_ path: String) throws -> [(name: String, place: ListPlace)] {
        guard path.hasSuffix(".json") else {
            return try TextList(path: path).lines.map { (String($0.text), $0.place) }
        }
        guard let data = FileManager.default.contents(atPath: path),
            let lists = try? JSONDecoder().decode([String: [String]].self, from: data)
        else {
            throw Failure(
                "is not JSON with a list of names a class", at: path, advice: "The list is damaged: fetch it again.")
        }
        return try lists.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { key, names in
            try names.enumerated().map { index, name in
                let place = ListPlace(path: path, unit: "entry of \(key)", number: index + 1)
                guard try place.firstFolder(of: name) == key else {
                    throw place.failure("\(name) stands under another class")
                }
                return (name, place)
            }
        }
    }
}
