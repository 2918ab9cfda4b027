import Storage

/// What the files of one run say of its making.
struct ReportRun: Encodable {
    /// A file's comment block. The numbers are places in the page's list of facts.
    struct Record: Encodable {
        let file: String
        /// Who made it, with what and where.
        let made: [Int]
        /// What it was made from.
        let inputs: [Int]

        /// - Returns: nil where there is no file.
        init?(_ path: String, pool: inout FactPool) throws {
            guard Path.exists(path) else { return nil }
            let comments = try CSVTable(path: path).comments
            let prefix = "input "
            file = path
            made = pool.add(comments.filter { !$0.key.hasPrefix(prefix) })
            inputs = pool.add(
                comments.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
        }
    }

    /// Counted from 1.
    let run: Int
    /// In percent; nil where the run's evaluation is gone.
    let top1: Double?
    /// While testing; nil as above.
    let imagesPerSecond: Double?
    let training: Record?
    let evaluation: Record?

    init(_ cell: CellID, run: Int, in results: ResultsFolder, pool: inout FactPool) throws {
        self.run = run
        let path = results.evaluation(of: cell, run: run)
        let row = Path.exists(path) ? try FieldReader(path: path).onlyRow() : nil
        top1 = try row?.number("top1")
        imagesPerSecond = try row?.optionalNumber("images_per_second")
        evaluation = try Record(path, pool: &pool)
        training = try Record(results.history(of: cell, run: run), pool: &pool)
    }
}
