import Storage

extension StudyCost {
    /// Columns of estimate.csv, which `TimeEstimate` reads: seconds are those of all runs of a cell, one after the
    /// other; memory and disk are bytes; speeds are images a
    /// second of the network alone, and seconds what an image takes to be made ready for it.
    public static let columns = [
        "backbone", "dataset", "percent", "seconds", "done", "runs", "epochs", "epochs_from", "train_images",
        "judging_images", "test_images", "train_images_per_second", "inference_images_per_second",
        "train_image_seconds",
        "test_image_seconds", "memory_bytes", "memory_fits", "disk_bytes",
    ]

    /// A row a cell.
    ///
    /// - Parameter comments: who made it, on what machine, from what speeds.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: [("heading", profile.heading)] + comments, columns: Self.columns,
            rows: (pretraining + cells).map { cost in
                [
                    cost.cell.backbone.rawValue, cost.cell.dataset.rawValue, "\(cost.cell.percent.rawValue)",
                    Numbers.digits(cost.seconds, 1), cost.isDone ? "1" : "0", "\(cost.runs)",
                    Numbers.exact(cost.epochs), cost.epochSource.rawValue, "\(cost.images.training)",
                    "\(cost.images.judging)", "\(cost.images.test)", Numbers.exact(cost.speed.training),
                    Numbers.exact(cost.speed.inference), Numbers.exact(cost.making.training),
                    Numbers.exact(cost.making.plain), "\(cost.memory)", cost.fits ? "1" : "0", "\(cost.disk)",
                ]
            })
    }

    /// The listing for a terminal: tables, figures, the total with shared cells counted once, and what it rests on.
    public func text(power: Power) -> String {
        var table = TextTable(
            header: ["", "cells", "missing", "hours", "hours missing", "GB RAM", "GB disk"],
            rightAligned: [1, 2, 3, 4, 5, 6])
        let total = total
        for row in rows + [total] {
            table.append([
                row.title, "\(row.cells)", "\(row.missing)", Self.hours(row.seconds), Self.hours(row.missingSeconds),
                Self.gigabytes(row.memory), Self.gigabytes(row.disk),
            ])
        }
        return ([profile.heading, table.text, summary(total)] + notes + [power.text(seconds: total.seconds)])
            .joined(separator: "\n")
    }

    private func summary(_ total: Row) -> String {
        let at = jobs == 1 ? "" : " (\(jobs) runs at once)"
        let rest =
            total.missing == 0
            ? "nothing is missing" : "\(TimeEstimate.text(seconds: total.missingSeconds)) for what is missing"
        return "About \(TimeEstimate.text(seconds: total.seconds)) for all\(at), \(rest)."
    }

    private var notes: [String] {
        let all = cells + pretraining
        var notes: [String] = []
        func count(_ source: CellCost.EpochSource) -> Int { all.count { $0.epochSource == source } }
        let assumed = Set(all.filter { $0.epochSource == .assumed }.map { Numbers.digits($0.epochs, 0) }).sorted()
        let bases = [
            (count(.history), "from the cell's own runs"), (count(.limit), "the most that the profile allows"),
            (count(.assumed), "assumed to be \(assumed.joined(separator: ", ")) a run (--epochs)"),
        ].filter { $0.0 > 0 }
        notes.append("Epochs: " + bases.map { "\($1) for \($0) cells" }.joined(separator: "; ") + ".")
        let unread = Set(all.filter { $0.making == .none }.map(\.cell.dataset)).count
        if unread > 0 {
            notes.append(
                "Images: what they take to be read is left out for \(unread) data sets, which are not prepared.")
        }
        let large = all.filter { !$0.fits }
        if let worst = large.max(by: { $0.memory < $1.memory }) {
            notes.append(
                "\(large.count) cells need more memory than may be used, \(worst.cell.name) the most "
                    + "(\(Self.gigabytes(worst.memory)) GB): a smaller BATCH= or more MEMORY= is needed for them.")
        }
        return notes
    }

    private static func hours(_ seconds: Double) -> String {
        let hours = seconds / 3600
        return Numbers.digits(hours, hours < 10 ? 2 : hours < 100 ? 1 : 0)
    }

    /// 10^9 bytes.
    private static func gigabytes(_ bytes: Int) -> String { Numbers.digits(Double(bytes) / 1e9, 2) }
}
