import Imaging

/// A miniature of a data set whose classes are folders in a zip file.
struct SampleClassFolders: DrawnSet {
    let folder: String
    /// The zip file's name.
    let archive: String
    /// Images of each class.
    let counts: [Int]
    let images: SampleImages
    /// The path of a class's image in the archive.
    let path: @Sendable (_ className: String, _ number: Int) -> String
    /// The image's size where it is not the usual one.
    var size: @Sendable (SampleImages.Number) -> (height: Int, width: Int)? = { _ in nil }
    var encode: @Sendable (RGBImage) throws -> [UInt8] = { try JPEGEncoder.encode($0, quality: 90) }

    func files() throws -> [SampleFile] {
        let all = counts.enumerated().flatMap { label, count in
            (1...count).map { SampleImages.Number(label: label, number: $0) }
        }
        let encoded = try sampleValues(all.count) { try encode(images.image(all[$0], size: size(all[$0]))) }
        var content = SampleFolder()
        for (image, bytes) in zip(all, encoded) {
            content.add(path(images.subjects[image.label].name, image.number), bytes)
        }
        return [content.packed(archive)]
    }
}
