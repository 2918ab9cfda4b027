import Storage

/// Oxford's 102 flowers: `imagelabels.mat` with `labels` from 1, one an image in order; `setid.mat` with
/// the numbers of the images for training (`trnid`), validation (`valid`) and testing (`tstid`); and the
/// folder `jpg` with `image_00001.jpg`.
///
/// As Table 3 counts, training and validation images together are the training part. (The file's own
/// readers are torchvision's; an exchange of training and test part, which some papers make, is not made.)
package enum Flowers102: FolderLayout {
    static func list(_ site: RawSite) throws -> Listing {
        let images = try promised(labels: site.file("imagelabels.mat"), sets: site.file("setid.mat"))
        return try images.listing(in: site.folder("jpg"), site)
    }

    package static func promised(labels labelPath: String, sets setPath: String) throws -> PromisedImages {
        let labelLists = try MATLists(path: labelPath)
        let labels = try labelLists.integers("labels")
        let count = labels.max() ?? 0
        if let wrong = labels.firstIndex(where: { $0 < 1 || $0 > names.count }) {
            throw labelLists.place("labels", wrong).failure(
                "the class \(labels[wrong]); classes go from 1 to \(names.count)")
        }
        var images = PromisedImages(classes: Array(names.prefix(count)), lists: [labelPath, setPath])
        let sets = try MATLists(path: setPath)
        for (name, part) in [("trnid", DatasetPart.train), ("valid", .train), ("tstid", .test)] {
            for (index, number) in try sets.integers(name).enumerated() {
                let place = sets.place(name, index)
                guard labels.indices.contains(number - 1) else {
                    throw place.failure("the image \(number); images go from 1 to \(grouped(labels.count))")
                }
                let digits = String(number)
                let file = "image_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".jpg"
                try images.add(file, label: labels[number - 1] - 1, to: part, at: place)
            }
        }
        return images
    }

    /// The names that torchvision (0.29, Flowers102.classes) gives the numbers, which have none in the files.
    private static let names = [
        "pink primrose", "hard-leaved pocket orchid", "canterbury bells", "sweet pea", "english marigold", "tiger lily",
        "moon orchid", "bird of paradise", "monkshood", "globe thistle", "snapdragon", "colt's foot", "king protea",
        "spear thistle", "yellow iris", "globe-flower", "purple coneflower", "peruvian lily", "balloon flower",
        "giant white arum lily", "fire lily", "pincushion flower", "fritillary", "red ginger", "grape hyacinth",
        "corn poppy", "prince of wales feathers", "stemless gentian", "artichoke", "sweet william", "carnation",
        "garden phlox", "love in the mist", "mexican aster", "alpine sea holly", "ruby-lipped cattleya", "cape flower",
        "great masterwort", "siam tulip", "lenten rose", "barbeton daisy", "daffodil", "sword lily", "poinsettia",
        "bolero deep blue", "wallflower", "marigold", "buttercup", "oxeye daisy", "common dandelion", "petunia",
        "wild pansy", "primula", "sunflower", "pelargonium", "bishop of llandaff", "gaura", "geranium", "orange dahlia",
        "pink-yellow dahlia?", "cautleya spicata", "japanese anemone", "black-eyed susan", "silverbush",
        "californian poppy", "osteospermum", "spring crocus", "bearded iris", "windflower", "tree poppy", "gazania",
        "azalea", "water lily", "rose", "thorn apple", "morning glory", "passion flower", "lotus", "toad lily",
        "anthurium", "frangipani", "clematis", "hibiscus", "columbine", "desert-rose", "tree mallow", "magnolia",
        "cyclamen", "watercress", "canna lily", "hippeastrum", "bee balm", "ball moss", "foxglove", "bougainvillea",
        "camellia", "mallow", "mexican petunia", "bromelia", "blanket flower", "trumpet creeper", "blackberry lily",
    ]
}
