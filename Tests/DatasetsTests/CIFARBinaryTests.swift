import Datasets
import Foundation
import Storage
import Testing

@Suite struct CIFARBinaryTests {
    @Test(arguments: [TinyCIFAR.folder, "cifar"]) func batchesAreRead(_ place: String) throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder, place)
        let raw = try TinyCIFAR.open(folder)
        #expect(raw.classes == TinyCIFAR.classes)
        #expect(raw.count(of: .train) == 3 && raw.count(of: .test) == 2)
        #expect(try raw.list(.train).map(\.name) == ["data_batch_1/0", "data_batch_1/1", "data_batch_2/0"])
        #expect(try raw.list(.train).map(\.label) == [2, 0, 1])
        #expect(try raw.list(.test).map(\.label) == [1, 2])
        var number = 0
        try raw.stream(.train) { sample in
            guard case .pixels(let image) = sample.content else { throw Failure("no pixels") }
            #expect(image.height == 32 && image.width == 32)
            #expect(image.pixels == TinyCIFAR.pixels(number))
            number += 1
        }
        #expect(number == 3)
    }

    @Test(arguments: ["cifar/cifar.tar.gz", "cifar.tar.gz"])
    func theArchiveIsReadInPlace(_ place: String) throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        let unpacked = try TinyCIFAR.open(folder)
        try TinyCIFAR.pack(folder, into: place)
        try FileManager.default.removeItem(atPath: folder.file(TinyCIFAR.folder))
        let md5 = try Digest.ofFile(folder.file(place), algorithm: .md5)
        let packed = try TinyCIFAR.open(folder, TinyCIFAR.catalogue(in: folder, archiveMD5: md5))
        #expect(packed.material == unpacked.material)
        #expect(try packed.list(.train).map(\.label) == [2, 0, 1])
        #expect(!Path.exists(folder.file(TinyCIFAR.folder)))
    }

    @Test func anArchiveWithAnotherDigestIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        try TinyCIFAR.pack(folder, into: "cifar.tar.gz")
        try FileManager.default.removeItem(atPath: folder.file(TinyCIFAR.folder))
        let entry = try TinyCIFAR.catalogue(in: folder, archiveMD5: "00000000000000000000000000000000")
        let failure = try #require(failure { _ = try TinyCIFAR.open(folder, entry) })
        #expect(failure.location == folder.file("cifar.tar.gz"))
        #expect(failure.what.contains("MD5") && failure.advice.contains("https://example.org/cifar.tar.gz"))
    }

    @Test func aCutArchiveIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        try TinyCIFAR.pack(folder, into: "whole.tar.gz")
        try FileManager.default.removeItem(atPath: folder.file(TinyCIFAR.folder))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("whole.tar.gz"))))
        try folder.write(Array(bytes[..<(bytes.count / 2)]), "cifar.tar.gz")
        let cut = try #require(failure { _ = try TinyCIFAR.open(folder) })
        #expect(cut.location.hasPrefix(folder.file("cifar.tar.gz")))
        let entry = try TinyCIFAR.catalogue(in: folder, archiveSize: 1_234_567)
        let short = try #require(failure { _ = try TinyCIFAR.open(folder, entry) })
        #expect(short.what.contains("1,234,567") && short.advice.contains("cut short"))
    }

    @Test func aBatchWithAnotherDigestIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        let right = try Digest.ofFile(folder.file("\(TinyCIFAR.folder)/data_batch_1.bin"))
        _ = try TinyCIFAR.open(folder, TinyCIFAR.catalogue(in: folder, batchDigest: right))
        let wrong = String(repeating: "0", count: 64)
        let failure = try #require(
            failure { _ = try TinyCIFAR.open(folder, TinyCIFAR.catalogue(in: folder, batchDigest: wrong)) })
        #expect(failure.location == folder.file("\(TinyCIFAR.folder)/data_batch_1.bin"))
        #expect(failure.what.contains(right) && failure.what.contains(wrong))
    }

    /// Inside an archive a batch is checked when it is read.
    @Test func aBatchInAnArchiveIsCheckedToo() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        try TinyCIFAR.pack(folder, into: "cifar.tar.gz")
        try FileManager.default.removeItem(atPath: folder.file(TinyCIFAR.folder))
        let entry = try TinyCIFAR.catalogue(in: folder, batchDigest: String(repeating: "0", count: 64))
        let raw = try TinyCIFAR.open(folder, entry)
        let failure = try #require(failure { _ = try raw.list(.train) })
        #expect(failure.what.contains("SHA-256") && failure.location.hasSuffix("cifar.tar.gz: data_batch_1.bin"))
    }

    @Test(arguments: [-1, 1, -3073]) func aBatchOfAnotherSizeIsRefused(_ change: Int) throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        var bytes = TinyCIFAR.record(3, label: 1) + TinyCIFAR.record(4, label: 2)
        if change < 0 { bytes.removeLast(-change) } else { bytes.append(0) }
        let path = try folder.write(bytes, "\(TinyCIFAR.folder)/test_batch.bin")
        let failure = try #require(failure { _ = try TinyCIFAR.open(folder) })
        #expect(failure.location == path)
        #expect(failure.what.contains("6,146") && failure.what.contains("2 records"))
        #expect(failure.advice.contains("cut short") == (change < 0))
    }

    @Test func aLabelOutOfRangeIsRefused() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        let path = try folder.write(
            TinyCIFAR.record(3, label: 1) + TinyCIFAR.record(4, label: 3), "\(TinyCIFAR.folder)/test_batch.bin")
        let raw = try TinyCIFAR.open(folder)
        let failure = try #require(failure { _ = try raw.list(.test) })
        #expect(failure.location == path)
        #expect(failure.what.contains("record 1 of 2") && failure.what.contains("label 3"))
    }

    @Test func missingFilesComeWithTheAddressAndThePlace() throws {
        let folder = try TemporaryFolder()
        let failure = try #require(failure { _ = try TinyCIFAR.open(folder) })
        #expect(failure.location == folder.file("cifar"))
        for word in ["cifar-10-batches-bin/data_batch_1.bin", "Fetch it from https://example.org/cifar", "RAW="] {
            #expect(failure.advice.contains(word), "\(word)")
        }
    }

    @Test func oneMissingBatchIsNamed() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        try FileManager.default.removeItem(atPath: folder.file("\(TinyCIFAR.folder)/data_batch_2.bin"))
        let failure = try #require(failure { _ = try TinyCIFAR.open(folder) })
        #expect(failure.advice.contains("data_batch_2.bin") && !failure.advice.contains("data_batch_1.bin"))
    }

    @Test(arguments: ["a\nb\n", "a\nb\nc\nd\n", "a\nb\nb\n"])
    func anotherNumberOfClassesIsRefused(_ names: String) throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        try folder.write(Array(names.utf8), "\(TinyCIFAR.folder)/batches.meta.txt")
        let failure = try #require(failure { _ = try TinyCIFAR.open(folder) })
        #expect(failure.location.hasSuffix("batches.meta.txt") && failure.what.contains("a, b"))
    }

    @Test func theNamesAreThoseOfTheFile() throws {
        let folder = try TemporaryFolder()
        try TinyCIFAR.write(to: folder)
        try folder.write(Array("a\r\nc\r\nb\r\n\r\n".utf8), "\(TinyCIFAR.folder)/batches.meta.txt")
        #expect(try TinyCIFAR.open(folder).classes == ["a", "c", "b"])
    }

    /// CIFAR-100's records begin with a coarse label, which does not count, and the fine one.
    @Test(arguments: [false, true]) func recordsOfCIFAR100HaveTwoLabels(_ isPacked: Bool) throws {
        let folder = try TemporaryFolder()
        let entry = try TinyEntry.make(
            folder, id: "cifar100", layout: "cifar", classes: 3, train: 2, test: 1,
            more: """
                variant = "cifar100"
                files = [
                    { name = "cifar-100-binary.tar.gz", address = "https://example.org/x" },
                    { name = "train.bin", part = "train", images = 2 },
                    { name = "test.bin", part = "test", images = 1 },
                ]
                """)
        let files: [(name: String, bytes: [UInt8])] = [
            ("cifar-100-binary/coarse_label_names.txt", Array("x\ny\n".utf8)),
            ("cifar-100-binary/fine_label_names.txt", Array("apple\nbaby\nbear\n".utf8)),
            ("cifar-100-binary/train.bin", [1] + TinyCIFAR.record(0, label: 2) + [0] + TinyCIFAR.record(1, label: 0)),
            ("cifar-100-binary/test.bin", [1] + TinyCIFAR.record(2, label: 1)),
        ]
        if isPacked {
            try ArchiveWriter.write(files, to: folder.file("cifar100/cifar-100-binary.tar.gz"))
        } else {
            for file in files { try folder.write(file.bytes, "cifar100/\(file.name)") }
        }
        let raw = try RawDatasets.open(id: "cifar100", entry: entry, in: folder)
        #expect(raw.classes == ["apple", "baby", "bear"])
        #expect(try raw.list(.train).map(\.name) == ["train/0", "train/1"])
        #expect(try raw.list(.train).map(\.label) == [2, 0] && raw.list(.test).map(\.label) == [1])
        var number = 0
        for part in DatasetPart.allCases {
            try raw.stream(part) { sample in
                guard case .pixels(let image) = sample.content else { throw Failure("no pixels") }
                #expect(image.pixels == TinyCIFAR.pixels(number))
                number += 1
            }
        }
        #expect(number == 3)
    }

    @Test func aVariantIsNeeded() throws {
        let folder = try TemporaryFolder()
        let entry = try TinyEntry.make(folder, id: "cifar", layout: "cifar", classes: 3, train: 3, test: 2)
        #expect(try #require(failure { _ = try TinyCIFAR.open(folder, entry) }).what.contains("variant"))
    }
}
