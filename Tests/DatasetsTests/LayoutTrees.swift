import Datasets
import Foundation
import Storage

/// Made-up data sets in their official forms. The files of images are no images: listing does not open them.
enum LayoutTree {
    /// Writes files whose content is text.
    static func write(_ files: [String: String], to folder: TemporaryFolder, _ place: String) throws {
        for (name, text) in files { try folder.write(Array(text.utf8), Path.join(place, name)) }
    }

    /// Writes files that hold their own names.
    static func images(_ names: [String], to folder: TemporaryFolder, _ place: String) throws {
        for name in names { try folder.write(Array(name.utf8), Path.join(place, name)) }
    }

    /// CUB-200-2011 with three images of two classes; number 7 is missing on purpose, as numbers may be.
    static func cub200(_ folder: TemporaryFolder) throws -> DatasetEntry {
        let place = "cub200/CUB_200_2011"
        try write(
            [
                "classes.txt": "1 001.Albatross\n2 002.Auklet\n",
                "images.txt": "5 001.Albatross/A_1.jpg\n6 002.Auklet/B 2.jpg\n8 002.Auklet/B_3.jpg\n",
                "image_class_labels.txt": "8 2\n5 1\n6 2\n", "train_test_split.txt": "5 1\n6 0\n8 1\n",
            ], to: folder, place)
        try images(
            ["001.Albatross/A_1.jpg", "002.Auklet/B 2.jpg", "002.Auklet/B_3.jpg"], to: folder, "\(place)/images")
        return try TinyEntry.make(folder, id: "cub200", layout: "cub200", classes: 2, train: 2, test: 1)
    }

