import CCurl
import Storage

/// An address that may be fetched: https, or http of this machine where that was asked for.
///
/// libcurl's own parser takes it apart, so that what is checked is what is fetched.
struct Address: Sendable {
    let text: String
    /// Whether it is http, to a loopback host.
    let isPlain: Bool

    private static let loopbackHosts: Set<String> = ["127.0.0.1", "localhost", "[::1]"]

    init(_ text: String, allowsLoopback: Bool) throws {
        guard let parts = curl_url() else { throw Failure("libcurl does not start") }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parts), let host = Self.part(CURLUPART_HOST, of: parts)
        else { throw Failure("is no address that files can be fetched from", at: text) }
        isPlain = scheme == "http" && allowsLoopback && Self.loopbackHosts.contains(host.lowercased())
        guard scheme == "https" || isPlain else {
            throw Failure("files are fetched by https only", at: text)
        }
        guard Self.part(CURLUPART_USER, of: parts) == nil, Self.part(CURLUPART_PASSWORD, of: parts) == nil else {
            throw Failure("an address with a name or a password is not fetched", at: host)
        }
        self.text = text
    }

    private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
