import Storage

/// Something below Paper/<profile> that can be made again: a table, the claims, a figure's data.
public struct PaperProduct: Sendable {
    /// What it is made from now, and its files' texts for a comment block.
    public struct Content: Sendable {
        public let inputs: Inputs
        /// By the ending of the file.
        public let texts: @Sendable (_ comments: [(key: String, value: String)]) -> [String: String]

        public init(
            inputs: Inputs, texts: @escaping @Sendable (_ comments: [(key: String, value: String)]) -> [String: String]
        ) {
            (self.inputs, self.texts) = (inputs, texts)
        }

        public init(_ table: any PaperTable) {
            self.init(inputs: table.inputs) { comments in
                [
                    "csv": table.csv(comments: comments).text, "md": table.markdown(comments: comments),
                    "tex": table.latex(comments: comments),
                ]
            }
        }
    }

    /// The path of its files without the ending.
    let stem: String
    /// The endings of its files; csv records the inputs.
    let endings: [String]
    package let content: @Sendable () throws -> Content

    /// - Parameter endings: of all its files, those without a text among them.
    public init(stem: String, endings: [String], content: @escaping @Sendable () throws -> Content) {
        (self.stem, self.endings, self.content) = (stem, endings, content)
    }

    var files: [String] { endings.map { "\(stem).\($0)" } }

    /// Nil where none of its files is there.
    var unit: VerificationUnit? {
        let present = files.filter(Path.exists)
        guard !present.isEmpty else { return nil }
        return VerificationUnit(stem, files: present, reads: [Path.join(Path.folder(of: stem), Sums.name)]) {
            findings(present)
        }
    }

    private func findings(_ present: [String]) -> [FileFinding] {
        let sealed = brokenSeals(present)
        if !sealed.isEmpty { return sealed }
        let record = stem + ".csv"
        guard present.contains(record) else { return present.map { FileFinding($0, .stale, "its record is missing") } }
        guard let stored = try? CSVTable(path: record), let recorded = Inputs.recorded(in: record) else {
            return [FileFinding(record, .damaged, "is no table that a program here wrote")]
        }
        do {
            let content = try content()
            let reasons = content.inputs.reasons(against: recorded)
            if !reasons.isEmpty { return present.map { FileFinding($0, .stale, reasons.joined(separator: "; ")) } }
            let texts = content.texts(stored.provenance)
            return endings.compactMap { ending in
                let path = "\(stem).\(ending)"
                guard present.contains(path) else { return nil }
                guard let text = texts[ending] else { return isSealed(path) ? nil : FileFinding(path, .unsealed) }
                guard let bytes = try? FileBytes.read(path), bytes.elementsEqual(text.utf8) else {
                    return FileFinding(path, .damaged, "is not what its inputs give")
                }
                return nil
            }
        } catch {
            return present.map { FileFinding($0, .stale, FileFinding.reason(error)) }
        }
    }

    private func isSealed(_ path: String) -> Bool {
        (try? Sums(folder: Path.folder(of: stem)))?.digests[Path.name(of: path)] != nil
    }

    /// Files that have a line in SHA256SUMS and other bytes; tables have none, and are recomputed instead.
    private func brokenSeals(_ present: [String]) -> [FileFinding] {
        guard let sums = try? Sums(folder: Path.folder(of: stem)) else { return [] }
        return present.compactMap { path in
            guard let line = sums.digests[Path.name(of: path)] else { return nil }
            if (try? Digest.ofFile(path)) == line { return nil }
            return FileFinding(path, .damaged, "does not hold what was written to it")
        }
    }
}
