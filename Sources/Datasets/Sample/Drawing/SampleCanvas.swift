import Imaging

/// A place in an image, in shares of its height from the upper left corner.
typealias SamplePoint = SIMD2<Float>

/// Red, green and blue, 0 to 255.
typealias SampleColour = SIMD3<Float>

/// A made-up image while it is drawn. Places and lengths are shares of the height, so that a drawing
/// looks the same at every size.
struct SampleCanvas {
    let height: Int
    let width: Int
    private var pixels: [SampleColour]

    init(height: Int, width: Int) {
        self.height = height
        self.width = width
        pixels = [SampleColour](repeating: .zero, count: height * width)
    }

    /// Width over height.
    var aspect: Float { Float(width) / Float(height) }

    var middle: SamplePoint { [aspect / 2, 0.5] }

    /// The height of a pixel.
    var pixel: Float { 1 / Float(height) }

    /// Gives every pixel a new colour, which may depend on its old one.
    mutating func paint(_ colour: (_ point: SamplePoint, _ old: SampleColour) -> SampleColour) {
        for y in 0..<height {
            for x in 0..<width { pixels[y * width + x] = colour(point(x, y), pixels[y * width + x]) }
        }
    }

    /// Fills a shape.
    ///
    /// - Parameters:
    ///   - opacity: 0 to 1.
    ///   - edge: how far the shape fades at its edge; a pixel at least.
    mutating func fill(
        _ shape: SampleShape, opacity: Float = 1, edge: Float = 0, _ colour: (SamplePoint) -> SampleColour
    ) {
        let edge = max(edge, pixel)
        let rows = range(shape.low.y - edge, shape.high.y + edge, limit: height)
        let columns = range(shape.low.x - edge, shape.high.x + edge, limit: width)
        for y in rows {
            for x in columns {
                let point = point(x, y)
                let cover = opacity * unit(0.5 - shape.distance(point) / edge)
                if cover <= 0 { continue }
                pixels[y * width + x] += (colour(point) - pixels[y * width + x]) * cover
            }
        }
    }

    mutating func fill(_ shape: SampleShape, _ colour: SampleColour, opacity: Float = 1, edge: Float = 0) {
        fill(shape, opacity: opacity, edge: edge) { _ in colour }
    }

    /// The finished image, under grey noise of up to `grain` levels.
    ///
    /// - Parameter step: between the levels that occur.
    func image(grain: Float, step: Float = 1, _ draws: SampleDraws) -> RGBImage {
        var noise = [Float](repeating: 0, count: pixels.count)
        draws.addNoise(to: &noise, amplitude: grain)
        let values = zip(pixels, noise).flatMap { colour, noise in
            let levels = ((colour + noise) / step).rounded(.toNearestOrAwayFromZero) * step
            return [levels.x, levels.y, levels.z]
        }
        return RGBImage(height: height, width: width, pixels: sampleBytes(values))
    }

    /// The middle of a pixel.
    private func point(_ x: Int, _ y: Int) -> SamplePoint { [(Float(x) + 0.5) * pixel, (Float(y) + 0.5) * pixel] }

    private func range(_ low: Float, _ high: Float, limit: Int) -> Range<Int> {
        let scale = Float(height)
        let begin = Int(min(max(0, (low * scale).rounded(.down)), Float(limit)))
        return begin..<max(begin, Int(min((high * scale).rounded(.up), Float(limit))))
    }
}

/// A value held between 0 and 1.
func unit(_ value: Float) -> Float { min(max(value, 0), 1) }

/// From 0 to 1 and back within every whole number, in straight lines.
func triangleWave(_ position: Float) -> Float { abs(2 * (position - position.rounded(.down)) - 1) }

/// A square wave of period 1 between 0 and 1, whose edges are as soft as `softness` says.
func barWave(_ position: Float, softness: Float = 0.25) -> Float {
    unit(0.5 + (triangleWave(position) - 0.5) / softness)
}
