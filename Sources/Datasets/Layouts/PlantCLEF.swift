import Storage

/// A subset of PlantCLEF as the user supplies it: the folders `train` and `val`, each with a folder a
/// class. `val` is the test part.
///
/// The paper used 20 classes which it does not name, so that the sizes may be other ones than Table 3's.
enum PlantCLEF: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        let train = try site.folder("train")
        let root = Path.folder(of: train)
        let val = Path.join(root, "val")
        guard Path.isFolder(val) else { throw site.missing("a folder val beside \(train)") }
        let parts = try ClassParts(train: ClassTree(train), test: ClassTree(val))
        return Listing(classes: parts.classes, parts: .official(train: parts.train, test: parts.test), isChosen: true)
    }
}
