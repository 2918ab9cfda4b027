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
        #expect(prepared.id == "own-My_photos__2_" && prepared.classes == ["amanita", "boletus"])
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

    @Test func aFolderWithoutImagesIsRefused() throws {
        try AtomicFile.write("notes", to: Path.join(photos, "a/notes.txt"))
        let result = try prepare()
        #expect(result.code == 1 && result.errors.contains("My photos (2)"))
        let missing = try program.run(
            "prepare", "--profile", "paper", "--dataset", program.file("nowhere"), "--output", program.file("x.h5"))
        #expect(missing.code == 1 && missing.errors.contains("there is no such folder"))
    }
}
