import ArgumentParser
import Storage

@main
struct Aggregate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aggregate",
        abstract: "Turns runs into cells, and cells into the paper's tables.",
        discussion: """
            Examples:
              aggregate cell --profile paper --dataset cifar10 --percent 100 --backbone resnet50 --runs 3
              aggregate table --number 4 --profile paper
              aggregate table9 --profile paper
              aggregate tables --profile sample
              aggregate claims --profile sample
              aggregate report --profile sample
              aggregate recommend --profile paper --domain medical --images 1500
              aggregate status --profile sample
              aggregate why Results/sample/cifar10/100/resnet50/cell.csv
              aggregate verify --profile sample
              aggregate graph --profile sample
              aggregate doctor
              aggregate paper --profile sample
            """,
        version: "aggregate \(Version.current)",
        subcommands: [
            CellCommand.self, TableCommand.self, NumberedTableCommand<Table2>.self,
            NumberedTableCommand<Table3>.self, NumberedTableCommand<Table9>.self, TablesCommand.self,
            CellsCommand.self, ClaimsCommand.self, ReportCommand.self, RecommendCommand.self, StatusCommand.self,
            DatasetsCommand.self, BackbonesCommand.self, ProfilesCommand.self, WhyCommand.self, VerifyCommand.self,
            DoctorCommand.self, GraphCommand.self, PaperCommand.self,
        ])
}
