import Storage

/// One pass over an archive that writes what it holds into a fresh folder, and ends at the first entry that should
/// not be there.
final class UnpackingPass {
    private let archive: String
    private let size: Int
    private let folder: FreshFolder
    private let stream: ArchiveStream
    private var budget: ArchiveBudget
    private var files = 0
    private var told = 0
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    init(_ archive: String, size: Int, into folder: FreshFolder, _ limits: Unpacker.Limits) throws {
        (self.archive, self.size, self.folder) = (archive, size, folder)
        stream = try ArchiveStream(path: archive)
        budget = ArchiveBudget(limits, archive: archive, size: size)
    }

    func run(_ progress: (_ done: Int, _ total: Int) -> Void) throws {
        while let entry = try stream.next() {
            try budget.open(entry)
            do {
                try take(entry, progress)
            } catch let error as ArchiveName.Refusal {
                throw refused(entry, error.reason)
            } catch let error as FreshFolder.Clash {
                throw refused(entry, error.reason)
            }
        }
        guard files > 0 else {
            throw Failure("holds no files", at: archive, advice: "The file is damaged or another one: fetch it again.")
        }
        progress(size, size)
    }

    private func take(_ entry: ArchiveStream.Entry, _ progress: (Int, Int) -> Void) throws {
        let name = try ArchiveName(entry.name)
        if let reason = Self.refusal(of: entry, name) { throw ArchiveName.Refusal(reason: reason) }
        switch (entry.kind, name.isJunk) {
        case (.folder, true): break
        case (.folder, false): try folder.makeFolder(name.components[...])
        // Read all the same, so that it is counted.
        case (_, true): try copy(entry, progress) { _ in }
        case (_, false):
            try folder.write(name.components) { append in try copy(entry, progress, append) }
            files += 1
        }
    }

    private func copy(
        _ entry: ArchiveStream.Entry, _ progress: (Int, Int) -> Void, _ append: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var count = 0
        while case let piece = try buffer.withUnsafeMutableBytes({ try stream.read(into: $0) }), piece > 0 {
            count += piece
            try budget.add(piece, of: entry, size: count)
            try buffer.withUnsafeBytes { try append(UnsafeRawBufferPointer(rebasing: $0[..<piece])) }
            tell(progress)
        }
        guard count == entry.size ?? count else { throw ArchiveName.Refusal(reason: "is cut short") }
        tell(progress)
    }

    /// Once a megabyte of the archive.
    private func tell(_ progress: (Int, Int) -> Void) {
        let done = min(stream.bytesRead, size)
        guard done - told >= 1 << 20 else { return }
        told = done
        progress(done, size)
    }

    private static func refusal(of entry: ArchiveStream.Entry, _ name: ArchiveName) -> String? {
        switch entry.kind {
        case .symbolicLink: "is a symbolic link"
        case .hardLink: "is a hard link"
        case .special: "is neither a file nor a folder"
        case .file where entry.isEncrypted: "is encrypted"
        case .file where name.components.isEmpty: "has no name"
        case .file, .folder: nil
        }
    }

    private func refused(_ entry: ArchiveStream.Entry, _ reason: String) -> Failure {
        Failure(
            "the entry '\(entry.label)' \(reason): nothing was unpacked", at: archive,
            advice: "Fetch the archive again from its official address, or unpack by hand what you trust.")
    }
}
