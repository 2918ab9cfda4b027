import Storage

extension Unpacker {
    /// How much an archive may hold. What is above is refused before or while it is unpacked.
    public struct Limits: Sendable {
        /// Files and folders.
        public var entries: Int
        /// Bytes of one file.
        public var file: Int
        /// Bytes of all files together.
        public var total: Int
        /// Bytes of all files together, as a multiple of the archive's own ...
        public var ratio: Int
        /// ... and so many more, as small archives may well be of very even content.
        public var slack: Int

        public init(
            entries: Int = 2_000_000, file: Int = 8 << 30, total: Int = 256 << 30, ratio: Int = 200,
            slack: Int = 256 << 20
        ) {
            (self.entries, self.file, self.total, self.ratio, self.slack) = (entries, file, total, ratio, slack)
        }

        public static let standard = Limits()
    }
}

/// Counts what comes out of an archive against its limits.
struct ArchiveBudget {
    private let limits: Unpacker.Limits
    private let archive: String
    private let most: Int
    private(set) var entries = 0
    private(set) var bytes = 0

    init(_ limits: Unpacker.Limits, archive: String, size: Int) {
        self.limits = limits
        self.archive = archive
        let (product, isLarge) = size.multipliedReportingOverflow(by: limits.ratio)
        let (sum, isLarger) = product.addingReportingOverflow(limits.slack)
        most = isLarge || isLarger ? limits.total : min(limits.total, sum)
    }

    /// Counts an entry, and refuses a size that it only claims.
    mutating func open(_ entry: ArchiveStream.Entry) throws {
        entries += 1
        guard entries <= limits.entries else {
            throw Failure(
                "holds more than \(grouped(limits.entries)) entries; \(entry.label) is one too many", at: archive)
        }
        if let size = entry.size, entry.kind == .file { try check(file: size, adding: size, entry) }
    }

    /// Counts `count` further bytes of an entry that has `size` with them.
    mutating func add(_ count: Int, of entry: ArchiveStream.Entry, size: Int) throws {
        try check(file: size, adding: count, entry)
        bytes += count
    }

    private func check(file size: Int, adding count: Int, _ entry: ArchiveStream.Entry) throws {
        guard size <= limits.file else {
            throw Failure("\(entry.label) inside it holds more than \(grouped(limits.file)) bytes", at: archive)
        }
        guard count <= most - bytes else {
            throw Failure(
                "unpacks to more than \(grouped(most)) bytes at \(entry.label)", at: archive,
                advice: most < limits.total
                    ? "That is more than \(limits.ratio) times its size: it is not a data set but a trap." : "")
        }
    }
}
