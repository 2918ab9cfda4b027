import Datasets
import Storage

/// What a look at every image of a data set found, in lines for the user.
struct DatasetReport {
    let classes: [String]
    let survey: ImageSurvey
    let remarks: [String]

    private static let examples = 8

    /// Lines of a word and what is to be said about it.
    var lines: [(word: String, text: String)] {
        var lines: [(String, String)] = []
        if !classes.isEmpty { lines.append(("classes", classText)) }
        lines.append(("sizes", sizeText))
        for unreadable in survey.unreadable.prefix(Self.examples) {
            lines.append(("unreadable", "\(unreadable.failure)".replacing("\n", with: " ")))
        }
        if survey.unreadable.count > Self.examples {
            lines.append(("unreadable", "and \(survey.unreadable.count - Self.examples) more"))
        }
        for line in survey.duplicates?.report() ?? [] { lines.append(("equal", line)) }
        for label in survey.classesWithout(.train) {
            lines.append(("note", "the class \(classes[label]) has no training image that can be read"))
        }
        for remark in remarks { lines.append(("note", remark)) }
        return lines
    }

    var text: String {
        lines.map { "  " + $0.word.padding(toLength: 12, withPad: " ", startingAt: 0) + $0.text }
            .joined(separator: "\n")
    }

    /// Each class with its training and test images, or their range where they are many.
    private var classText: String {
        let (train, test) = (survey.counts[.train] ?? [], survey.counts[.test] ?? [])
        guard classes.count > 12 else {
            return zip(classes, zip(train, test)).map { "\($0) \($1.0) + \($1.1)" }.joined(separator: ", ")
        }
        func range(_ counts: [Int]) -> String {
            let (low, high) = (counts.min() ?? 0, counts.max() ?? 0)
            return low == high ? "\(low)" : "\(low) to \(high)"
        }
        return "\(classes.count) with \(range(train)) training and \(range(test)) test images each"
    }

    private var sizeText: String {
        let order = survey.sizes.sorted {
            ($1.value, $0.key.width, $0.key.height) < ($0.value, $1.key.width, $1.key.height)
        }
        guard let first = order.first else { return "no image can be read" }
        if order.count == 1 { return "all \(first.key)" }
        let shown = order.prefix(3).map { "\($0.key): \(grouped($0.value))" }.joined(separator: ", ")
        let rest = order.dropFirst(3)
        if rest.isEmpty { return shown }
        return "\(shown), \(grouped(rest.count)) other sizes: \(grouped(rest.reduce(0) { $0 + $1.value })) images"
    }
}
