import Storage

/// Two folders of class folders, for training and for testing, which have to hold the same classes.
struct ClassParts {
    let classes: [String]
    let train: [Listing.Image]
    let test: [Listing.Image]
    /// Classes without an image in either part, which are left out.
    let empty: [String]

    /// - Throws: `Failure` for classes that have images in one of the parts only.
    init(train: ClassTree, test: ClassTree) throws {
        func names(_ tree: ClassTree) -> Set<String> { Set(tree.classes.filter { !$0.images.isEmpty }.map(\.name)) }
        let (training, testing) = (names(train), names(test))
        for (tree, lacking, other) in [
            (test, training.subtracting(testing), train), (train, testing.subtracting(training), test),
        ] where !lacking.isEmpty {
            let sorted = lacking.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            throw Failure(
                "has no images of \(list(sorted, limit: 5)), unlike \(other.root)", at: tree.root,
                advice: "Both parts need images of every class: add some, or move these classes away.")
        }
        classes = training.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let every = Set((train.classes + test.classes).map(\.name))
        empty = every.subtracting(training).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.train = train.images(labels: classes, prefix: Path.name(of: train.root) + "/")
        self.test = test.images(labels: classes, prefix: Path.name(of: test.root) + "/")
    }
}

extension ClassTree {
    /// The images of the named classes, each named by `prefix`, class and path below the class's folder.
    func images(labels classes: [String], prefix: String = "") -> [Listing.Image] {
        let labels = Dictionary(zip(classes, classes.indices), uniquingKeysWith: { first, _ in first })
        return self.classes.flatMap { one in
            guard let label = labels[one.name] else { return [Listing.Image]() }
            return one.images.map { image in
                Listing.Image(
                    name: prefix + one.name + "/" + image, path: Path.join(root, one.name, image), label: label)
            }
        }
    }
}
