import Imaging

/// A first look at all images, which decides how they are stored.
struct PreparedSurvey {
    /// The size of all images; nil where they differ.
    let commonSize: (height: Int, width: Int)?
    /// The bytes of each part's encoded files.
    let encodedBytes: [DatasetPart: Int]

    init(of raw: any RawDataset) throws {
        if let size = raw.fixedSize {
            commonSize = size
            encodedBytes = [:]
            return
        }
        var size: (height: Int, width: Int)?
        var isCommon = true
        var encoded: [DatasetPart: Int] = [:]
        for part in DatasetPart.allCases {
            try raw.stream(part) { sample in
                let found: (height: Int, width: Int)
                switch sample.content {
                case .pixels(let image): found = (image.height, image.width)
                case .encoded(let bytes):
                    found = try ImageDecoder.size(bytes, name: sample.origin)
                    encoded[part, default: 0] += bytes.count
                }
                if let size { isCommon = isCommon && size == found }
                size = size ?? found
            }
        }
        commonSize = isCommon ? size : nil
        encodedBytes = encoded
    }
}
