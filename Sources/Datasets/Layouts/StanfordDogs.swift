import Storage

/// Stanford Dogs: `train_list.mat` and `test_list.mat`, each with a column `file_list` of paths such as
/// `n02085620-Chihuahua/n02085620_5927.jpg` and a column `labels` from 1; and the folder `Images`.
///
/// The folders' names are the classes' names.
package enum StanfordDogs: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        let images = try promised(train: site.file("train_list.mat"), test: site.file("test_list.mat"))
        return try images.listing(in: site.folder("Images"), site)
    }

    package static func promised(train: String, test: String) throws -> PromisedImages {
        let parts = [(DatasetPart.train, try rows(train)), (.test, try rows(test))]
        var images = PromisedImages(classes: try classes(parts.flatMap(\.1)), lists: [train, test])
        for (part, rows) in parts {
            for row in rows { try images.add(row.file, label: row.label, to: part, at: row.place) }
        }
        return images
    }

    private struct Row {
        let file: String
        let label: Int
        let place: ListPlace
    }

    private static func rows(_ path: String) throws -> [Row] {
        let lists = try MATLists(path: path)
        let files = try lists.texts("file_list")
        let labels = try lists.integers("labels")
        guard files.count == labels.count else {
            throw Failure("holds \(grouped(files.count)) files and \(grouped(labels.count)) labels", at: path)
        }
        return zip(files, labels).enumerated().map { index, row in
            Row(file: row.0, label: row.1 - 1, place: lists.place("file_list", index))
        }
    }

    /// The folder of each label.
    private static func classes(_ rows: [Row]) throws -> [String] {
        var names: [Int: String] = [:]
        for row in rows {
            let name = try row.place.firstFolder(of: row.file)
            if let other = names.updateValue(name, forKey: row.label), other != name {
                throw row.place.failure("the class \(row.label + 1) is \(name) here and \(other) before")
            }
        }
        return try (0..<names.count).map { label in
            guard let name = names[label] else {
                throw Failure(
                    "the labels are not the numbers from 1 to \(names.count)", at: rows.first?.place.path ?? "")
            }
            return name
        }
    }
}
