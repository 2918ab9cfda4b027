import Storage

/// A table of the paper, filled with what was reproduced and what was published.
public struct ResultTable: Sendable {
    public struct Entry: Equatable, Sendable {
        public let cell: CellID
        /// The best top-1 of the runs in percent; nil where the cell has not been run.
        public let reproduced: Double?
        public let runs: Int
        /// What this table of the paper prints, in percent; nil where the table has no number there.
        public let published: Double?

        /// Reproduced minus published, in percentage points.
        public var difference: Double? {
            guard let reproduced, let published else { return nil }
            return reproduced - published
        }

        /// `94.31 (94.58)`, with a dash for what there is none of.
        var text: String {
            "\(reproduced.map(Numbers.percent) ?? "–") (\(published.map(Numbers.percent) ?? "–"))"
        }
    }

    public let spec: TableSpec
    public let profile: ProfileName
    /// A row a backbone, in the paper's order; an entry a column.
    public let rows: [(backbone: BackboneID, entries: [Entry])]
    /// What the table was made from.
    public let inputs: Inputs
    /// Sentences below the table.
    public let notes: [String]

    /// Reads the cells that have been aggregated.
    public init(_ spec: TableSpec, in results: ResultsFolder, published: PublishedResults) throws {
        self.spec = spec
        profile = results.profile
        var inputs = Inputs([
            "table": String(spec.number), "profile": results.profile.name, "published": published.digest,
        ])
        var rows: [(backbone: BackboneID, entries: [Entry])] = []
        for backbone in BackboneID.allCases {
            var entries: [Entry] = []
            for column in spec.columns {
                let id = CellID(backbone: backbone, dataset: column.dataset, percent: column.percent)
                let stored = try StoredCell.read(id, in: results)
                if let stored { inputs["cell \(id.name)"] = stored.digest }
                entries.append(
                    Entry(
                        cell: id, reproduced: stored?.cell.best, runs: stored?.cell.runs ?? 0,
                        published: published.top1(table: spec.number, id)))
            }
            rows.append((backbone, entries))
        }
        self.rows = rows
        self.inputs = inputs
        notes = Self.notes(rows.flatMap(\.entries), spec: spec, profile: results.profile, published: published)
    }

    /// How many of the table's cells have not been run.
    public var missing: Int { rows.flatMap(\.entries).filter { $0.reproduced == nil }.count }

    /// How many cells the table has.
    public var count: Int { rows.count * spec.columns.count }

    private static func notes(
        _ entries: [Entry], spec: TableSpec, profile: ProfileName, published: PublishedResults
    ) -> [String] {
        var notes = ["Each cell: best top-1 of the runs, and the published value in brackets, both in percent."]
        let missing = entries.filter { $0.reproduced == nil }
        if !missing.isEmpty {
            let (verb, count) = (missing.count == 1 ? "has" : "have", entries.count)
            notes.append(
                "\(missing.count) of \(count) cells \(verb) not been run (–). To run one: `make cell "
                    + "\(profile.makeVariables ?? "PROFILE=\(profile.base)") DATASET= PERCENT= BACKBONE=`, "
                    + "with what `make help` lists.")
        }
        let few = entries.filter { (1..<3).contains($0.runs) }.count
        if few > 0 {
            notes.append(
                "\(few) \(few == 1 ? "cell rests" : "cells rest") on fewer than three runs; "
                    + "the paper reports the best of three.")
        }
        for entry in entries {
            let values = published.contradictions(entry.cell)
            if values.isEmpty { continue }
            let list = values.map { "\(Numbers.percent($0.top1)) in Table \($0.table)" }.joined(separator: ", ")
            notes.append(
                "The paper contradicts itself about \(entry.cell.backbone.title) on \(entry.cell.dataset.title) "
                    + "at \(entry.cell.percent.rawValue) %: \(list). This table compares with its own.")
        }
        return notes
    }
}
