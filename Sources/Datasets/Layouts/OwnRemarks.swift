import Storage

/// What a user is told of files of a folder that were left out.
struct OwnRemarks {
    var lines: [String] = []
    private let home: String

    init(_ home: String) { self.home = home }

    mutating func add(empty classes: [String]) {
        if classes.isEmpty { return }
        lines.append(
            classes.count == 1
                ? "the folder \(classes[0]) holds no images and is no class"
                : "\(classes.count) folders hold no images and are no classes: \(list(classes, limit: 5))")
    }

    mutating func add(_ trees: [ClassTree]) {
        func gather(_ names: (ClassTree) -> [String]) -> [String] {
            trees.flatMap { tree in
                let place = tree.root.dropFirst(home.count).drop { $0 == "/" }
                return names(tree).map { place.isEmpty ? $0 : "\(place)/\($0)" }
            }
        }
        let strays = gather { $0.strays.filter(ImageFiles.isImage) }
        add(strays, one: "image lies in no class's folder", many: "images lie in no class's folder")
        let notImages = gather { $0.strays.filter { !ImageFiles.isImage($0) } + $0.notImages }
        add(notImages, one: "file is no image by its name", many: "files are no images by their names")
        let unreachable = gather(\.unreachable)
        add(
            unreachable, one: "link or special file leads to no image or in a circle",
            many: "links or special files lead to no image or in a circle")
    }

    private mutating func add(_ names: [String], one: String, many: String) {
        if names.isEmpty { return }
        let verb = names.count == 1 ? "\(one) and was left out" : "\(many) and were left out"
        lines.append("\(grouped(names.count)) \(verb): \(list(names, limit: 3))")
    }
}
