import ArgumentParser
import Datasets
import Storage

struct SplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Prints which images of a prepared file are for training and which for testing.",
        discussion: """
            CSV with the columns part, class and name, after the split's rule as a comment.

            Example:
              fetch-prep split --prepared Data/prepared/paper/neu.h5
            """)

    @Option(help: ArgumentHelp("The prepared file.", valueName: "file"))
    var prepared: String

    func run() throws {
        let dataset = try PreparedDataset(path: prepared)
        let rows = DatasetPart.allCases.flatMap { part in
            zip(dataset[part].labels, dataset[part].names).map { label, name in
                [part.rawValue, dataset.classes[Int(label)], name]
            }
        }
        let comments = [(key: "dataset", value: dataset.id), (key: "split", value: dataset.split)]
        print(CSVTable(comments: comments, columns: ["part", "class", "name"], rows: rows).text, terminator: "")
    }
}
