/// What is said below a table of results.
struct TableNotes {
    let cells: [CellID]
    /// How many of them have not been run.
    let missing: Int
    /// For those; nil where nothing is known.
    let time: TimeEstimate?
    /// How many rest on fewer runs than the paper's three.
    let few: Int
    /// How many chose their epoch by a part of the training images that was held out.
    let validated: Int
    let profile: ProfileName
    let published: PublishedResults

    var sentences: [String] {
        [
            "Each cell: best top-1 of the runs, the published value in brackets, both in percent, and the difference "
                + "of the two in percentage points. The highest value of a column is bold, the second underlined, "
                + "the third italic, the reproduced and the published ones each among themselves; values that print "
                + "alike share a place."
        ] + choices + absences + contradictions
    }

    private var choices: [String] {
        let present = cells.count - missing
        if present == 0 { return [] }
        let test = "The test images chose the epoch that counts, as in the study, which flatters every value a little."
        let validation =
            "A fifth of the training images was held out to choose the epoch that counts; "
            + "the study chose it by the test images."
        switch validated {
        case 0: return [test]
        case present: return [validation]
        default: return ["\(validation) This holds for \(validated) of \(present) cells, not for the others."]
        }
    }

    private var absences: [String] {
        var notes: [String] = []
        if missing > 0 {
            let estimate = time.map { ": \($0.text(missing: missing))" } ?? ""
            notes.append(
                "\(missing) of \(cells.count) cells \(missing == 1 ? "is" : "are") missing (–)\(estimate). To run one: "
                    + "`make cell \(profile.makeVariables ?? "PROFILE=\(profile.base)") DATASET= PERCENT= BACKBONE=`, "
                    + "with what `make help` lists.")
        }
        if few > 0 {
            notes.append(
                "\(few) \(few == 1 ? "cell rests" : "cells rest") on fewer than three runs; "
                    + "the paper reports the best of three.")
        }
        return notes
    }

    private var contradictions: [String] {
        cells.compactMap { cell in
            let values = published.contradictions(cell)
            if values.isEmpty { return nil }
            let list = values.map { "\(Numbers.percent($0.top1)) in Table \($0.table)" }.joined(separator: ", ")
            return "The paper contradicts itself about \(cell.backbone.title) on \(cell.dataset.title) "
                + "at \(cell.percent.rawValue) %: \(list). This table compares with its own."
        }
    }
}
