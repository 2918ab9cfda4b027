import ArgumentParser
import CommandSupport
import Datasets
import Storage
import Training

/// Classifies a user's own images. It needs neither profile nor data set, so that it is a command of its own behind
/// the option `--images`.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Classifies images of your own with a checkpoint, and writes a CSV table of predictions.",
        discussion: """
            The checkpoint says what it needs: backbone, classes, image size, normalisation. JPEG, PNG, BMP, TIFF and \
            8-bit DICOM are read, in a folder at any depth; what cannot be read is named, counted and left out.

            The table has a line an image: path, predicted class, its probability, and a column p_<class> for every \
            class (softmax). With --top K instead the K most probable classes with their probabilities.

            EXAMPLES
              evaluate --checkpoint Results/paper/own-mushrooms/100/best.h5 --images ~/photos/new
              evaluate --checkpoint best.h5 --images cap.jpg --top 3 --output cap.csv
            """)

    @Option(help: ArgumentHelp("A checkpoint.h5 or best.h5 of this project.", valueName: "file"))
    var checkpoint: String

    @Option(help: ArgumentHelp("The images: a folder, or one file.", valueName: "path"))
    var images: String

    @Option(help: ArgumentHelp("The table of predictions.", valueName: "file"))
    var output = "predictions.csv"

    @Option(help: ArgumentHelp("Write only the most probable classes, so many of them.", valueName: "K"))
    var top: Int?

    @OptionGroup var team: ThreadOption

    @OptionGroup var budget: MemoryOption

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard top ?? 1 >= 1 else { throw ValidationError("'--top' must be at least 1.") }
    }

    func run() throws {
        team.apply()
        guard Path.exists(checkpoint) else { throw Failure("there is no such checkpoint", at: checkpoint) }
        let digest = try Digest.ofFile(checkpoint)
        try Sums.check(Path.name(of: checkpoint), digest: digest, in: Path.folder(of: checkpoint))
        let stored = try StoredCheckpoint(path: checkpoint)
        let loose = try LooseImages(at: images)
        let bar = ProgressBar(quiet: quiet)
        let predictions = try Predictions(stored, of: loose, memory: budget.bytes) { done in
            bar.draw("classifying", done: done, of: loose.paths.count)
        }
        bar.clear()
        for (path, reason) in predictions.unreadable { Console.note("left out: \(path): \(reason)") }
        guard !predictions.rows.isEmpty else {
            throw Failure("none of the \(loose.paths.count) files can be read as an image", at: images)
        }
        let comments =
            Provenance(program: "evaluate", extra: EngineDescription.entries).comments + [
                ("checkpoint", checkpoint), ("checkpoint_sha256", digest), ("backbone", stored.backbone.id),
                ("trained_on", "\(stored.dataset), \(stored.percent) % of its training images"),
                ("unreadable", "\(predictions.unreadable.count) of \(loose.paths.count)"),
            ]
        try predictions.table(comments: comments, top: top).write(to: output)
        if !quiet { print(predictions.summary(otherFiles: loose.otherFiles) + "\n\(output)") }
    }
}
