import Imaging
import Numerics

/// Made-up images for the miniature of CIFAR-10: five shapes in two families of colours, at random
/// places and sizes, under noise.
package struct SampleCIFAR: SampleSet {
    private let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    let folder = "cifar10"

    package static let batchImages = 100
    private static let testImages = 200
    private static let side = 32

    private static let classes = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    /// Five training batches of 100 images and 200 test images, not packed.
    func files() throws -> [SampleFile] {
        let place = "cifar-10-batches-bin"
        var files = try sampleValues(6) { index in
            let (name, count) =
                index < 5 ? ("data_batch_\(index + 1)", Self.batchImages) : ("test_batch", Self.testImages)
            return SampleFile(name: "\(place)/\(name).bin", content: .bytes(batch(index + 1, count: count)))
        }
        let names = Array((Self.classes.joined(separator: "\n") + "\n\n").utf8)
        files.append(SampleFile(name: "\(place)/batches.meta.txt", content: .bytes(names)))
        return files
    }

    func firstImages() -> [RGBImage] {
        (0..<10).map { label in
            planes(label: label, image: 10_000 + label).withUnsafeBufferPointer {
                RGBImage(height: Self.side, width: Self.side, planes: $0)
            }
        }
    }

    /// A batch file of `count` records, equally many of each of the ten classes, in a random order.
    ///
    /// - Parameter number: the batch's own, which gives it images of its own.
    package func batch(_ number: Int, count: Int) -> [UInt8] {
        let order = CounterRandom(seed: seed, purpose: .sampleData, run: number, epoch: 2).permutation(count)
        return order.enumerated().flatMap { record, position in
            let label = position % 10
            return [UInt8(label)] + planes(label: label, image: number * 10_000 + record)
        }
    }

    /// The red, green and blue planes of an image.
    private func planes(label: Int, image: Int) -> [UInt8] {
        var draws = SampleDraws(seed: seed, dataset: 0, image: image)
        let shape = Shape(kind: label % 5, &draws)
        let warm: [Float] = [190, 110, 70]
        let family = label < 5 ? warm : warm.reversed()
        let colour = family.map { $0 + draws.number(-55...55) }
        let ground = (0..<3).map { _ in draws.number(40...190) }
        let strength = draws.number(0.55...0.95)
        var values: [Float] = []
        for channel in 0..<3 {
            for y in 0..<Self.side {
                for x in 0..<Self.side {
                    let cover = strength * shape.cover(x: Float(x), y: Float(y))
                    values.append(ground[channel] + cover * (colour[channel] - ground[channel]))
                }
            }
        }
        draws.addNoise(to: &values, amplitude: 45)
        return sampleBytes(values)
    }

    /// Horizontal bars, vertical bars, checks, a disc or a ring.
    private struct Shape {
        private let kind: Int
        private let period: Float
        private let phase: (x: Float, y: Float)
        private let tilt: Float
        private let centre: (x: Float, y: Float)
        private let radius: Float

        init(kind: Int, _ draws: inout SampleDraws) {
            self.kind = kind
            period = draws.number(6...11)
            phase = (draws.number(0...1), draws.number(0...1))
            tilt = draws.number(-0.25...0.25)
            centre = (draws.number(11...20), draws.number(11...20))
            radius = draws.number(6...11)
        }

        /// How much of the pixel the shape covers, 0 to 1.
        func cover(x: Float, y: Float) -> Float {
            switch kind {
            case 0: return bars((y + tilt * x) / period + phase.y)
            case 1: return bars((x + tilt * y) / period + phase.x)
            case 2:
                let (across, down) = (bars(x / period + phase.x), bars(y / period + phase.y))
                return across * (1 - down) + down * (1 - across)
            default:
                let (dx, dy) = (x - centre.x, y - centre.y)
                let distance = (dx * dx + dy * dy).squareRoot()
                return clamp(kind == 3 ? radius - distance : 2 - abs(distance - radius))
            }
        }

        /// A square wave of period 1 with soft edges.
        private func bars(_ position: Float) -> Float {
            let triangle = abs(2 * (position - position.rounded(.down)) - 1)
            return clamp(0.5 + (triangle - 0.5) * 4)
        }

        private func clamp(_ value: Float) -> Float { min(max(value, 0), 1) }
    }
}
