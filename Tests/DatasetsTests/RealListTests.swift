import Datasets
import Foundation
import Storage
import Testing

/// The official lists, where a copy lies beside the package, against what torchvision and the lists
/// themselves say.
///
/// A digest is that of the lines "file label", sorted by their bytes, each ended by a line feed. They were
/// made in Python: by torchvision 0.29's Food101 (its JSON lists grouped from train.txt and test.txt),
/// Flowers102 (`train` + `val`, `test`) and StanfordCars, whose `_image_files` (`_samples`) and `_labels` were
/// printed; for the sets that torchvision does not know, by joining the lists' lines on the image's number
/// (CUB), or by the position among the sorted WordNet ids (Tiny ImageNet).
@Suite struct RealListTests {
    private static let samples = "\(Repository.realData)/samples"

    private static func present(_ name: String) -> Bool { Path.exists("\(samples)/\(name)") }

    private static func path(_ name: String) -> String { "\(samples)/\(name)" }

    private static func digest(_ images: [PromisedImages.Image]) throws -> String {
        try digest(images.map { "\($0.file) \($0.label)" })
    }

    private static func digest(_ lines: [String]) throws -> String {
        let sorted = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return try Digest.of(sorted.map { $0 + "\n" }.joined())
    }

    /// The counts of Table 3, as the catalogue has them.
    private static func checkCounts(_ images: PromisedImages, _ id: String) throws {
        let entry = try #require(try Repository.catalogue("datasets.toml")[id])
        #expect(images.train.count == entry.train && images.test.count == entry.test)
        #expect(images.classes.count == entry.classes)
    }

    @Test(.enabled(if: present("cub200"), "needs ../shared/data/samples/cub200"))
    func cub200() throws {
        let folder = Self.path("cub200/CUB_200_2011")
        let images = try CUB200.promised(
            classes: "\(folder)/classes.txt", images: "\(folder)/images.txt",
            labels: "\(folder)/image_class_labels.txt", split: "\(folder)/train_test_split.txt")
        try Self.checkCounts(images, "cub200")
        #expect(images.train.count == 5_994 && images.test.count == 5_794)
        #expect(try Self.digest(images.train) == "c5076516e8184f2c5162f570b153c4b97ddc72c462f39126225e361c812f6c61")
        #expect(try Self.digest(images.test) == "159809050a39f78ff12179d7befd8bcc7225363f680ff06e3394175d9e28a57a")
        for image in images.train + images.test {
            #expect(image.file.hasPrefix(images.classes[image.label] + "/"))
        }
    }

    @Test(.enabled(if: present("food101"), "needs ../shared/data/samples/food101"))
    func food101() throws {
        let meta = Self.path("food101/meta")
        let images = try Food101.promised(
            classes: "\(meta)/classes.txt", train: "\(meta)/train.txt", test: "\(meta)/test.txt")
        try Self.checkCounts(images, "food101")
        #expect(images.train.count == 75_750 && images.test.count == 25_250)
        #expect(try Self.digest(images.train) == "683a96e981cd0a05f28601ee90f9be69996c081e1bcef372baf74107ccacc23d")
        #expect(try Self.digest(images.test) == "9923eb85d1ff9bd7a1c241d4383aa97fb339b1d0cb4da8683389d99c98a5adab")
        // The one place where classes.txt is not sorted.
        let cheese = try #require(images.classes.firstIndex(of: "cheese_plate"))
        #expect(images.classes[cheese + 1] == "cheesecake")
    }

    @Test(.enabled(if: present("flowers102"), "needs ../shared/data/samples/flowers102"))
    func flowers102() throws {
        let images = try Flowers102.promised(
            labels: Self.path("flowers102/imagelabels.mat"), sets: Self.path("flowers102/setid.mat"))
        try Self.checkCounts(images, "flowers102")
        #expect(images.train.count == 2_040 && images.test.count == 6_149)
        #expect(try Self.digest(images.train) == "df5b4b9f26e60cf0a05f1c6302d5066152abb46df71430309ea05339b6656dd7")
        #expect(try Self.digest(images.test) == "538654a96ab2219a70830dda3e95fcb6d917c10ce99472a84ffafa76228f4c9d")
        #expect(images.classes.first == "pink primrose" && images.classes.last == "blackberry lily")
    }

