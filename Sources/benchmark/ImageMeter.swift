import Datasets
import Numerics
import Study
import Training

/// Times what stands between a prepared file and a network.
enum ImageMeter {
    /// So many images at most are looked at.
    private static let most = 64
    /// So long each kind is measured, after the first round.
    private static let seconds = 0.1

    /// Seconds that an image takes, with the augmentation of training and without.
    static func making(_ dataset: PreparedDataset, _ values: TrainingProtocol) throws -> CellCost.Making {
        func seconds(_ part: PreparedPart, _ place: Augmentation.Place?) throws -> Double {
            let loader = ImageLoader(
                part, imageSize: (values.imageHeight, values.imageWidth), mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2])
            // Spread over the part: neighbours are of one class, and alike.
            let count = min(most, part.count)
            let images = (0..<count).map { $0 * part.count / count }
            var pixels = [Float](repeating: 0, count: count * loader.imageElements)
            let clock = ContinuousClock()
            var (start, rounds) = (clock.now, 0)
            repeat {
                let random = CounterRandom(seed: values.seed, purpose: .augment, epoch: rounds)
                try loader.load(images, augmentation: place.map { Augmentation($0, random: random) }, into: &pixels)
                // The first round fills the file system's memory.
                if rounds == 0 { start = clock.now }
                rounds += 1
            } while rounds < 2 || (clock.now - start).seconds < Self.seconds
            return (clock.now - start).seconds / Double((rounds - 1) * count)
        }
        return CellCost.Making(
            training: try seconds(dataset.train, values.trivialAugment), plain: try seconds(dataset.test, nil))
    }
}
