import Storage

/// What a server says before the bytes, as far as it matters here.
struct ResponseHead {
    private(set) var status = 0
    private(set) var location: String?
    private(set) var retryAfter: Int?
    private var fields: [String: String] = [:]

    /// Takes a line. Redirects bring several heads, of which the last one counts.
    mutating func add(line: String) {
        if line.hasPrefix("HTTP/") {
            let parts = line.split(whereSeparator: \.isWhitespace)
            // The last address that a server pointed to stays, for messages.
            self = ResponseHead(location: location)
            status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let name = line[..<colon].lowercased()
        let value = line[line.index(after: colon)...].trimmed
        switch name {
        case "location": location = value.printable
        case "retry-after": retryAfter = Int(value)
        default: fields[name] = value
        }
    }

    init() {}

    private init(location: String?) { self.location = location }

    /// What identifies this version of the file, for If-Range; nil where the server says nothing.
    ///
    /// A weak entity tag may not be used for ranges (RFC 9110, section 13.1.5).
    var validator: String? {
        if let tag = fields["etag"], tag.hasPrefix("\"") { return tag.printable }
        return fields["last-modified"].map(\.printable)
    }

    var contentLength: Int? { fields["content-length"].flatMap { Int($0) } }

    /// From `Content-Range: bytes 10-99/100`, or `bytes */100` where nothing was in the range.
    var contentRange: (start: Int?, total: Int?)? {
        guard let text = fields["content-range"], text.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/")
        guard parts.count == 2 else { return nil }
        return (parts[0].split(separator: "-").first.flatMap { Int($0) }, Int(parts[1].trimmed))
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let start = drop(while: isSpace)
        return String(start.reversed().drop(while: isSpace).reversed())
    }
}

extension String {
    /// A server's words, made fit for a terminal and for a header line.
    var printable: String {
        let text = unicodeScalars.prefix(300).map { (" "..."~").contains($0) ? Character($0) : "?" }
        return String(text) + (unicodeScalars.count > 300 ? "..." : "")
    }
}
