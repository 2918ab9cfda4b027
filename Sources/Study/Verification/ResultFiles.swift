import Storage

/// The files below Results/<profile>, by the rule that makes them.
public struct ResultFiles: Sendable {
    public struct Run: Sendable {
        /// Counted from 1.
        public let number: Int
        public let folder: String
        /// The names of its files.
        public var names: Set<String> = []

        func path(_ name: String) -> String { Path.join(folder, name) }
    }

    public struct CellFolder: Sendable {
        public let cell: CellID
        public let folder: String
        public var names: Set<String> = []
        /// Rising.
        public var runs: [Run] = []
    }

    public let results: ResultsFolder
    public private(set) var cells: [CellFolder] = []
    /// Files that no rule makes, and those set aside.
    public private(set) var others: [FileFinding] = []

    /// What training and evaluation leave in a run's folder; the first four are sealed.
    static let runNames = ["checkpoint.h5", "history.csv", "predictions.h5", "evaluation.csv"]
    private static let alsoInRun: Set = [Sums.name, "resume.h5", "diverged.h5"]
    private static let inCell: Set = [Sums.name, "cell.csv"]
    /// Of comparisons, in the folder of a data set's percent.
    private static let inColumn: Set = [
        Sums.name, "best.h5", "comparison.csv", "comparison.md", "comparison-figure.csv",
        "comparison-figure.svg", "comparison-figure.png", "logme.csv", "selection.csv",
    ]

    /// In the profile's own folder: what make estimate writes.
    private static let inProfile: Set = [VerificationMemory.name, "estimate.csv"]

    /// Whether it is a table or figure of the evidence, which keeps its own beside its cells.
    private static func isKept(_ file: String, in results: ResultsFolder) -> Bool {
        results.profile.name == EvidenceComparison.profile && (file.hasPrefix("figures/") || file.hasPrefix("tables/"))
    }

    /// Walks the folder; nothing is found where it is missing.
    public init(of results: ResultsFolder) throws {
        self.results = results
        guard Path.isFolder(results.path) else { return }
        var places: [Substring: Place] = [:]
        var (cells, index) = ([CellFolder](), [CellID: Int]())
        for file in try Path.files(below: results.path)
        where !Self.inProfile.contains(file) && !Self.isKept(file, in: results) {
            let bytes = file.utf8
            guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
                others.append(Self.other(Path.join(results.path, file), name: file))
                continue
            }
            let (folder, name) = (file[..<slash], String(file[bytes.index(after: slash)...]))
            let place = places[folder] ?? Place(folder)
            places[folder] = place
            guard place.holds(name) else {
                others.append(Self.other(Path.join(results.path, file), name: name))
                continue
            }
            guard let cell = place.cell else { continue }
            let position =
                index[cell]
                ?? {
                    cells.append(CellFolder(cell: cell, folder: results.folder(of: cell)))
                    index[cell] = cells.count - 1
                    return cells.count - 1
                }()
            if let run = place.run {
                // A folder's files come one after the other.
                if cells[position].runs.last?.number != run {
                    cells[position].runs.append(Run(number: run, folder: results.runFolder(of: cell, run: run)))
                }
                cells[position].runs[cells[position].runs.count - 1].names.insert(name)
            } else {
                cells[position].names.insert(name)
            }
        }
        for position in cells.indices { cells[position].runs.sort { $0.number < $1.number } }
        self.cells = cells
    }

    /// All runs of all cells.
    var runs: [(cell: CellID, run: Run)] { cells.flatMap { folder in folder.runs.map { (folder.cell, $0) } } }

    static func other(_ path: String, name: String) -> FileFinding {
        FileFinding(path, name.hasSuffix(Verification.asideEnding) ? .setAside : .foreign)
    }

    /// What a folder below the profile's is for.
    private struct Place {
        private(set) var cell: CellID?
        private(set) var run: Int?
        private var names: Set<String> = []

        init(_ folder: Substring) {
            let parts = folder.split(separator: "/").map(String.init)
            guard (2...4).contains(parts.count), let column = GridColumn(name: "\(parts[0])/\(parts[1])") else {
                return
            }
            guard parts.count > 2 else {
                names = ResultFiles.inColumn
                return
            }
            guard let backbone = BackboneID(rawValue: parts[2]) else { return }
            if parts.count == 4 {
                // Not run01, which no program writes.
                guard parts[3].hasPrefix("run"), let number = Int(parts[3].dropFirst(3)), number >= 1,
                    parts[3] == "run\(number)"
                else { return }
                run = number
            }
            cell = column.cell(backbone)
            names = run == nil ? ResultFiles.inCell : ResultFiles.alsoInRun.union(ResultFiles.runNames)
        }

        func holds(_ name: String) -> Bool { names.contains(name) }
    }
}
