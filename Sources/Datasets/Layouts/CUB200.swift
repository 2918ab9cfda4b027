import Storage

/// Caltech-UCSD Birds 200 (2011): `images.txt` (number, path), `image_class_labels.txt` (number, class from
/// 1), `train_test_split.txt` (number, 1 for training), `classes.txt` (class, name), and the folder `images`.
package enum CUB200: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        let images = try promised(
            classes: site.file("classes.txt"), images: site.file("images.txt"),
            labels: site.file("image_class_labels.txt"), split: site.file("train_test_split.txt"))
        return try images.listing(in: site.folder("images"), site)
    }

    package static func promised(
        classes classPath: String, images imagePath: String, labels labelPath: String, split splitPath: String
    ) throws -> PromisedImages {
        var images = PromisedImages(
            classes: try classes(classPath), lists: [classPath, imagePath, labelPath, splitPath])
        let files = try numbered(imagePath)
        let labels = try numbers(labelPath, as: "class", of: files)
        let training = try numbers(splitPath, as: "part", of: files)
        for (file, (label, part)) in zip(files, zip(labels, training)) {
            guard part.value == 0 || part.value == 1 else { throw part.place.failure("the part is neither 0 nor 1") }
            try images.add(
                file.value, label: label.value - 1, to: part.value == 1 ? .train : .test, at: label.place)
        }
        return images
    }

    private struct Numbered<Value> {
        let number: Int
        let value: Value
        let place: ListPlace
    }

    /// Lines of a number and something else.
    private static func numbered(_ path: String) throws -> [Numbered<String>] {
        var known: Set<Int> = []
        return try TextList(path: path).lines.map { line in
            let fields = try line.fields(2)
            let number = try line.place.integer(fields[0], "number")
            guard known.insert(number).inserted else { throw line.place.failure("\(number) is listed twice") }
            return Numbered(number: number, value: String(fields[1]), place: line.place)
        }
    }

    /// The whole number that a list states for each of `files`, in their order.
    private static func numbers(
        _ path: String, as what: String, of files: [Numbered<String>]
    ) throws -> [Numbered<Int>] {
        var values: [Int: Numbered<Int>] = [:]
        for line in try numbered(path) {
            let value = try line.place.integer(line.value, what)
            values[line.number] = Numbered(number: line.number, value: value, place: line.place)
        }
        let known = try files.map { file in
            guard let value = values.removeValue(forKey: file.number) else {
                throw Failure("does not hold the image \(file.number)", at: path, advice: "Fetch the list again.")
            }
            return value
        }
        if let other = values.values.min(by: { $0.number < $1.number }) {
            throw other.place.failure("the image \(other.number) is not in images.txt")
        }
        return known
    }

    private static func classes(_ path: String) throws -> [String] {
        try numbered(path).enumerated().map { index, line in
            guard line.number == index + 1 else {
                throw line.place.failure("the class \(line.number) where \(index + 1) follows")
            }
            return line.value
        }
    }
}
