/// How the images of a prepared file are stored.
enum PreparedForm {
    /// As pixels, all of one size.
    case images(height: Int, width: Int)
    /// As the files that they came in, of so many bytes in each part.
    case files(bytes: [DatasetPart: Int])

    /// Up to here pixels are stored, which training reads without decoding; more are left compressed,
    /// because a disk reads them no faster than a processor decodes them.
    private static let pixelLimit = 1 << 30

    init(_ survey: ImageSurvey, images: Int) {
        let isCompressed = !survey.fileBytes.isEmpty
        if let size = survey.commonSize, !isCompressed || images * size.height * size.width * 3 <= Self.pixelLimit {
            self = .images(height: size.height, width: size.width)
        } else {
            self = .files(bytes: survey.fileBytes)
        }
    }

    var text: String {
        switch self {
        case .images(let height, let width): Self.text(size: (height, width))
        case .files: Self.text(size: nil)
        }
    }

    /// As `text`, of a file that is being read: the size of all images, or nil where files are stored.
    static func text(size: (height: Int, width: Int)?) -> String {
        size.map { "images \($0.height) x \($0.width)" } ?? "files"
    }
}
