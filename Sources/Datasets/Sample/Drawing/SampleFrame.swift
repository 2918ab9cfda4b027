/// Where an object stands in an image: its own coordinates run from about -1 to 1, to the right and down.
struct SampleFrame {
    let origin: SamplePoint
    let scale: Float
    private let right: SamplePoint
    private let down: SamplePoint

    init(at origin: SamplePoint, scale: Float, turn: Float = 0, mirrored: Bool = false) {
        self.origin = origin
        self.scale = scale
        let direction = SampleTurn.direction(turn)
        right = mirrored ? -direction : direction
        down = [-direction.y, direction.x]
    }

    /// A random place near the middle, mirrored or not.
    ///
    /// - Parameters:
    ///   - size: the scale, in shares of the image's height.
    ///   - shift: how far from the middle at most, in shares of the height.
    ///   - tilt: how far it is turned at most, in turns.
    init(
        on canvas: SampleCanvas, size: ClosedRange<Float>, shift: Float = 0.1, tilt: Float = 0.02,
        _ draws: inout SampleDraws
    ) {
        let place = SamplePoint(draws.number(-shift...shift), draws.number(-shift...shift))
        self.init(
            at: canvas.middle + place, scale: draws.number(size), turn: draws.number(-tilt...tilt),
            mirrored: draws.chance(0.5))
    }

    func point(_ x: Float, _ y: Float) -> SamplePoint { origin + (right * x + down * y) * scale }

    /// An ellipse by its centre, its radii and the slope (x, y) of the first one.
    func ellipse(_ x: Float, _ y: Float, _ radius: Float, _ other: Float, slope: Float = 0) -> SampleShape {
        let along = right + down * slope
        return .ellipse(point(x, y), [radius * scale, other * scale], along: along / length(along))
    }

    func disc(_ x: Float, _ y: Float, _ radius: Float) -> SampleShape { .disc(point(x, y), radius * scale) }

    func box(_ x: Float, _ y: Float, _ half: Float, _ other: Float) -> SampleShape {
        .box(point(x, y), [half * scale, other * scale], along: right)
    }

    func stroke(_ x: Float, _ y: Float, to endX: Float, _ endY: Float, width: Float) -> SampleShape {
        .stroke(from: point(x, y), to: point(endX, endY), width: width * scale)
    }

    func polygon(_ corners: [(x: Float, y: Float)]) -> SampleShape {
        .polygon(corners.map { point($0.x, $0.y) })
    }
}
