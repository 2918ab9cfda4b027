import CImageReader

/// Why an image was refused, in a library's or this module's words.
struct ImageRefusal: Error {
    enum Kind {
        /// The file is not what it says it is.
        case damaged
        /// A whole file, of a kind that is not read.
        case unsupported
    }

    let reason: String
    let kind: Kind

    static func damaged(_ reason: String) -> ImageRefusal { ImageRefusal(reason: reason, kind: .damaged) }
    static func unsupported(_ reason: String) -> ImageRefusal { ImageRefusal(reason: reason, kind: .unsupported) }

    /// Calls a reader of CImageReader, and throws what it has to say.
    static func check(_ body: (UnsafeMutablePointer<CChar>) -> Int32) throws {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(wb_image_message_size)) { message in
            guard let start = message.baseAddress else { return }
            start.initialize(repeating: 0, count: message.count)
            let status = body(start)
            guard status != Int32(wb_image_ok) else { return }
            let kind: Kind = status == Int32(wb_image_unsupported) ? .unsupported : .damaged
            throw ImageRefusal(reason: String(cString: start), kind: kind)
        }
    }
}
