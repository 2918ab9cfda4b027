import Foundation
import Storage

/// An HTTP server of this machine that answers as a test wants it to, one request a connection.
public final class LoopbackServer: @unchecked Sendable {
    public struct Request: Sendable {
        /// Counted from 0.
        public let number: Int
        public let path: String
        /// By lower-case names.
        public let headers: [String: String]

        /// The first byte that a Range header asks for; nil where all are wanted.
        public var start: Int? {
            headers["range"].flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) }
        }
    }

    public struct Answer: Sendable {
        public var status = 200
        public var headers: [String: String] = [:]
        public var body = Data()
        /// Bytes of the body after which the connection is closed.
        public var cut: Int?
        /// Whether the connection then stays open in silence.
        public var stalls = false

        public init(status: Int = 200, headers: [String: String] = [:], body: Data = Data(), cut: Int? = nil) {
            self.status = status
            self.headers = headers
            self.body = body
            self.cut = cut
        }
    }

    /// Such as `http://127.0.0.1:40123`.
    public let address: String
    private let socket: Int32
    private let answer: @Sendable (Request) -> Answer
    private let lock = NSLock()
    private var received: [Request] = []
    private var stalled: [Int32] = []

    public init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        self.answer = answer
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = socket
        let isListening = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isListening else { throw Failure.system("no server can be started", at: "127.0.0.1", errno: errno) }
        address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
        Thread.detachNewThread { [weak self, listener] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                self?.serve(connection)
            }
            close(listener)
        }
    }

    /// A server of one file, with an entity tag, that knows ranges; the first requests are cut after `cut`
    /// bytes, as often as `cuts` says.
    public convenience init(file: Data, tag: String? = "\"1\"", cut: Int = 0, cuts: Int = 0) throws {
        try self.init { request in
            var answer = Self.whole(file, tag: tag)
            if let start = request.start {
                answer = Self.rest(of: file, from: start, tag: tag)
            }
            if request.number < cuts { answer.cut = cut }
            return answer
        }
    }

    deinit {
        // The thread that waits in accept returns from it and closes the socket.
        shutdown(socket, Int32(SHUT_RDWR))
        for connection in stalled { close(connection) }
    }

    /// What has been asked so far.
    public var requests: [Request] { lock.withLock { received } }

    public static func whole(_ file: Data, tag: String? = "\"1\"") -> Answer {
        Answer(headers: headers(tag).merging(["Content-Length": "\(file.count)"]) { $1 }, body: file)
    }

    public static func rest(of file: Data, from start: Int, tag: String? = "\"1\"") -> Answer {
        guard start < file.count else {
            // As most servers do, with a page that is no part of the file.
            let page = Data("<h1>416 Range Not Satisfiable</h1>".utf8)
            return Answer(
                status: 416, headers: ["Content-Range": "bytes */\(file.count)", "Content-Length": "\(page.count)"],
                body: page)
        }
        let range = "bytes \(start)-\(file.count - 1)/\(file.count)"
        let fields = ["Content-Range": range, "Content-Length": "\(file.count - start)"]
        return Answer(status: 206, headers: headers(tag).merging(fields) { $1 }, body: file.dropFirst(start))
    }

    private static func headers(_ tag: String?) -> [String: String] { tag.map { ["ETag": $0] } ?? [:] }

    private func serve(_ connection: Int32) {
        guard let (path, headers) = Self.readRequest(connection) else {
            close(connection)
            return
        }
        let request = lock.withLock {
            received.append(Request(number: received.count, path: path, headers: headers))
            return received[received.count - 1]
        }
        let answer = answer(request)
        var head = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\n"
        for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
        Self.send(Data((head + "\r\n").utf8) + answer.body.prefix(answer.cut ?? answer.body.count), to: connection)
        if answer.stalls {
            lock.withLock { stalled.append(connection) }
        } else {
            shutdown(connection, Int32(SHUT_WR))
            close(connection)
        }
    }

    private static func readRequest(_ connection: Int32) -> (path: String, headers: [String: String])? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard recv(connection, &byte, 1, 0) == 1, bytes.count < 10_000 else { return nil }
            bytes.append(byte)
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first.map { $0.split(separator: " ") } ?? []
        guard words.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
        return (String(words[1]), Dictionary(headers, uniquingKeysWith: { first, _ in first }))
    }

    private static func send(_ data: Data, to connection: Int32) {
        data.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count, let start = bytes.baseAddress {
                let count = Glibc.send(connection, start + offset, bytes.count - offset, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return }
                offset += count
            }
        }
    }
}
