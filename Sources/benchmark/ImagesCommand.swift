import ArgumentParser
import CommandSupport
import Datasets
import Foundation
import Numerics
import Storage
import Training

/// Times what stands between a prepared file and a network.
struct ImagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "Measures how many images a second are decoded, augmented, resized and normalised.",
        discussion: """
            Prints one CSV line: file, size, augmentation, threads, images a second.

            EXAMPLES
              benchmark images --prepared Data/prepared/paper/neu.h5
              benchmark images --prepared Data/prepared/paper/dtd.h5 --augment before-resize --seconds 20
            """)

    @Option(help: ArgumentHelp("A file that fetch-prep prepared; its training images are used.", valueName: "file"))
    var prepared: String

    @Option(help: "Height and width that the images get.")
    var size = 256

    @Option(help: "TrivialAugmentWide: none, before-resize or after-resize.")
    var augment = "none"

    @Option(help: "Images a batch.")
    var batch = 32

    @Option(help: "Seconds to measure for, after the first batches.")
    var seconds = 5.0

    @OptionGroup var team: ThreadOption

    func validate() throws {
        guard augment == "none" || Augmentation.Place(rawValue: augment) != nil else {
            throw ValidationError("'--augment' is none, before-resize or after-resize.")
        }
        guard size > 0, batch > 0, seconds > 0 else { throw ValidationError("Numbers must be positive.") }
    }

    func run() throws {
        team.apply()
        let part = try PreparedDataset(path: prepared).train
        let loader = ImageLoader(part, imageSize: (size, size), mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2])
        var values = [Float](repeating: 0, count: batch * loader.imageElements)
        let order = CounterRandom(seed: 1, purpose: .shuffle).permutation(part.count)
        let clock = ContinuousClock()
        var (start, images, epoch) = (clock.now, 0, 0)
        while epoch == 0 || (clock.now - start).seconds < seconds {
            epoch += 1
            // The first round fills the file system's memory.
            if epoch == 2 { (start, images) = (clock.now, 0) }
            let augmentation = Augmentation.Place(rawValue: augment).map {
                Augmentation($0, random: CounterRandom(seed: 1, purpose: .augment, epoch: epoch))
            }
            for first in stride(from: 0, to: order.count, by: batch) {
                let indices = Array(order[first..<min(first + batch, order.count)])
                try loader.load(indices, augmentation: augmentation, into: &values)
                images += indices.count
                if epoch > 1, (clock.now - start).seconds >= seconds { break }
            }
        }
        let rate = Double(images) / (clock.now - start).seconds
        print("\(Path.name(of: prepared)),\(size),\(augment),\(ThreadTeam.size),\(String(format: "%.1f", rate))")
    }
}
