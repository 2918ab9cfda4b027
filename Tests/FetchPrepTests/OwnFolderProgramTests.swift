import Datasets
import Foundation
import Imaging
import Storage
import Testing

/// A user's own images, from the folder to the prepared file.
@Suite struct OwnFolderProgramTests {
    private let program: FetchPrepProgram
    private let photos: String

    init() throws {
        program = try FetchPrepProgram()
        photos = program.file("My photos (2)")
    }

    private func write(_ name: String, _ number: Int, height: Int = 12) throws {
        let pixels = (0..<(height * 10 * 3)).map { UInt8(truncatingIfNeeded: $0 * number + number * 37) }
        let image = RGBImage(height: height, width: 10, pixels: pixels)
        let bytes = try name.hasSuffix(".png") ? PNGEncoder.encode(image) : JPEGEncoder.encode(image, quality: 90)
        try AtomicFile.write(Data(bytes), to: Path.join(photos, name))
    }

    private func prepare(_ flags: String...) throws -> FetchPrepProgram.Result {
        try program.run(
            [
                "prepare", "--profile", "paper", "--dataset", photos, "--output", program.file("own.h5"), "--unpacked",
                program.file("unpacked"),
            ] + flags)
    }

    @Test func classFoldersAreDividedAndReported() throws {
        for number in 1...10 {
            try write("boletus/\(number).jpg", number)
            try write("amanita/photo \(number).png", number + 20, height: number == 3 ? 15 : 12)
        }
        try write("amanita/again.jpg", 5)
        try AtomicFile.write("notes", to: Path.join(photos, "boletus/notes.txt"))
        try AtomicFile.write("no picture", to: Path.join(photos, "boletus/broken.jpg"))
        try AtomicFile.makeFolder(Path.join(photos, "morel"))
        // The same pixels in both classes.
        try FileManager.default.removeItem(atPath: Path.join(photos, "amanita/again.jpg"))
        try FileManager.default.copyItem(
            atPath: Path.join(photos, "boletus/5.jpg"), toPath: Path.join(photos, "amanita/again.jpg"))

        let result = try prepare()
        #expect(result.code == 0, "\(result.errors)")
        let prepared = try PreparedDataset(path: program.file("own.h5"))
        #expect(try prepared.id == OwnFolder.id(of: photos) && prepared.id.hasPrefix("own-My_photos__2_-"))
        #expect(prepared.classes == ["amanita", "boletus"])
        #expect(prepared.train.count + prepared.test.count == 21)
        #expect((3...5).contains(prepared.test.count))
        #expect(!(prepared.train.names + prepared.test.names).contains { $0.contains("broken") })
        for word in [
            "2 classes", "amanita", "10 x 12: 20", "10 x 15: 1", "broken.jpg", "morel", "notes.txt",
            "different classes",
        ] {
            #expect(result.output.contains(word), "\(word): \(result.output)")
        }
        // Nothing changed, nothing done; then one image more.
        let bytes = try Digest.ofFile(program.file("own.h5"))
        #expect(try prepare("--why").output.contains("up to date"))
        try write("boletus/11.jpg", 90)
        #expect(try prepare("--why").output.contains("raw files was"))
        #expect(try prepare("--quiet").code == 0)
        #expect(try Digest.ofFile(program.file("own.h5")) != bytes)
    }

    @Test func trainAndTestFoldersStayAsTheyAre() throws {
        for number in 1...6 {
            for name in ["a", "b"] {
                try write("train/\(name)/\(number).jpg", number + (name == "a" ? 0 : 50))
                if number < 3 { try write("test/\(name)/\(number).jpg", number + (name == "a" ? 100 : 150)) }
            }
        }
        #expect(try prepare("--quiet").code == 0)
        let prepared = try PreparedDataset(path: program.file("own.h5"))
        #expect(prepared.train.count == 12 && prepared.test.count == 4)
        let check = try program.run(
            "check", "--dataset", photos, "--unpacked", program.file("unpacked"), "--quiet")
        #expect(check.code == 0 && check.output.contains("complete") && check.output.contains("12 training and 4 test"))
    }

    /// A class that nothing teaches is no class; one that nothing tests is told of by check.
    @Test func aClassWithoutReadableTrainingImagesIsRefused() throws {
        for number in 1...5 {
            try write("train/a/\(number).jpg", number)
            try write("train/b/\(number).jpg", number + 50)
            try AtomicFile.write("broken", to: Path.join(photos, "train/lost/\(number).jpg"))
            try write("test/\(["a", "b", "lost"][number % 3])/\(number).jpg", number + 100)
        }
        let result = try prepare("--quiet")
        #expect(result.code == 1 && !Path.exists(program.file("own.h5")))
        #expect(result.errors.contains("no training image that can be read of the class lost"), "\(result.errors)")
        let check = try program.run(
            "check", "--dataset", photos, "--unpacked", program.file("unpacked"), "--quiet")
        #expect(check.code == 1 && check.output.contains("the class lost has no training image that can be read"))
        // Without its images it goes, and the rest is prepared.
        for part in ["train", "test"] {
            try FileManager.default.removeItem(atPath: Path.join(photos, "\(part)/lost"))
        }
        #expect(try prepare("--quiet").code == 0)
    }

    /// What was prepared stays in use under its id when the folder has moved.
    @Test func aPreparedFolderMayMove() throws {
        for number in 1...4 {
            try write("a/\(number).jpg", number)
            try write("b/\(number).jpg", number + 50)
        }
        #expect(try prepare("--quiet").code == 0)
        let output = program.file("own.h5")
        let (id, bytes) = (try OwnFolder.id(of: photos), try Digest.ofFile(output))
        try FileManager.default.moveItem(atPath: photos, toPath: program.file("moved"))
        let kept = try program.run("prepare", "--profile", "paper", "--dataset", id, "--keep", "--output", output)
        #expect(kept.code == 0 && kept.errors.isEmpty, "\(kept.errors)")
        #expect(try Digest.ofFile(output) == bytes)
    }

    @Test func aFolderWithoutImagesIsRefused() throws {
        try AtomicFile.write("notes", to: Path.join(photos, "a/notes.txt"))
        let result = try prepare()
        #expect(result.code == 1 && result.errors.contains("My photos (2)"))
        let missing = try program.run(
            "prepare", "--profile", "paper", "--dataset", program.file("nowhere"), "--output", program.file("x.h5"))
        #expect(missing.code == 1 && missing.errors.contains("there is no such folder"))
    }
}
