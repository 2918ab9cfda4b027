import Datasets
import Foundation
import Storage
import Testing

@Suite struct FetchPrepTests {
    @Test func theSampleGoesTheWholeWay() throws {
        let program = try FetchPrepProgram()
        let raw = program.file("raw")
        let made = try program.run("sample", "--output", raw)
        #expect(made.code == 0)
        let batch = Path.join(raw, "cifar10/cifar-10-batches-bin/data_batch_1.bin")
        #expect(try Digest.ofFile(batch) == "408d2d1ba11d4e899a8baa612db04143ce7b4a7db6bf6c24d0e3e5678c332fa6")
        #expect(try program.run("sample", "--output", raw, "--why").output.contains("up to date"))
        let other = try program.run("sample", "--output", raw, "--seed", "2", "--why")
        #expect(other.output.contains("seed was 1, is now 2"))

        let check = try program.run(
            "check", "--raw", raw, "--profile", "sample", "--unpacked", program.file("unpacked"))
        #expect(check.code == 0, "\(check.output)\(check.errors)")
        for id in try DatasetCatalogue(path: Path.join(FetchPrepProgram.root, "Data/sample.toml")).ids {
            #expect(check.output.contains("\(id): complete\n"))
        }
        #expect(check.output.contains("500 training and 200 test images, as the catalogue states them"))
        #expect(check.output.contains("144 training and 36 test images, as the catalogue states them"))

        let prepared = program.file("prepared/neu.h5")
        func prepare(_ flag: String...) throws -> FetchPrepProgram.Result {
            let profile = "sample+image64"
            let flag = flag.first ?? "--quiet"
            return try program.run(
                "prepare", "--profile", profile, "--dataset", "neu", "--raw", raw, "--output", prepared, "--unpacked",
                program.file("unpacked"), flag)
        }
        #expect(try prepare("--why").output == "\(prepared): it has not been made yet\n")
        #expect(!Path.exists(prepared))
        let first = try prepare()
        #expect(first.code == 0 && first.output.isEmpty && first.errors.isEmpty)
        let bytes = try Digest.ofFile(prepared)

        let past = Date(timeIntervalSince1970: 1_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: prepared)
        #expect(try prepare("--why").output == "\(prepared): up to date\n")
        #expect(try Self.modified(prepared) == past)
        #expect(try prepare().code == 0)
        // The time stays, so that make need not look at what was made from it.
        #expect(try Self.modified(prepared) == past)
        #expect(try Digest.ofFile(prepared) == bytes)

        let list = try program.run("split", "--prepared", prepared)
        #expect(list.code == 0)
        let table = try CSVTable(text: list.output, name: "split")
        #expect(table.columns == ["part", "class", "name"])
        #expect(table.rows.count { $0[0] == "train" } == 144 && table.rows.count { $0[0] == "test" } == 36)
        #expect(table.rows.allSatisfy { $0[2].hasPrefix($0[1] + "_") })

        try FileManager.default.removeItem(atPath: Path.join(raw, "neu/NEU-DET/IMAGES/crazing_1.jpg"))
        try FileManager.default.copyItem(
            atPath: Path.join(raw, "neu/NEU-DET/IMAGES/crazing_2.jpg"),
            toPath: Path.join(raw, "neu/NEU-DET/IMAGES/crazing_1.jpg"))
        #expect(try prepare("--why").output.contains("raw files was"))
        #expect(try Digest.ofFile(prepared) == bytes)
        #expect(try prepare().code == 0)
        #expect(try Digest.ofFile(prepared) != bytes)
    }

    private static func modified(_ path: String) throws -> Date {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
    }

    @Test(arguments: [
        ["prepare", "--profile", "paper", "--dataset", "mnist"], ["check", "--dataset", "mnist"],
    ])
    func unknownDataSetsComeWithTheList(_ arguments: [String]) throws {
        let program = try FetchPrepProgram()
        let result =
            try arguments.count == 3
            ? program.run(arguments[0], arguments[1], arguments[2])
            : program.run(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4])
        #expect(result.code == 64)
        #expect(result.errors.contains("unknown data set 'mnist'; known ones are breakhis_100x, breakhis_200x"))
    }

    @Test(arguments: ["papper", "", "sampler", "Paper", "+paper", "paper/../.."])
    func unknownProfilesAreWrongArguments(_ profile: String) throws {
        let result = try FetchPrepProgram().run("prepare", "--profile", profile, "--dataset", "neu")
        #expect(result.code == 64)
        #expect(result.errors.contains("paper or sample"))
    }

    @Test(arguments: [
        ("cifar10", "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
        ("neu", "http://faculty.neu.edu.cn/songkechen/en/zhym/263269/list/index.htm"),
    ])
    func missingFilesComeWithTheAddress(_ id: String, _ address: String) throws {
        let program = try FetchPrepProgram()
        let output = program.file("prepared/\(id).h5")
        let result = try program.run(
            "prepare", "--profile", "paper", "--dataset", id, "--raw", program.file("raw"), "--output", output)
        #expect(result.code == 1)
        #expect(result.errors.contains(address) && result.errors.contains(program.file("raw/\(id)")))
        #expect(!Path.exists(program.file("prepared")))
        let check = try program.run("check", "--raw", program.file("raw"), "--dataset", id)
        #expect(check.code == 1 && check.output.contains("\(id): not complete") && check.output.contains(address))
    }

    /// A truncated batch, found through the program, leaves no output.
    @Test func aTruncatedBatchLeavesNoOutput() throws {
        let program = try FetchPrepProgram()
        let raw = program.file("raw")
        try SampleData.write(to: raw, seed: 1, provenance: Provenance(program: "test")) { _, _ in }
        let batch = Path.join(raw, "cifar10/cifar-10-batches-bin/data_batch_3.bin")
        let content = try #require(FileManager.default.contents(atPath: batch))
        try AtomicFile.write(content.dropLast(1), to: batch)
        let output = program.file("cifar10.h5")
        let result = try program.run(
            "prepare", "--profile", "sample", "--dataset", "cifar10", "--raw", raw, "--output", output)
        #expect(result.code == 1)
        #expect(result.errors.contains(batch) && result.errors.contains("307,299") && result.errors.contains("307,300"))
        #expect(!Path.exists(output))
    }

    @Test func helpAndVersionAreThere() throws {
        let program = try FetchPrepProgram()
        #expect(try program.run("--version").output == "fetch-prep \(Version.current)\n")
        for arguments in [[], ["prepare"], ["sample"], ["check"], ["split"], ["weights"]] {
            let help = try arguments.isEmpty ? program.run("--help") : program.run(arguments[0], "--help")
            #expect(help.code == 0 && help.output.contains("Example"))
        }
    }
}
