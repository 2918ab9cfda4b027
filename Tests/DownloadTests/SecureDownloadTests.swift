import Download
import Foundation
import Storage
import TestSupport
import Testing

/// https, from the test server of openssl, with a certificate of the test's own.
@Suite(.enabled(if: SecureServer.program != nil, "openssl is not installed"), .serialized)
struct SecureDownloadTests {
    private let folder: TemporaryFolder
    private let file = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    init() throws { folder = try TemporaryFolder("secure-download") }

    private func download(_ address: String, trusting certificate: String?) throws -> Download {
        var download = Download(
            address: address, to: folder.file("file.pth"), digestPrefix: try Digest.of(file))
        download.authorities = certificate
        download.limits.firstPauseSeconds = 0.01
        return download
    }

    @Test func filesComeByHTTPS() throws {
        let server = try SecureServer()
        try server.put("file", LoopbackServer.whole(file))
        try server.put("moved", .init(status: 302, headers: ["Location": server.address + "/file"]))
        try server.put("plain", .init(status: 302, headers: ["Location": "http://127.0.0.1:1/file"]))
        for name in ["file", "moved"] {
            try download("\(server.address)/\(name)", trusting: server.certificate).run()
            #expect(FileManager.default.contents(atPath: folder.file("file.pth")) == file, "\(name)")
            try AtomicFile.remove(folder.file("file.pth"))
        }
        let plain = try download("\(server.address)/plain", trusting: server.certificate)
        #expect(throws: Failure.self) { try plain.run() }

        let failure = #expect(throws: Failure.self) {
            try download("\(server.address)/file", trusting: nil).run()
        }
        #expect(failure?.what.lowercased().contains("certificate") == true, "\(String(describing: failure))")
        #expect(try Path.files(below: folder.path).isEmpty)
    }
}

/// `openssl s_server -HTTP`, which sends files that hold whole answers.
private final class SecureServer {
    static let program = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/bin/openssl"].first { Path.exists($0) }

    private let folder: TemporaryFolder
    private let server: Process
    let address: String
    var certificate: String { folder.file("certificate.pem") }

    init() throws {
        folder = try TemporaryFolder("secure-server")
        let process = try Self.start(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem",
            "-out", "certificate.pem", in: folder, output: FileHandle.nullDevice)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        let output = Pipe()
        server = try Self.start(
            "s_server", "-accept", "127.0.0.1:0", "-cert", "certificate.pem", "-key", "key.pem", "-HTTP",
            in: folder, output: output)
        // It tells its port in a line such as ACCEPT 127.0.0.1:40123.
        var line = ""
        while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            line += String(decoding: byte, as: UTF8.self)
            if line.hasSuffix("\n") && !line.hasPrefix("ACCEPT") { line = "" }
        }
        let port = try #require(line.split(separator: ":").last?.trimmingCharacters(in: .whitespacesAndNewlines))
        address = "https://127.0.0.1:\(port)"
    }

    deinit {
        // SIGTERM would wait: a test's threads block it, and a child inherits that.
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
    }

    func put(_ name: String, _ answer: LoopbackServer.Answer) throws {
        var head = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\n"
        for (key, value) in answer.headers { head += "\(key): \(value)\r\n" }
        try AtomicFile.write(Data((head + "\r\n").utf8) + answer.body, to: folder.file(name))
    }

    private static func start(_ arguments: String..., in folder: TemporaryFolder, output: Any) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(program))
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
