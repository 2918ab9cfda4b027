import Storage

/// The files below Paper/<profile> that no rule makes.
enum PaperFiles {
    /// What rules make besides the products, without a check of their own.
    private static let others: Set = [
        "figures/\(Sums.name)", "figures/graph.dot", "figures/graph.svg", "paper.tex", "paper.pdf",
        "paper.csv", VerificationMemory.name,
    ]

    /// - Parameter known: paths of files that rules make.
    static func others(in folder: String, known: Set<String>) throws -> [FileFinding] {
        guard Path.isFolder(folder) else { return [] }
        return try Path.files(below: folder).filter { name in
            // What LaTeX leaves beside its result.
            !others.contains(name) && !name.hasPrefix("build/") && !known.contains(Path.join(folder, name))
        }
        .map { ResultFiles.other(Path.join(folder, $0), name: $0) }
    }
}