    @Test(.enabled(if: present("tiny_imagenet"), "needs ../shared/data/samples/tiny_imagenet"))
    func tinyImageNet() throws {
        let images = try TinyImageNet.promised(
            wnids: Self.path("tiny_imagenet/wnids.txt"), words: Self.path("tiny_imagenet/words.txt"),
            annotations: Self.path("tiny_imagenet/val/val_annotations.txt"))
        #expect(images.test.count == 10_000 && images.classes.count == 200)
        #expect(try Self.digest(images.test) == "8027f81c5120bb9deb045ce39218332192290f06c4d5b834f32e7ada18828d6c")
        #expect(images.classes.first == "goldfish, Carassius auratus" && images.classes.last == "acorn")
        #expect(Set(images.classes).count == 200)
        for label in 0..<200 { #expect(images.test.count { $0.label == label } == 50) }
    }

    /// The labels of the test part are in a file that is not among the samples: its place is taken by another
    /// of one image. The development kit's own list of test images has no labels.
    @Test(.enabled(if: present("stanford_cars"), "needs ../shared/data/samples/stanford_cars"))
    func stanfordCars() throws {
        let folder = try TemporaryFolder()
        let test = folder.file("cars_test_annos_withlabels.mat")
        try MATWriter.write(
            ["annotations": .structs([["fname": .text("00001.jpg"), "class": .row([196])]], shape: [1, 1])], to: test)
        let kit = Self.path("stanford_cars/devkit")
        let images = try StanfordCars.promised(
            train: "\(kit)/cars_train_annos.mat", test: test, meta: "\(kit)/cars_meta.mat")
        #expect(images.train.count == 8_144 && images.classes.count == 196)
        #expect(try Self.digest(images.train) == "8d0c51e15bf43c337f36a2ce79f69d6d5c5c343d3455494ab0a933e775ef9cda")
        #expect(images.classes.prefix(2) == ["AM General Hummer SUV 2000", "Acura RL Sedan 2012"])
        let failure = try #require(
            failure {
                _ = try StanfordCars.promised(
                    train: "\(kit)/cars_train_annos.mat", test: "\(kit)/cars_test_annos.mat",
                    meta: "\(kit)/cars_meta.mat")
            })
        #expect(failure.location.hasSuffix("cars_test_annos.mat") && failure.what.contains("class"))
    }

    @Test(.enabled(if: present("rsna"), "needs ../shared/data/samples/rsna"))
    func rsna() throws {
        let images = try RSNA.images(Self.path("rsna/stage_2_train_labels.csv"), in: "images")
        #expect(images.count == 30_227 && Set(images.compactMap(\.patient)).count == 26_684)
        #expect(Set(images.map(\.path)).count == 26_684 && Set(images.map(\.name)).count == 30_227)
        let lines = images.map { "\($0.name) \($0.label)" }
        #expect(try Self.digest(lines) == "8a4f40c6a5963b31edaa1f340975b7deed20d471567d17a691967fff5d73b532")

        let entry = try #require(try Repository.catalogue("datasets.toml")["rsna"])
        guard case .random(let split) = entry.split else { throw Failure("no random split") }
        let (names, labels) = (images.map(\.name), images.map(\.label))
        let patients = images.map { $0.patient ?? "" }
        let rows = split.divide(names: names, labels: labels, patients: patients)
        #expect(rows.train.count == 24_181 && rows.test.count == 6_046)
        #expect(entry.train == 24_181 && entry.test == 6_046)
        let shared = Set(rows.train.map { patients[$0] }).intersection(rows.test.map { patients[$0] })
        #expect(shared.count > 500)
        let byPatient = RandomSplit(fraction: 0.8, seed: 1, within: .all, rounding: .down, by: .patient)
        let parts = byPatient.divide(names: names, labels: labels, patients: patients)
        let (train, test) = (Set(parts.train.map { patients[$0] }), Set(parts.test.map { patients[$0] }))
        #expect(train.isDisjoint(with: test) && train.count == 21_347 && test.count == 5_337)
        #expect(parts.train.count + parts.test.count == 30_227)
    }

    /// The samples of sets whose classes are told from folders and names.
    @Test(
        .enabled(if: present("uc_merced"), "needs ../shared/data/samples"),
        arguments: [
            ("uc_merced", "class-folders", 7, 14, ""), ("plantvillage", "class-folders", 4, 12, ""),
            ("breakhis", "breakhis", 2, 9, #"variant = "40X""#),
        ])
    func folders(_ name: String, _ layout: String, _ classes: Int, _ images: Int, _ more: String) throws {
        let folder = try TemporaryFolder()
        let entry = try TinyEntry.make(
            folder, id: "x", layout: layout, classes: classes, train: images - 1, test: 1,
            split: TinyEntry.random(0.5), more: "folder = \"\(name)\"\n\(more)")
        let raw = try RawDatasets.open(RawSite(id: "x", entry: entry, raw: Self.samples, work: folder.file("work")))
        #expect(raw.count(of: .train) + raw.count(of: .test) == images)
        for sample in try raw.list(.train) + raw.list(.test) {
            if layout == "breakhis" {
                #expect(sample.name.hasPrefix(sample.label == 0 ? "SOB_B_" : "SOB_M_"))
            } else {
                #expect(sample.name.hasPrefix(raw.classes[sample.label] + "/"))
            }
        }
    }
}
