import Foundation
import Storage

/// What the last verification found whole or unsealed, with the stamps that the files had: `.verified` in the
/// profile's folder, a line a unit. Damage is never remembered, so that it is looked at each time.
struct VerificationMemory {
    struct Entry: Equatable {
        /// The digest of the stamps.
        let stamps: String
        /// How many of the unit's files are stale, and unsealed.
        let stale, unsealed: Int
    }

    static let name = ".verified"
    private static let header = "which-backbone verified 1"

    private(set) var entries: [String: Entry] = [:]

    /// Empty where there is no file, and without the lines that are none.
    init(path: String?) {
        guard let path, let bytes = try? FileBytes.read(path) else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, first.elementsEqual(Self.header.utf8) else { return }
        entries.reserveCapacity(lines.count)
        for line in lines.dropFirst() {
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 3).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard fields.count == 4, fields[0].utf8.count == 64, let stale = Int(fields[1]),
                let unsealed = Int(fields[2])
            else { continue }
            entries[fields[3]] = Entry(stamps: fields[0], stale: stale, unsealed: unsealed)
        }
    }

    init(_ entries: [String: Entry]) { self.entries = entries }

    func write(to path: String) throws {
        let lines = entries.filter { !$0.key.contains(where: \.isNewline) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.value.stamps) \($0.value.stale) \($0.value.unsealed) \($0.key)\n" }
        try AtomicFile.write(Self.header + "\n" + lines.joined(), to: path)
    }
}
