import ArgumentParser
import CommandSupport
import Storage
import Study

struct DatasetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datasets", abstract: "Lists the data sets: id, name, domain.")

    func run() throws {
        var table = TextTable(header: ["id", "name", "domain"])
        for dataset in DatasetID.allCases { table.append([dataset.rawValue, dataset.title, dataset.domain]) }
        print(table.text)
    }
}

struct BackbonesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backbones", abstract: "Lists the backbones: id, name.")

    func run() throws {
        var table = TextTable(header: ["id", "name"])
        for backbone in BackboneID.allCases { table.append([backbone.rawValue, backbone.title]) }
        print(table.text)
    }
}

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Prints what a result was made from, as the file records it.",
        discussion: """
            For a file without such a record (.md, .tex, .html, .svg, .png), the CSV file beside it answers.

            Examples:
              aggregate why Results/sample/cifar10/100/resnet50/cell.csv
              aggregate why Paper/sample/figures/figure1.svg
            """)

    @Argument(help: "A file of results, a table or a figure.")
    var file: String

    func run() throws {
        guard Path.exists(file) else { throw Failure("there is no such file", at: file) }
        let record = Self.record(of: file)
        guard let inputs = Inputs.recorded(in: record) else {
            throw Failure("records no inputs", at: record, advice: "Name a file that the programs here have made.")
        }
        print("\(file) was made from:\n\(inputs.text)")
    }

    /// The file that holds the inputs of `file`: itself, or the CSV file beside a rendering.
    static func record(of file: String) -> String {
        for ending in [".md", ".tex", ".html", ".svg", ".png"] where file.hasSuffix(ending) {
            return file.dropLast(ending.count) + ".csv"
        }
        return file
    }
}
