import CCurl
import Foundation
import Storage

/// One request, whose bytes go to the end of a part.
final class Transfer {
    enum Outcome {
        case complete
        /// The server has another version of the file than the part, or no such range of it.
        case restart(reason: String)
        /// Worth another attempt, after so many seconds where the server named them.
        case cut(reason: String, pause: Int?)
        case refused(reason: String)
    }

    private let address: Address
    private let part: PartFile
    private let expectedSize: Int?
    private let sizeLimit: Int
    private let progress: (Int, Int?) -> Void
    private let offset: Int
    /// What the part is a version of, for a request that goes on from its end.
    private let validator: String?

    private var head = ResponseHead()
    private var hasBegun = false
    private var total: Int?
    private var rejection: Outcome?
    private var failure: (any Error)?

    /// - Parameters:
    ///   - validator: nil for a request for all bytes, whatever is in the part.
    ///   - sizeLimit: holds where the size is not known.
    init(
        _ address: Address, to part: PartFile, validator: String?, expectedSize: Int?, sizeLimit: Int,
        progress: @escaping (Int, Int?) -> Void
    ) {
        self.address = address
        self.part = part
        self.validator = validator
        self.expectedSize = expectedSize
        self.sizeLimit = sizeLimit
        self.progress = progress
        offset = validator == nil ? 0 : part.count
    }

    /// Whether the server answered at all.
    var hasReachedServer: Bool { head.status != 0 }

    /// - Throws: where the part cannot be written.
    func run(_ limits: Download.Limits, authorities: String?) throws -> Outcome {
        guard Self.isStarted, let handle = curl_easy_init() else { throw Failure("libcurl does not start") }
        defer { curl_easy_cleanup(handle) }
        var lines: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(lines) }
        if offset > 0, let validator, !validator.isEmpty { lines = curl_slist_append(lines, "If-Range: \(validator)") }
        let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { message.deallocate() }

        var codes = [
            wb_curl_set_text(handle, CURLOPT_URL, address.text),
            wb_curl_set_protocol(handle, address.isPlain ? 1 : 0),
            wb_curl_set_text(handle, CURLOPT_USERAGENT, "which-backbone/\(Version.current)"),
            wb_curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 1),
            wb_curl_set_number(handle, CURLOPT_MAXREDIRS, 10),
            wb_curl_set_number(handle, CURLOPT_NOSIGNAL, 1),
            wb_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, limits.connectSeconds),
            wb_curl_set_number(handle, CURLOPT_LOW_SPEED_LIMIT, limits.stallBytesPerSecond),
            wb_curl_set_number(handle, CURLOPT_LOW_SPEED_TIME, limits.stallSeconds),
            wb_curl_set_headers(handle, lines),
            wb_curl_set_error_buffer(handle, message),
        ]
        if offset > 0 { codes.append(wb_curl_set_text(handle, CURLOPT_RANGE, "\(offset)-")) }
        if address.isPlain { codes.append(wb_curl_set_text(handle, CURLOPT_PROXY, "")) }
        if let authorities { codes.append(wb_curl_set_text(handle, CURLOPT_CAINFO, authorities)) }
        codes.append(
            wb_curl_set_sinks(
                handle, { Transfer.of($3).takeHeader($0, $1 * $2) }, { Transfer.of($3).takeBody($0, $1 * $2) },
                Unmanaged.passUnretained(self).toOpaque()))
        if let wrong = codes.first(where: { $0 != CURLE_OK }) {
            throw Failure("libcurl cannot be set up: \(String(cString: curl_easy_strerror(wrong)))")
        }

        let code = withExtendedLifetime(self) { curl_easy_perform(handle) }
        if code == CURLE_OK && !hasBegun { _ = begin() }
        if let failure { throw failure }
        if let rejection { return rejection }
        let reason = String(cString: message.pointee == 0 ? curl_easy_strerror(code) : UnsafePointer(message))
        return outcome(code, reason.printable)
    }

    private func outcome(_ code: CURLcode, _ reason: String) -> Outcome {
        switch code {
        case CURLE_OK:
            // A server that does not tell the length cannot be seen to stop early otherwise.
            if let whole = total ?? expectedSize, part.count != whole {
                return .cut(reason: "\(part.count) of \(whole) bytes came", pause: nil)
            }
            return .complete
        case CURLE_UNSUPPORTED_PROTOCOL:
            let target = head.location ?? "another protocol"
            return .refused(reason: "the server points to \(target), and files are fetched by https only")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_OPERATION_TIMEDOUT, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
            CURLE_SSL_CONNECT_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return .cut(reason: reason, pause: nil)
        default:
            return .refused(reason: reason)
        }
    }

    // MARK: What libcurl calls

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl gives back what it was given") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        head.add(line: String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self))
        return count
    }

    /// Returns less than `count` to end the transfer.
    private func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard hasBegun || begin() else {
            // What comes with "nothing is left to send" is no part of the file.
            return head.status == 416 && rejection == nil && failure == nil ? count : 0
        }
        if head.status == 416 { return count }
        if let reason = tooLarge(part.count + count) {
            rejection = .refused(reason: reason)
            return 0
        }
        do {
            try part.append(UnsafeRawBufferPointer(start: bytes, count: count))
        } catch {
            failure = error
            return 0
        }
        progress(part.count, total ?? expectedSize)
        return count
    }

    /// Looks at the answer before its first byte is kept; false where it is not to be kept.
    private func begin() -> Bool {
        hasBegun = true
        switch head.status {
        case 200:
            total = head.contentLength
            if let reason = wrongTotal {
                rejection = .refused(reason: reason)
                break
            }
            do {
                try part.startAnew(address: address.text, validator: head.validator)
            } catch {
                failure = error
            }
        case 206:
            guard offset > 0, let range = head.contentRange, range.start == offset else {
                rejection = .restart(reason: "the server sent another range than the one asked for")
                break
            }
            total = range.total
            if let now = head.validator, let validator, !validator.isEmpty, now != validator {
                rejection = .restart(reason: "the file was changed meanwhile")
            }
        case 416:
            // Nothing is left to send, or the file is another one.
            total = head.contentRange?.total
            if total == nil || total != offset { rejection = .restart(reason: "the file was changed meanwhile") }
        case 408, 425, 429, 500, 502, 503, 504:
            rejection = .cut(reason: answer, pause: head.retryAfter)
        default:
            rejection = .refused(reason: answer)
        }
        if rejection == nil, let reason = wrongTotal { rejection = .refused(reason: reason) }
        return rejection == nil && failure == nil && head.status != 416
    }

    private var answer: String { "the server answers with HTTP status \(head.status)" }

    /// What is wrong with the size that the server states; nil where nothing is.
    private var wrongTotal: String? {
        guard let total else { return nil }
        if let expectedSize, total != expectedSize {
            return "the server's file has \(total) bytes, which should be \(expectedSize)"
        }
        return tooLarge(total)
    }

    private func tooLarge(_ count: Int) -> String? {
        let most = expectedSize ?? sizeLimit
        return count > most ? "the file is larger than \(most) bytes, which cannot be right" : nil
    }

    private static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
