import Storage

/// What the lists of a data set promise: image files with their labels, part by part, before anybody
/// has looked for the files.
package struct PromisedImages {
    package struct Image: Equatable {
        /// The file's path below the folder of images.
        package let file: String
        package let label: Int
    }

    package let classes: [String]
    /// The files that were read to know it.
    let lists: [String]
    package private(set) var train: [Image] = []
    package private(set) var test: [Image] = []
    private var known: Set<String> = []

    init(classes: [String], lists: [String]) {
        self.classes = classes
        self.lists = lists
    }

    /// Adds an image.
    ///
    /// - Parameter label: counted from 0.
    /// - Throws: `Failure` for a path that leads out of the folder, a label that no class has, and a file
    ///   that is there already.
    mutating func add(_ file: String, label: Int, to part: DatasetPart, at place: ListPlace) throws {
        let file = try place.inside(file)
        guard classes.indices.contains(label) else {
            throw place.failure("the class \(label + 1) of \(file); classes go from 1 to \(classes.count)")
        }
        guard known.insert(file).inserted else { throw place.failure("\(file) is listed twice") }
        switch part {
        case .train: train.append(Image(file: file, label: label))
        case .test: test.append(Image(file: file, label: label))
        }
    }

    /// The listing, after a look whether every file is in `folder`.
    func listing(in folder: String, _ site: RawSite) throws -> Listing {
        try listing(at: folder, site) { Path.join(folder, $0) }
    }

    /// The same, for images in several folders.
    ///
    /// - Parameters:
    ///   - place: what is named where files are missing.
    ///   - path: the path of a file.
    func listing(at place: String, _ site: RawSite, path: (_ file: String) -> String) throws -> Listing {
        func found(_ images: [Image]) -> [Listing.Image] {
            images.map { Listing.Image(name: $0.file, path: path($0.file), label: $0.label) }
        }
        let (train, test) = (found(train), found(test))
        try site.require(train + test, in: place)
        return Listing(classes: classes, parts: .official(train: train, test: test), lists: lists)
    }
}
