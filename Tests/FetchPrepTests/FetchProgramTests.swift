import Datasets
import Foundation
import Storage
import TestSupport
import Testing

/// `fetch-prep fetch`, as its users run it, with a small catalogue and a server of this machine.
@Suite struct FetchProgramTests {
    private let program: FetchPrepProgram
    private let images = Data((0..<120_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 10) })
    private let labels = Data("labels".utf8)

    init() throws {
        program = try FetchPrepProgram()
        try AtomicFile.write(images, to: program.file("originals/images.tar"))
        let md5 = try Digest.ofFile(program.file("originals/images.tar"), algorithm: .md5)
        func entry(_ id: String, _ rest: String) -> String {
            """
            [\(id)]
            title = "The set \(id)"
            domain = "synthetic"
            page = "https://example.org/\(id)"
            licence = "licence of \(id)"
            layout = "class-folders"
            classes = 2
            train = 3
            test = 2
            split = { rule = "official" }
            obtain = "Fetch \(id) from https://example.org/\(id)"
            \(rest)

            """
        }
        let one = """
            files = [
                { name = "images.tar", address = "https://example.org/images.tar", size = 120000, md5 = "\(md5)" },
                { name = "labels.mat", address = "https://example.org/labels", sha256 = "\(try Digest.of(labels))" },
                { name = "inside.bin" },
            ]
            """
        let shared = """
            folder = "both"
            files = [{ name = "both.tar", address = "https://example.org/both.tar" }]
            """
        try AtomicFile.write(
            entry("one", one) + entry("two", shared) + entry("three", shared) + entry("by_hand", "")
                + entry("secret", "login = \"1. Register.\\n2. Put it into the folder secret.\""),
            to: program.file("data/datasets.toml"))
    }

    private var raw: String { program.file("raw") }

    private func fetch(_ arguments: String..., from server: LoopbackServer? = nil) throws -> FetchPrepProgram.Result {
        let mirror = server.map { ["--mirror", $0.address] } ?? []
        return try program.run(["fetch", "--data", program.file("data"), "--raw", raw] + arguments + mirror)
    }

    /// A server of the files by the ends of their paths; the first requests are cut.
    private func server(cuts: Int = 0) throws -> LoopbackServer {
        let (images, labels) = (images, labels)
        return try LoopbackServer { request in
            let file = request.path.hasSuffix("labels.mat") ? labels : images
            var answer =
                request.start.map { LoopbackServer.rest(of: file, from: $0) } ?? LoopbackServer.whole(file)
            if request.number < cuts { answer.cut = file.count / 2 }
            return answer
        }
    }

    @Test func filesAreFetchedAndThenLeftAlone() throws {
        let server = try server(cuts: 1)
        let first = try fetch("one", "--parallel", "1", from: server)
        #expect(first.code == 0, "\(first.errors)")
        #expect(server.requests.map(\.path) == ["/one/images.tar", "/one/images.tar", "/one/labels.mat"])
        #expect(server.requests.map(\.start) == [nil, 60_000, nil])
        let lines = first.output.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "\(raw)/one/images.tar: fetched, 120,000 bytes, md5 as published, sha256 \(try Digest.of(images))",
                "  licence of one: licence of one",
                "\(raw)/one/labels.mat: fetched, 6 bytes, digest as published, sha256 \(try Digest.of(labels))",
            ])
        #expect(first.errors.contains("trying again"))
        #expect(try Path.files(below: raw) == ["one/images.tar", "one/labels.mat"])

        let again = try fetch("one", from: server)
        #expect(again.code == 0 && server.requests.count == 3)
        #expect(again.output.contains("\(raw)/one/images.tar: there, 120,000 bytes as published\n"))
        let quiet = try fetch("one", "--quiet", "--verify", from: server)
        #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
    }

    @Test func aFileThatIsNotThePublishedOneIsNamedAndKept() throws {
        let server = try server()
        var wrong = images
        wrong[5] ^= 1
        try AtomicFile.write(wrong, to: Path.join(raw, "one/images.tar"))
        // The size is right: only the digest tells.
        #expect(try fetch("one", from: server).code == 0)
        let verified = try fetch("one", "--verify", from: server)
        #expect(verified.code == 1 && verified.errors.contains("Error: \(raw)/one/images.tar: has the md5 "))
        #expect(verified.errors.contains("Move it away"))
        try AtomicFile.write("short", to: Path.join(raw, "one/images.tar"))
        let short = try fetch("one", from: server)
        #expect(short.code == 1 && short.errors.contains("has 5 bytes, which should be 120,000"), "\(short.errors)")
        #expect(try String(contentsOfFile: Path.join(raw, "one/images.tar"), encoding: .utf8) == "short")
        #expect(server.requests.map(\.path) == ["/one/labels.mat"])
    }

    @Test func whatHasNoDigestIsRecorded() throws {
        let server = try server()
        let result = try fetch("two", "three", from: server)
        let digest = try Digest.of(images)
        #expect(result.code == 0)
        // Two data sets share it; it is fetched once.
        #expect(server.requests.map(\.path) == ["/both/both.tar"])
        #expect(result.output.contains("no digest is published: recorded sha256 \(digest)"), "\(result.output)")
        #expect(result.output.contains("licence of two, three: "))
        let record = Path.join(raw, "both/both.tar.sha256")
        #expect(try String(contentsOfFile: record, encoding: .utf8) == "\(digest)  both.tar\n")
        #expect(try fetch("two", "--verify").output.contains("as when it was fetched"))
        var changed = images
        changed[0] ^= 1
        try AtomicFile.write(changed, to: Path.join(raw, "both/both.tar"))
        let verified = try fetch("two", "--verify")
        #expect(verified.code == 1 && verified.errors.contains("which should be \(digest)"), "\(verified.errors)")
        try AtomicFile.remove(record)
        #expect(try fetch("two", "--verify").output.contains("bytes, no digest is published, sha256"))
    }

    /// An archive that was unpacked, by this program or by the user, is not fetched.
    @Test func whatIsUnpackedIsThere() throws {
        let server = try server()
        let (archive, unpacked) = (Path.join(raw, "both/both.tar"), program.file("unpacked"))
        try ArchiveWriter.write([("a/1.jpg", [1])], to: archive)
        try Unpacker.bring(archive, to: Path.join(unpacked, "both/both.tar"))
        try FileManager.default.removeItem(atPath: archive)
        let found = try fetch("two", "--unpacked", unpacked, from: server)
        #expect(found.code == 0 && found.output.contains("since it is unpacked: \(unpacked)/both/both.tar\n"))
        let list = try fetch("two", "--list", "--unpacked", unpacked)
        #expect(list.output.contains("unpacked"))
        // Hidden folders and files are nobody's data set, and neither is one folder beside several files.
        try AtomicFile.makeFolder(Path.join(raw, "both/.trash"))
        try AtomicFile.makeFolder(Path.join(raw, "one/images"))
        #expect(try fetch("one", "two", from: server).code == 0)
        #expect(Set(server.requests.map(\.path)) == ["/one/images.tar", "/one/labels.mat", "/both/both.tar"])
        try FileManager.default.removeItem(atPath: archive)
        try AtomicFile.makeFolder(Path.join(raw, "both/classes"))
        let own = try fetch("two", from: server)
        #expect(own.code == 0 && own.output.contains("since it is unpacked: \(raw)/both/classes\n"))
        #expect(server.requests.count == 3)
    }

    @Test func whatNeedsALoginIsExplainedAfterTheRest() throws {
        let server = try server()
        let result = try fetch("all", from: server)
        #expect(result.code == 1)
        #expect(
            try Path.files(below: raw) == ["both/both.tar", "both/both.tar.sha256", "one/images.tar", "one/labels.mat"])
        for told in [
            "secret: The set secret cannot be fetched by this program.\n  1. Register.\n  2. Put it into the folder",
            "  Its folder is \(raw)/secret; then run: fetch-prep check --dataset secret --raw \(raw)",
            "by_hand: The set by_hand cannot be fetched by this program.\n  Fetch by_hand from https://example.org/",
            "Licence: licence of secret",
        ] {
            #expect(result.errors.contains(told), "\(told) in \(result.errors)")
        }
        for id in ["secret", "by_hand"] { try AtomicFile.write("", to: Path.join(raw, id, "archive.zip")) }
        let later = try fetch("all", from: server)
        #expect(later.code == 0 && later.output.contains("there is something in \(raw)/secret"), "\(later.errors)")
        #expect(server.requests.count == 3)
    }

    @Test func wrongBytesAndMissingFilesAreErrors() throws {
        let labels = labels
        let server = try LoopbackServer { request in
            request.path.hasSuffix("images.tar")
                ? LoopbackServer.whole(Data(count: 120_000))
                : request.path.hasSuffix("both.tar")
                    ? .init(status: 404) : LoopbackServer.whole(labels)
        }
        let result = try fetch("one", "two", from: server)
        #expect(result.code == 1)
        #expect(result.errors.contains("which should be") && result.errors.contains("it was removed"))
        #expect(result.errors.contains("\(server.address)/both/both.tar: the server answers with HTTP status 404"))
        #expect(result.errors.contains("Download \(server.address)/one/images.tar in a browser"))
        // The one that came is there.
        #expect(try Path.files(below: raw) == ["one/labels.mat"])
    }

    @Test func aFullDiskIsSeenBeforehand() throws {
        let path = program.file("data/datasets.toml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try AtomicFile.write(text.replacing("size = 120000", with: "size = 4000000000000000000"), to: path)
        let server = try server()
        let result = try fetch("one", "secret", from: server)
        #expect(result.code == 1 && server.requests.isEmpty)
        #expect(result.errors.contains("\(raw)/one: the disk lacks "), "\(result.errors)")
        #expect(result.errors.contains("1. Register."))
    }

    @Test func theListShowsWhatIsKnown() throws {
        try AtomicFile.write("", to: Path.join(raw, "one/labels.mat"))
        try AtomicFile.write("a", to: Path.join(raw, "both/both.tar.part"))
        let list = try fetch("--list")
        let lines = list.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(list.code == 0 && lines.count == 6)
        #expect(lines.contains(["one", "images.tar", "120,000", "md5", "0", "no", "licence", "of", "one"]))
        #expect(lines.contains(["one", "labels.mat", "?", "sha256", "0", "yes", "licence", "of", "one"]))
        #expect(lines.contains { $0.starts(with: ["three", "two", "both.tar", "?", "none", "0", "a", "part"]) })
        #expect(lines.contains(["secret", "by", "hand", "no", "licence", "of", "secret"]))
    }

    @Test(arguments: [
        ([], 64, "Which data set?"), (["four"], 64, "known ones are by_hand, one, secret, three, two"),
        (["one", "--parallel", "0"], 64, "from 1 to 16"),
        (["one", "--mirror", "http://example.org/raw"], 1, "https only"),
    ])
    func wrongArguments(_ arguments: [String], _ code: Int32, _ told: String) throws {
        let result = try program.run(["fetch", "--data", program.file("data"), "--raw", raw] + arguments)
        #expect(result.code == code && result.errors.contains(told), "\(result.errors)")
        #expect(!Path.exists(raw))
    }

    @Test func namesThatAreNoFileNamesAreRefused() throws {
        let path = program.file("data/datasets.toml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try AtomicFile.write(text.replacing("images.tar\", a", with: "../images.tar\", a"), to: path)
        let result = try fetch("one", from: try server())
        #expect(result.code == 1 && result.errors.contains("'../images.tar' is no name of a file"), "\(result.errors)")
    }
}
