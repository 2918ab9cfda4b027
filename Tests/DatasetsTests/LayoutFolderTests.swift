import Datasets
import Foundation
import Storage
import TestSupport
import Testing

/// Layouts that are told from folders, names, tables and HDF5.
@Suite struct LayoutFolderTests {
    /// Table 3 knows nothing of the sample's miniatures.
    @Test(arguments: [("Nature", "Table 3 of the paper counts 5 and 1"), ("synthetic", "the catalogue states 5 and 1")])
    func otherCountsAreRemarked(_ domain: String, _ words: String) throws {
        let folder = try TemporaryFolder()
        let entry = try TinyEntry.make(
            folder, id: "set", layout: "class-folders", classes: 2, train: 5, test: 1, split: TinyEntry.random(0.5),
            domain: domain)
        #expect(entry.remarks(train: 5, test: 1).isEmpty)
        #expect(entry.remarks(train: 2, test: 2) == ["2 training and 2 test images, where \(words)"])
    }

    // MARK: a folder a class

    private static func classFolders(_ folder: TemporaryFolder, split: Double = 0.5) throws -> DatasetEntry {
        try TinyEntry.make(
            folder, id: "eurosat", layout: "class-folders", classes: 2, train: 2, test: 2,
            split: TinyEntry.random(split))
    }

    private static let land = ["Forest/Forest_1.jpg", "Forest/Forest_2.tif", "River/River 1.PNG", "River/River_2.JPEG"]

    /// Folders around the classes change neither names nor split nor material; other files play no part.
    @Test func foldersAroundTheClassesDoNotMatter() throws {
        let bare = try TemporaryFolder()
        try LayoutTree.images(Self.land, to: bare, "eurosat")
        let expected = try RawDatasets.open(id: "eurosat", entry: Self.classFolders(bare), in: bare)
        #expect(expected.classes == ["Forest", "River"])
        #expect(Set(try expected.list(.train).map(\.name) + expected.list(.test).map(\.name)) == Set(Self.land))
        for place in ["2750", "EuroSAT/Images/2750"] {
            let folder = try TemporaryFolder()
            for name in Self.land { try folder.write(Array(name.utf8), "eurosat/\(place)/\(name)") }
            try folder.write([1], "eurosat/readme.txt")
            try folder.write([1], "eurosat/\(place)/Forest/._Forest_1.jpg")
            try folder.write([1], "eurosat/\(place)/Thumbs.db")
            let raw = try RawDatasets.open(id: "eurosat", entry: Self.classFolders(folder), in: folder)
            #expect(raw.material == expected.material)
            #expect(try raw.list(.test).map(\.name) == expected.list(.test).map(\.name))
        }
        let packed = try TemporaryFolder()
        try ArchiveWriter.write(
            Self.land.map { ("UCMerced/Images/\($0)", Array($0.utf8)) }, to: packed.file("eurosat/x.zip"))
        let raw = try RawDatasets.open(id: "eurosat", entry: Self.classFolders(packed), in: packed)
        #expect(raw.material == expected.material)
    }