    /// DTD with one training and one test image of each of two classes.
    static func dtd(_ folder: TemporaryFolder) throws -> DatasetEntry {
        try write(
            [
                "labels/train1.txt": "dotted/dotted_0001.jpg\nbanded/banded_0002.jpg\n",
                "labels/val1.txt": "banded/banded_0004.jpg\n",
                "labels/test1.txt": "banded/banded_0005.jpg\r\ndotted/dotted_0006.jpg\r\n",
                "labels/train2.txt": "banded/banded_0005.jpg\n", "labels/test2.txt": "dotted/dotted_0006.jpg\n",
            ], to: folder, "dtd/dtd")
        try images(
            [
                "dotted/dotted_0001.jpg", "banded/banded_0002.jpg", "banded/banded_0004.jpg", "banded/banded_0005.jpg",
                "dotted/dotted_0006.jpg",
            ], to: folder, "dtd/dtd/images")
        return try TinyEntry.make(
            folder, id: "dtd", layout: "dtd", classes: 2, train: 2, test: 2, more: #"variant = "1""#)
    }

    /// Food-101 with three images of two classes, by text or by JSON lists.
    static func food101(_ folder: TemporaryFolder, json: Bool) throws -> DatasetEntry {
        let place = "food101/food-101"
        try write(["meta/classes.txt": "waffles\napple_pie\n"], to: folder, place)
        try write(
            json
                ? [
                    "meta/train.json": #"{"waffles": ["waffles/11"], "apple_pie": ["apple_pie/10"]}"#,
                    "meta/test.json": #"{"waffles": ["waffles/12"]}"#,
                ] : ["meta/train.txt": "waffles/11\napple_pie/10\n", "meta/test.txt": "waffles/12\n"], to: folder, place
        )
        try images(["waffles/11.jpg", "apple_pie/10.jpg", "waffles/12.jpg"], to: folder, "\(place)/images")
        return try TinyEntry.make(folder, id: "food101", layout: "food101", classes: 2, train: 2, test: 1)
    }

    /// Tiny ImageNet with two training and one validation image of each of two classes.
    static func tinyImageNet(_ folder: TemporaryFolder) throws -> DatasetEntry {
        let place = "tiny_imagenet/tiny-imagenet-200"
        try write(
            [
                "wnids.txt": "n02\nn01\n", "words.txt": "n00\tentity\nn01\tfish, goldfish\nn02\tacorn\n",
                "val/val_annotations.txt": "val_0.JPEG\tn02\t0\t32\t44\t62\nval_1.JPEG\tn01\t1\t2\t3\t4\n",
                "train/n01/n01_boxes.txt": "n01_0.JPEG\t0\t0\t62\t63\n",
            ], to: folder, place)
        try images(
            [
                "train/n01/images/n01_0.JPEG", "train/n01/images/n01_1.JPEG", "train/n02/images/n02_0.JPEG",
                "train/n02/images/n02_7.JPEG", "val/images/val_0.JPEG", "val/images/val_1.JPEG",
                "test/images/test_0.JPEG",
            ], to: folder, place)
        return try TinyEntry.make(
            folder, id: "tiny_imagenet", layout: "tiny-imagenet", classes: 2, train: 4, test: 2)
    }

    /// Stanford Dogs with two training images and one test image of two breeds.
    static func stanfordDogs(_ folder: TemporaryFolder) throws -> DatasetEntry {
        let files = ["n01-Chihuahua/n01_1.jpg", "n02-Papillon/n02_1.jpg", "n02-Papillon/n02_5.jpg"]
        for (name, files, labels) in [("train", [files[0], files[2]], [1.0, 2]), ("test", [files[1]], [2])] {
            let texts = files.map { MATValue.text($0) }
            try MATWriter.write(
                [
                    "file_list": .cells(texts, shape: [texts.count, 1]),
                    "annotation_list": .cells(texts, shape: [texts.count, 1]), "labels": .column(labels),
                ], to: folder.file("stanford_dogs/lists/\(name)_list.mat"))
        }
        try images(files, to: folder, "stanford_dogs/Images")
        return try TinyEntry.make(folder, id: "stanford_dogs", layout: "stanford-dogs", classes: 2, train: 2, test: 1)
    }

    /// Oxford's flowers with five images of three classes.
    static func flowers102(
        _ folder: TemporaryFolder, labels: [Double] = [3, 1, 2, 1, 3], training: [Double] = [2], valid: [Double] = [5]
    ) throws -> DatasetEntry {
        try MATWriter.write(["labels": .row(labels)], to: folder.file("flowers102/imagelabels.mat"))
        try MATWriter.write(
            ["trnid": .row(training), "valid": .row(valid), "tstid": .row([1, 3, 4])],
            to: folder.file("flowers102/setid.mat"))
        try images((1...5).map { "image_0000\($0).jpg" }, to: folder, "flowers102/jpg")
        return try TinyEntry.make(folder, id: "flowers102", layout: "flowers102", classes: 3, train: 2, test: 3)
    }

    /// Stanford Cars with three images of two models, in the form of one file.
    static func cars(_ folder: TemporaryFolder) throws -> DatasetEntry {
        func record(_ number: Int, _ label: Double, _ test: Double) -> [String: MATValue] {
            [
                "relative_im_path": .text("car_ims/00000\(number).jpg"), "bbox_x1": .row([1]), "class": .row([label]),
                "test": .row([test]),
            ]
        }
        try MATWriter.write(
            [
                "annotations": .structs([record(1, 2, 0), record(2, 1, 1), record(3, 1, 0)], shape: [1, 3]),
                "class_names": .cells([.text("Acura RL"), .text("Volvo 240")], shape: [1, 2]),
            ], to: folder.file("stanford_cars/cars_annos.mat"))
        try images((1...3).map { "00000\($0).jpg" }, to: folder, "stanford_cars/car_ims")
        return try carsEntry(folder)
    }

    static func carsEntry(_ folder: TemporaryFolder) throws -> DatasetEntry {
        try TinyEntry.make(folder, id: "stanford_cars", layout: "stanford-cars", classes: 2, train: 2, test: 1)
    }

    /// The same in the form of a pair; images in two folders, or in two archives.
    static func carPair(_ folder: TemporaryFolder, packed: Bool) throws -> DatasetEntry {
        func records(_ labels: [Double]) -> MATValue {
            .structs(
                labels.enumerated().map { ["fname": .text("0000\($0 + 1).jpg"), "class": .row([$1])] },
                shape: [1, labels.count])
        }
        let place = "stanford_cars"
        try MATWriter.write(
            ["class_names": .cells([.text("Acura RL"), .text("Volvo 240")], shape: [1, 2])],
            to: folder.file("\(place)/devkit/cars_meta.mat"))
        try MATWriter.write(
            ["annotations": records([2, 1])], to: folder.file("\(place)/devkit/cars_train_annos.mat"))
        try MATWriter.write(
            ["annotations": records([1])], to: folder.file("\(place)/cars_test_annos_withlabels.mat"))
        let files = [("cars_train", ["00001.jpg", "00002.jpg"]), ("cars_test", ["00001.jpg"])]
        for (name, images) in files {
            if packed {
                try ArchiveWriter.write(
                    images.map { ("\(name)/\($0)", Array("\(name)\($0)".utf8)) },
                    to: folder.file("\(place)/\(name).tgz"))
            } else {
                try Self.images(images, to: folder, "\(place)/\(name)")
            }
        }
        return try carsEntry(folder)
    }
}
