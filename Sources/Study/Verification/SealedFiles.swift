import Storage

/// The files of a folder against its SHA256SUMS.
struct SealedFiles {
    /// What the files' bytes give now.
    private(set) var digests: [String: String] = [:]
    private(set) var findings: [String: FileFinding] = [:]

    /// - Parameters:
    ///   - names: the files that are there and should have a line.
    ///   - known: all names that may have one; a line of another is damage of the list.
    init(_ names: [String], of known: Set<String>, in folder: String) {
        var sums: Sums?
        do {
            sums = try Sums(folder: folder)
            if let name = sums?.digests.keys.sorted().first(where: { !known.contains($0) }) {
                sums = nil
                damage(Sums.name, "names \(name), which no program writes here", in: folder)
            }
        } catch {
            damage(Sums.name, FileFinding.reason(error), in: folder)
        }
        for name in sums?.digests.keys.sorted() ?? [] where !names.contains(name) {
            findings[name] = FileFinding(Path.join(folder, name), .damaged, "is gone, and \(Sums.name) names it")
        }
        for name in names {
            let path = Path.join(folder, name)
            do {
                let digest = try Digest.ofFile(path)
                digests[name] = digest
                guard let sealed = sums?.digests[name] else {
                    findings[name] = FileFinding(path, .unsealed, "no line in \(Sums.name) vouches for it")
                    continue
                }
                if sealed != digest { damage(name, "does not hold what was written to it", in: folder) }
            } catch {
                damage(name, FileFinding.reason(error), in: folder)
            }
        }
    }

    func isDamaged(_ name: String) -> Bool { findings[name]?.condition == .damaged }

    mutating func damage(_ name: String, _ reason: String, in folder: String) {
        findings[name] = FileFinding(Path.join(folder, name), .damaged, reason)
    }

    /// The list itself turned out to be wrong about a file.
    mutating func blameList(for name: String, _ reason: String, in folder: String) {
        findings[name] = FileFinding(Path.join(folder, name), .unsealed, reason)
        damage(Sums.name, reason, in: folder)
    }

    /// Damage outweighs staleness, which outweighs a missing seal.
    mutating func stale(_ name: String, _ reason: String, in folder: String) {
        guard !isDamaged(name) else { return }
        findings[name] = FileFinding(Path.join(folder, name), .stale, reason)
    }
}
