import Storage

/// Stanford Cars with its development kit, in either form:
///
/// - one file, `cars_annos.mat`: `annotations` with `relative_im_path` (`car_ims/000001.jpg`), `class` from
///   1 and `test` (1 for testing), and `class_names`; images in `car_ims`;
/// - a pair, `cars_train_annos.mat` and `cars_test_annos_withlabels.mat`: `annotations` with `fname` and
///   `class`; `class_names` in `cars_meta.mat`; images in `cars_train` and `cars_test`.
package enum StanfordCars: FolderLayout {
    private static let single = "cars_annos.mat"
    private static let train = "cars_train_annos.mat"
    private static let test = "cars_test_annos_withlabels.mat"
    private static let meta = "cars_meta.mat"

    static func list(_ site: RawSite) throws -> Listing {
        // Where both forms are there, the one whose images are.
        let hasPair = try site.any(["cars_train", "devkit/\(train)", train]) != nil
        if let path = try site.any([single, "devkit/\(single)"]), try !hasPair || site.any(["car_ims"]) != nil {
            return try promised(single: path).listing(in: Path.folder(of: site.folder("car_ims")), site)
        }
        guard let test = try site.any([test, "devkit/\(test)"]) else {
            throw site.missing(
                "\(test), or \(single) with all labels; cars_test_annos.mat of the development kit has none")
        }
        let images = try promised(train: site.file(train), test: test, meta: site.file(meta))
        let folder = Path.folder(of: try site.folder("cars_train"))
        let testFolder = Path.folder(of: try site.folder("cars_test"))
        // The two archives of images are unpacked into folders of their own.
        return try images.listing(at: site.home, site) { file in
            Path.join(file.hasPrefix("cars_test/") ? testFolder : folder, file)
        }
    }

    package static func promised(single path: String) throws -> PromisedImages {
        let lists = try MATLists(path: path)
        var images = PromisedImages(classes: try lists.texts("class_names"), lists: [path])
        for record in try lists.records("annotations") {
            let test = try record.integer("test")
            guard test == 0 || test == 1 else { throw record.place.failure("test is neither 0 nor 1") }
            try images.add(
                record.text("relative_im_path"), label: record.integer("class") - 1, to: test == 1 ? .test : .train,
                at: record.place)
        }
        return images
    }

    package static func promised(train: String, test: String, meta: String) throws -> PromisedImages {
        var images = PromisedImages(
            classes: try MATLists(path: meta).texts("class_names"), lists: [train, test, meta])
        for (path, part, folder) in [(train, DatasetPart.train, "cars_train"), (test, .test, "cars_test")] {
            for record in try MATLists(path: path).records("annotations") {
                let name = try record.text("fname")
                try images.add("\(folder)/\(name)", label: record.integer("class") - 1, to: part, at: record.place)
            }
        }
        return images
    }
}
