import Storage

/// BreakHis 1.0: files such as `SOB_B_TA-14-4659-40-001.png`, in any folders. The name tells everything:
/// method, class (B or M), tumour type, year, patient, magnification and number. The catalogue's variant is
/// the magnification, such as `40X`.
///
/// Known irregularities: patient 14-13412 has images of two malignant tumour types (DC and LC), so that the
/// 82 patients of the documentation are 81 here; its page counts 652 benign images at 40X, where there are
/// 625; some images are 700 x 456 pixels instead of 700 x 460.
package enum BreakHis: FolderLayout {
    private static let classes = ["benign", "malignant"]

    static func list(_ site: RawSite) throws -> Listing {
        guard let variant = site.entry.variant, variant.hasSuffix("X"), let magnification = Int(variant.dropLast())
        else { throw Failure("\(site.entry.title): the catalogue must state the magnification, such as 40X") }
        var images: [Listing.Image] = []
        for (_, path) in try site.images(where: { ImageFiles.has($0, ["png"]) }) {
            let name = Path.name(of: path)
            guard let slide = Slide(name) else {
                throw Failure(
                    "is an image whose name does not tell its class", at: path,
                    advice: "Names are such as SOB_B_TA-14-4659-40-001.png. Move other images away.")
            }
            if slide.magnification == magnification {
                images.append(
                    Listing.Image(
                        name: name, path: path, label: slide.isMalignant ? 1 : 0, patient: slide.patient))
            }
        }
        guard !images.isEmpty else {
            throw site.missing("SOB_B_TA-14-4659-\(magnification)-001.png and its like, in any folder or in an archive")
        }
        return Listing(classes: classes, parts: .whole(images))
    }

    /// What an image's name tells.
    package struct Slide: Equatable {
        package let isMalignant: Bool
        /// Year and number, such as `14-4659`.
        package let patient: String
        package let magnification: Int

        package init?(_ name: String) {
            let parts = name.prefix { $0 != "." }.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 5, let magnification = Int(parts[3]), Int(parts[4]) != nil, !parts[2].isEmpty else {
                return nil
            }
            let kind = parts[0].split(separator: "_", omittingEmptySubsequences: false)
            guard kind.count == 3, kind[1] == "B" || kind[1] == "M" else { return nil }
            isMalignant = kind[1] == "M"
            patient = "\(parts[1])-\(parts[2])"
            self.magnification = magnification
        }
    }
}
