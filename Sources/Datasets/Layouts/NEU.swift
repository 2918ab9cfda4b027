import Foundation
import Storage

/// The NEU surface defect database, in either distribution: NEU-DET, JPEG files such as
/// `crazing_1.jpg`, or NEU-CLS, BMP files such as `Cr_1.bmp`; in any folders below the data set's own.
///
/// The class is told from the file's name. Where both distributions lie there, NEU-DET is taken: they
/// hold the same images.
enum NEU: FolderLayout {
    /// The classes with NEU-CLS's abbreviations.
    private static let classes = [
        ("crazing", "Cr"), ("inclusion", "In"), ("patches", "Pa"), ("pitted_surface", "PS"), ("rolled-in_scale", "RS"),
        ("scratches", "Sc"),
    ]
    private static let extensions: Set<String> = ["jpg", "jpeg", "bmp", "png"]

    static func list(_ site: RawSite) throws -> Listing {
        let images = try find(site)
        try checkCounts(images, site)
        return Listing(classes: classes.map(\.0), parts: .whole(images))
    }

    private static func find(_ site: RawSite) throws -> [Listing.Image] {
        var (complete, abbreviated): ([Listing.Image], [Listing.Image]) = ([], [])
        for (_, path) in try site.images(where: { ImageFiles.has($0, extensions) }) {
            let name = Path.name(of: path)
            let prefix = try prefix(of: name, at: path)
            if let label = classes.firstIndex(where: { $0.0 == prefix }) {
                complete.append(Listing.Image(name: name, path: path, label: label))
            } else if let label = classes.firstIndex(where: { $0.1 == prefix }) {
                abbreviated.append(Listing.Image(name: name, path: path, label: label))
            } else {
                throw unknownClass(at: path)
            }
        }
        let images = complete.isEmpty ? abbreviated : complete
        guard !images.isEmpty else {
            throw site.missing(
                "NEU-DET/IMAGES/crazing_1.jpg or NEU-CLS/Cr_1.bmp and their like, in any folder or archive"
            )
        }
        var known: [String: String] = [:]
        for image in images {
            if let other = known.updateValue(image.path, forKey: image.name) {
                throw Failure("has the same name as \(other)", at: image.path, advice: "Keep one of the two.")
            }
        }
        return images
    }

    /// What stands before the last underscore, which a number follows.
    private static func prefix(of name: String, at path: String) throws -> String {
        let stem = (name as NSString).deletingPathExtension
        guard let underscore = stem.lastIndex(of: "_"),
            case let number = stem[stem.index(after: underscore)...], !number.isEmpty,
            number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw unknownClass(at: path) }
        return String(stem[..<underscore])
    }

    private static func unknownClass(at path: String) -> Failure {
        Failure(
            "is an image whose name does not tell its class", at: path,
            advice: "Names are a class and a number, such as crazing_1.jpg or Cr_1.bmp. Move other images away.")
    }

    /// The classes are equally large, so that a loss shows in one of them.
    private static func checkCounts(_ images: [Listing.Image], _ site: RawSite) throws {
        let expected = site.entry.expectedImages / classes.count
        let counts = classes.indices.map { label in images.count { $0.label == label } }
        guard counts.contains(where: { $0 != expected }) else { return }
        let list = zip(classes, counts).map { "\($0.0) \(grouped($1))" }.joined(separator: ", ")
        throw Failure(
            "holds \(grouped(images.count)) images where \(grouped(expected * counts.count)) are expected, "
                + "\(grouped(expected)) a class: \(list)", at: site.home, advice: site.entry.obtain)
    }
}
