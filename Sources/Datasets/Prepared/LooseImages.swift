import Imaging
import Storage

/// Image files that belong to no data set: a user's own, to be classified.
public struct LooseImages {
    /// A file or a folder, as it was named.
    public let place: String
    /// As the user would write them: `place` and what follows below it.
    public let paths: [String]
    /// Files of the folder whose names are not those of images.
    public let otherFiles: Int

    /// - Parameter place: one file, or a folder, of which all files below it count whose names end as those of images
    ///   do; hidden ones are passed over.
    /// - Throws: `Failure` where there is nothing.
    public init(at place: String) throws {
        self.place = place
        guard Path.exists(place) else { throw Failure("there is no such file or folder", at: place) }
        guard Path.isFolder(place) else {
            (paths, otherFiles) = ([place], 0)
            return
        }
        let files = try Path.files(below: place)
        let images = files.filter { ImageFiles.isImage(Path.name(of: $0)) }
        guard !images.isEmpty else {
            throw Failure(
                files.isEmpty ? "holds no files" : "holds \(files.count) files, and none is an image by its name",
                at: place, advice: "Names of images end in \(ImageFiles.extensions.sorted().joined(separator: ", ")).")
        }
        paths = images.map { Path.join(place, $0) }
        otherFiles = files.count - images.count
    }

    /// Reads and decodes images on the thread team and resizes them, as the test images of a data set are.
    ///
    /// - Returns: for each path height x width x 3 bytes, or why there are none.
    public static func load(
        _ paths: ArraySlice<String>, imageSize: (height: Int, width: Int)
    ) -> [Result<[UInt8], any Error>] {
        parallelMap(Array(paths)) { path in
            let bytes = try FileBytes.read(path)
            let count = imageSize.height * imageSize.width * 3
            return try [UInt8](unsafeUninitializedCapacity: count) { pixels, filled in
                guard let start = pixels.baseAddress else { return }
                try bytes.withUnsafeBufferPointer {
                    try ImageMaker(to: imageSize).make(
                        $0, size: nil, name: path, draw: nil, at: nil, into: start)
                }
                filled = count
            }
        }
    }
}