    @Test func twoVersionsOfAClassAreRefused() throws {
        let folder = try TemporaryFolder()
        for place in ["color", "segmented"] {
            try LayoutTree.images(Self.land.map { "\(place)/\($0)" }, to: folder, "eurosat")
        }
        let failure = try #require(
            failure { _ = try RawDatasets.open(id: "eurosat", entry: Self.classFolders(folder), in: folder) })
        #expect(failure.what.contains("second folder of the class Forest"))
        #expect(failure.location.hasSuffix("segmented/Forest") && failure.advice.contains("color/Forest"))
    }

    @Test func anImageOutsideAClassIsNamed() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Self.land + ["overview.png"], to: folder, "eurosat")
        let failure = try #require(
            failure { _ = try RawDatasets.open(id: "eurosat", entry: Self.classFolders(folder), in: folder) })
        #expect(failure.location == folder.file("eurosat/overview.png"))
    }

    @Test func incompleteCopiesAreRefused() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Array(Self.land.dropLast()), to: folder, "eurosat")
        let failure = try #require(
            failure { _ = try RawDatasets.open(id: "eurosat", entry: Self.classFolders(folder), in: folder) })
        #expect(failure.what == "holds 3 images where 4 are expected" && failure.advice.contains("DATASET="))
    }

    /// The images are all there, but a share of them is not what Table 3 counts: said, not refused.
    @Test func otherPartsThanThePapersAreRemarked() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images((1...10).flatMap { ["A/\($0).png", "B/\($0).png"] }, to: folder, "x")
        let entry = try TinyEntry.make(
            folder, id: "x", layout: "class-folders", classes: 2, train: 17, test: 6, split: TinyEntry.random(0.7),
            more: "images = 20")
        let raw = try RawDatasets.open(id: "x", entry: entry, in: folder)
        #expect(raw.count(of: .train) == 14 && raw.count(of: .test) == 6)
        #expect(raw.remarks.count == 1 && raw.remarks[0].contains("14 training and 6 test images"))
        #expect(raw.remarks[0].contains("17 and 6"))
    }

    // MARK: PlantCLEF

    private static let plants = ["train/1/a.jpg", "train/1/b.jpg", "train/22/c.jpg", "val/1/d.jpg", "val/22/e.jpg"]

    /// The user chooses the classes' images: other sizes than the catalogue's are remarked.
    @Test func plantCLEF() throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Self.plants.map { "PlantCLEF/\($0)" }, to: folder, "plantclef")
        let entry = try TinyEntry.make(
            folder, id: "plantclef", layout: "plantclef", classes: 2, train: 30, test: 20)
        let raw = try RawDatasets.open(id: "plantclef", entry: entry, in: folder)
        #expect(raw.classes == ["1", "22"])
        #expect(try raw.list(.train).map(\.name) == Array(Self.plants.prefix(3)))
        #expect(try raw.list(.train).map(\.label) == [0, 0, 1] && raw.list(.test).map(\.label) == [0, 1])
        #expect(raw.remarks.count == 1 && raw.remarks[0].contains("30 and 20"))
        let three = try TinyEntry.make(
            folder, id: "plantclef", layout: "plantclef", classes: 3, train: 3, test: 2)
        let failure = try #require(failure { _ = try RawDatasets.open(id: "plantclef", entry: three, in: folder) })
        #expect(failure.what.contains("2 classes were found where"))
    }

    @Test(arguments: [("val/22/e.jpg", "val", "22"), ("train/22/c.jpg", "train", "22")])
    func classesOfPlantCLEFHaveToAgree(_ removed: String, _ place: String, _ name: String) throws {
        let folder = try TemporaryFolder()
        try LayoutTree.images(Self.plants.filter { $0 != removed }, to: folder, "plantclef")
        let entry = try TinyEntry.make(folder, id: "plantclef", layout: "plantclef", classes: 2, train: 3, test: 2)
        let failure = try #require(failure { _ = try RawDatasets.open(id: "plantclef", entry: entry, in: folder) })
        #expect(failure.location == folder.file("plantclef/\(place)") && failure.what.contains("no images of \(name)"))
    }

    // MARK: BreakHis

    @Test(arguments: [
        ("SOB_B_TA-14-4659-40-001.png", false, "14-4659", 40), ("SOB_M_DC-14-2523-400-010.png", true, "14-2523", 400),
        ("SOB_B_PT-14-21998AB-100-001.png", false, "14-21998AB", 100),
    ])
    func namesOfBreakHis(_ name: String, _ isMalignant: Bool, _ patient: String, _ magnification: Int) throws {
        let slide = try #require(BreakHis.Slide(name))
        #expect(slide.isMalignant == isMalignant && slide.patient == patient && slide.magnification == magnification)
    }

    @Test(arguments: [
        "photo.png", "SOB_X_TA-14-4659-40-001.png", "SOB_B_TA-14-4659-40.png", "SOB_B_TA-14--40-001.png",
        "SOB_B-14-4659-40-001.png", "SOB_B_TA-14-4659-forty-001.png", ".png", "",
    ])
    func otherNamesAreNone(_ name: String) { #expect(BreakHis.Slide(name) == nil) }

    @Test func magnificationsAreToldApart() throws {
        let folder = try TemporaryFolder()
        let root = "BreaKHis_v1/histology_slides/breast"
        var names: [String] = []
        for magnification in [40, 100, 200, 400] {
            for number in 1...10 {
                names.append(
                    "\(root)/benign/SOB/adenosis/x/\(magnification)X/SOB_B_A-14-1-\(magnification)-\(number).png")
                names.append("\(root)/malignant/SOB/y/\(magnification)X/SOB_M_DC-14-2-\(magnification)-\(number).png")
            }
        }
        try LayoutTree.images(names, to: folder, "breakhis")
        try folder.write([1], "breakhis/README.txt")
        let entry = try TinyEntry.make(
            folder, id: "breakhis_100x", layout: "breakhis", classes: 2, train: 14, test: 6,
            split: TinyEntry.random(0.7), more: "variant = \"100X\"\nfolder = \"breakhis\"")
        let raw = try RawDatasets.open(id: "breakhis_100x", entry: entry, in: folder)
        #expect(raw.classes == ["benign", "malignant"])
        let samples = try raw.list(.train) + raw.list(.test)
        #expect(samples.count == 20 && samples.allSatisfy { $0.name.contains("-100-") })
        for sample in samples { #expect(sample.name.hasPrefix(sample.label == 0 ? "SOB_B" : "SOB_M")) }
        #expect(try raw.list(.train).count { $0.label == 0 } == 7 && raw.list(.test).count { $0.label == 1 } == 3)
        try folder.write([1], "breakhis/holiday.png")
        let failure = try #require(failure { _ = try RawDatasets.open(id: "breakhis_100x", entry: entry, in: folder) })
        #expect(failure.location == folder.file("breakhis/holiday.png"))
    }

    // MARK: RSNA

    private static let rows = """
        patientId,x,y,width,height,Target
        p0,,,,,0
        p1,264.0,152.0,213.0,379.0,1
        p1,562.0,152.0,256.0,453.0,1
        p2,,,,,0
        p3,1,2,3,4,1

        """

    private static func rsna(_ folder: TemporaryFolder, by unit: String, test: Int) throws -> DatasetEntry {
        try LayoutTree.write(["stage_2_train_labels.csv": Self.rows], to: folder, "rsna")
        try LayoutTree.images((0...3).map { "p\($0).dcm" }, to: folder, "rsna/stage_2_train_images")
        return try TinyEntry.make(
            folder, id: "rsna", layout: "rsna", classes: 2, train: 5 - test, test: test,
            split: TinyEntry.random(0.8, #"within = "all", rounding = "down", by = "\#(unit)""#))
    }

    @Test func rowsOfRSNAAreImages() throws {
        let folder = try TemporaryFolder()
        let entry = try Self.rsna(folder, by: "row", test: 1)
        let raw = try RawDatasets.open(id: "rsna", entry: entry, in: folder)
        #expect(raw.classes == ["normal", "pneumonia"])
        var found: [String: (label: Int, file: String)] = [:]
        for part in DatasetPart.allCases {
            try raw.stream(part) { sample in
                guard case .file(let path) = sample.content else { throw Failure("no file") }
                found[sample.name] = (sample.label, Path.name(of: path))
            }
        }
        #expect(found.mapValues(\.label) == ["p0/0": 0, "p1/0": 1, "p1/1": 1, "p2/0": 0, "p3/0": 1])
        #expect(found["p1/0"]?.file == "p1.dcm" && found["p1/1"]?.file == "p1.dcm")
        #expect(raw.remarks.count == 1 && raw.remarks[0].contains("5 rows of 4 patients"))
    }

    @Test func patientsOfRSNACanStayTogether() throws {
        let folder = try TemporaryFolder()
        let entry = try Self.rsna(folder, by: "patient", test: 1)
        let raw = try RawDatasets.open(id: "rsna", entry: entry, in: folder)
        let patients = try DatasetPart.allCases.map { part in
            Set(try raw.list(part).map { $0.name.split(separator: "/")[0] })
        }
        #expect(patients[0].isDisjoint(with: patients[1]) && patients[0].count == 3)
        #expect(!raw.remarks.contains { $0.contains("divided by row") })
    }

    @Test(arguments: [
        ("p3,1,2,3,4,1", "p3,1,2,3,4,2", "row 5: Target"), ("p1,562.0", "p0,562.0", "another row of p0"),
        ("p2,", "../p2,", "inside the data set's folder"), ("p2,", "x/p2,", "not a patient's id"),
        ("p2,,,,,0", "p2,,,,0", "row 4: Target is \"\""), ("patientId", "patient", "lacks the columns"),
    ])
    func damagedRowsAreNamed(_ right: String, _ wrong: String, _ words: String) throws {
        let folder = try TemporaryFolder()
        let entry = try Self.rsna(folder, by: "row", test: 1)
        try LayoutTree.write(
            ["stage_2_train_labels.csv": Self.rows.replacing(right, with: wrong)], to: folder, "rsna")
        let failure = try #require(failure { _ = try RawDatasets.open(id: "rsna", entry: entry, in: folder) })
        #expect(failure.location == folder.file("rsna/stage_2_train_labels.csv"))
        #expect(failure.what.contains(words), "\(failure)")
    }

    @Test func mutatedTablesAreReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let table = Array((Self.rows + (10..<60).map { "p\($0),,,,,\($0 % 2)\n" }.joined()).utf8)
        let path = folder.file("labels.csv")
        for number in 0..<Mutations.count {
            try Data(Mutations(seed: 12).mutate(table, number: number)).write(to: URL(fileURLWithPath: path))
            do {
                for image in try RSNA.images(path, in: "images") {
                    #expect(image.path.hasPrefix("images/") && image.path.split(separator: "/").count == 2)
                    #expect(image.label == 0 || image.label == 1)
                }
            } catch {
                #expect(error is Failure, "\(number): \(error)")
            }
        }
    }
}
