import ArgumentParser
import CommandSupport
import Storage
import Study

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Looks whether results are what was written, and what their inputs give now.",
        discussion: """
            Compares the files of every run with its SHA256SUMS, and what they record with what would be recorded now; \
            recomputes evaluations from predictions, cells from evaluations, tables, claims and the data of figures \
            from cells; reads prepared data and weights whole; compares with the evidence in Results/evidence; lists \
            files that no rule makes. Exit code 1 where something is damaged; stale files are no damage, make makes \
            them again.

            With --quick, only files are read whose size, times or inode are others than when they were found whole, \
            and nothing is said about staleness. With --set-aside, damaged files become <name>.damaged, so that make \
            makes them again; the exit code then is 0.

            Examples:
              aggregate verify --profile paper
              aggregate verify --profile sample --quick --set-aside --quiet
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @Flag(help: "Read only what has changed since the last time.")
    var quick = false

    @Flag(help: "Rename damaged files, so that make makes them again.")
    var setAside = false

    @Flag(help: "Print damage only.")
    var quiet = false

    @Option(help: ArgumentHelp("The folder of tables and figures.", valueName: "folder"))
    var output = "Paper"

    @Option(help: ArgumentHelp("The folder of prepared data.", valueName: "folder"))
    var prepared = "Data/prepared"

    @Option(help: ArgumentHelp("The folder of converted weights.", valueName: "folder"))
    var pretrained = "Data/weights"

    @Option(help: ArgumentHelp("The folder of training values.", valueName: "folder"))
    var protocols = "Data/protocol"

    @Option(help: ArgumentHelp("The file with the claims.", valueName: "file"))
    var claims = "Data/claims.toml"

    @Option(help: ArgumentHelp("The file with tolerance and margin.", valueName: "file"))
    var study = "Data/study.toml"

    @Option(help: ArgumentHelp("The folder of the report's templates.", valueName: "folder"))
    var templates = "Paper/templates"

    @Option(help: ArgumentHelp("The folder of the gnuplot scripts.", valueName: "folder"))
    var scripts = "Scripts/plots"

    func run() throws {
        let files = try ResultFiles(of: place.folder)
        let folder = Path.join(output, place.profile.name)
        let report = try Verification(files, paper: folder, knowledge: knowledge(files, paper: folder)).run(
            quick: quick, settingAside: setAside)
        show(report)
        let isApart = report.evidence?.apart.isEmpty == false
        if isApart || report.count(.damaged) > 0 && !setAside { throw ExitCode(1) }
    }

    private func knowledge(_ files: ResultFiles, paper folder: String) throws -> Verification.Knowledge {
        let images = Path.join(prepared, ProfileRoot.name(of: place.profile))
        let products = PaperProducts(
            tables: TableMaker(results: place.folder, published: paper.published, grid: grid.path, prepared: images),
            claims: claims, study: study, templates: templates, scripts: scripts, folder: folder)
        var knowledge = Verification.Knowledge(published: try paper.read(), tolerance: try Tolerance.read(path: study))
        knowledge.data = try DataFacts.units(prepared: images, weights: pretrained)
        knowledge.recompute = EvaluationFacts.fields
        knowledge.products = products.all
        knowledge.pages = [products.report].compactMap { $0 }
        if !quick {
            knowledge.runInputs = RunFacts.inputs(
                of: files.cells.map(\.cell), in: place.folder, protocols: protocols, prepared: images,
                pretrained: pretrained)
        }
        return knowledge
    }

    private func show(_ report: VerificationReport) {
        for line in report.lines(.damaged) {
            Console.note("damaged: \(line)")
        }
        for path in report.setAside { Console.note("set aside as \(Path.name(of: path)).damaged: \(path)") }
        for line in report.evidence?.apart ?? [] { Console.note("apart from the evidence: \(line)") }
        guard !quiet else { return }
        for condition in [FileCondition.stale, .unsealed, .foreign, .setAside] {
            for line in report.lines(condition) { print("\(condition.rawValue): \(line)") }
        }
        if let evidence = report.evidence, evidence.compared > 0 {
            print("evidence: \(evidence.compared) runs compared, \(evidence.apart.count) apart")
        }
        print(report.summary)
    }
}
