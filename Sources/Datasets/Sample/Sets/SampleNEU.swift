import Imaging

/// Made-up images for the miniature of NEU: grey surfaces with marks, whose number, shape, direction
/// and brightness depend on the class.
package struct SampleNEU: SampleSet {
    private let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    let folder = "neu"

    private static let imagesPerClass = 30

    /// JPEG files, not packed.
    func files() throws -> [SampleFile] {
        try sampleValues(Self.textures.count * Self.imagesPerClass) { index in
            let (classIndex, number) = (index / Self.imagesPerClass, index % Self.imagesPerClass + 1)
            let bytes = try JPEGEncoder.encode(image(classIndex: classIndex, number: number), quality: 92)
            return SampleFile(
                name: "NEU-DET/IMAGES/\(Self.textures[classIndex].name)_\(number).jpg", content: .bytes(bytes))
        }
    }

    func firstImages() -> [RGBImage] { Self.textures.indices.map { image(classIndex: $0, number: 1) } }

    private static let side = 200

    /// The classes in alphabetical order, each with its marks.
    package static let textures = [
        Texture("crazing", count: 45...80, length: 12...34, width: 1.2...2.2, .any, contrast: -60 ... -25),
        Texture("inclusion", count: 6...14, length: 20...55, width: 2...5, .down, contrast: -85 ... -40),
        Texture("patches", count: 5...9, length: 18...38, width: 13...28, .any, contrast: -70 ... -30),
        Texture("pitted_surface", count: 60...110, length: 2...4, width: 2...4, .any, contrast: -85 ... -35),
        Texture("rolled-in_scale", count: 28...48, length: 9...20, width: 4...8, .across, contrast: -60...45),
        Texture("scratches", count: 2...5, length: 55...140, width: 1.2...2.6, .any, contrast: 50...110),
    ]

    /// Where marks point.
    enum Direction { case any, down, across }

    /// What one class's marks are like; lengths and widths in pixels, from the centre to the edge.
    package struct Texture {
        let name: String
        let count: ClosedRange<Int>
        let length: ClosedRange<Float>
        let width: ClosedRange<Float>
        let direction: Direction
        let contrast: ClosedRange<Float>

        init(
            _ name: String, count: ClosedRange<Int>, length: ClosedRange<Float>, width: ClosedRange<Float>,
            _ direction: Direction, contrast: ClosedRange<Float>
        ) {
            self.name = name
            self.count = count
            self.length = length
            self.width = width
            self.direction = direction
            self.contrast = contrast
        }
    }

    /// Image `number` of a class: 200 x 200 with three equal channels.
    package func image(classIndex: Int, number: Int) -> RGBImage {
        let texture = Self.textures[classIndex]
        var draws = SampleDraws(seed: seed, dataset: 1, image: classIndex * 10_000 + number)
        var values = background(&draws)
        for _ in 0..<draws.integer(texture.count) { mark(texture, &draws, on: &values) }
        draws.addNoise(to: &values, amplitude: 30)
        let grey = sampleBytes(values)
        return RGBImage(height: Self.side, width: Self.side, pixels: grey.flatMap { [$0, $0, $0] })
    }

    /// A brightness that changes slowly over the image.
    private func background(_ draws: inout SampleDraws) -> [Float] {
        let level = draws.number(105...160)
        let (right, down) = (draws.number(-0.15...0.15), draws.number(-0.15...0.15))
        let middle = Float(Self.side) / 2
        return (0..<(Self.side * Self.side)).map { pixel in
            level + right * (Float(pixel % Self.side) - middle) + down * (Float(pixel / Self.side) - middle)
        }
    }

    /// One mark: an ellipse that fades out towards its edge.
    private func mark(_ texture: Texture, _ draws: inout SampleDraws, on values: inout [Float]) {
        let extent = Float(Self.side)
        let centre = (x: draws.number(0...extent), y: draws.number(0...extent))
        let (length, width) = (draws.number(texture.length), draws.number(texture.width))
        let along =
            switch texture.direction {
            case .any: draws.direction(x: 0, y: 0, spread: 1)
            case .down: draws.direction(x: 0, y: 1, spread: 0.15)
            case .across: draws.direction(x: 1, y: 0, spread: 0.35)
            }
        let contrast = draws.number(texture.contrast)
        let reach = max(length, width)
        func range(_ middle: Float) -> Range<Int> {
            let begin = max(0, Int((middle - reach).rounded(.down)))
            return begin..<max(begin, min(Self.side, Int((middle + reach).rounded(.up))))
        }
        for y in range(centre.y) {
            for x in range(centre.x) {
                let (dx, dy) = (Float(x) - centre.x, Float(y) - centre.y)
                let u = (dx * along.x + dy * along.y) / length
                let v = (dy * along.x - dx * along.y) / width
                let distance = u * u + v * v
                if distance < 1 { values[y * Self.side + x] += contrast * (1 - distance) * (1 - distance) }
            }
        }
    }
}
