/// A leaf with veins, and perhaps with the spots of a disease.
struct Leaf: SampleElement {
    let tint: SampleTint
    /// Width over length.
    let broadness: ClosedRange<Float>
    /// Teeth or lobes along the edge, and how deep they are.
    var lobes: (count: Int, depth: Float) = (0, 0)
    /// Leaflets on both sides of a stem, instead of one blade.
    var leaflets = 0
    /// What the disease looks like.
    var spots: Spots?
    var size: ClosedRange<Float> = 0.36...0.46

    struct Spots {
        let count: ClosedRange<Int>
        /// In shares of the leaf's length.
        let radius: ClosedRange<Float>
        let tint: SampleTint
        /// A ring of another colour round each.
        var halo: SampleTint?
        var edge: Float = 0
    }

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let place = SamplePoint(draws.number(-0.06...0.06), draws.number(-0.06...0.06))
        let frame = SampleFrame(at: canvas.middle + place, scale: draws.number(size), turn: draws.number(0...1))
        let (broadness, colour) = (draws.number(broadness), tint.draw(&draws))
        let clouds = SampleClouds(cells: 6, aspect: canvas.aspect, &draws)
        let shade: (SamplePoint) -> SampleColour = { colour * (1 + 0.14 * clouds.at($0)) }
        canvas.fill(frame.stroke(-1.25, 0, to: -0.8, 0, width: 0.07), colour * 0.8)
        if leaflets > 0 {
            drawLeaflets(frame, broadness, colour, shade, on: &canvas)
        } else {
            let blade = blade(frame, broadness)
            canvas.fill(blade, shade)
            drawVeins(frame, broadness, colour * 1.22, on: &canvas)
        }
        guard let spots else { return }
        for _ in 0..<draws.integer(spots.count) {
            let (turn, share) = (draws.number(0...1), draws.number(0...1).squareRoot())
            let radius = draws.number(spots.radius)
            let direction = SampleTurn.direction(turn) * share * 0.85
            let (x, y) = (direction.x * (1 - radius), direction.y * broadness * (1 - radius))
            if let halo = spots.halo { canvas.fill(frame.disc(x, y, radius * 1.6), halo.draw(&draws), edge: 0.02) }
            canvas.fill(frame.disc(x, y, radius), spots.tint.draw(&draws), opacity: 0.9, edge: spots.edge)
        }
    }

    private func blade(_ frame: SampleFrame, _ broadness: Float) -> SampleShape {
        let whole = frame.ellipse(0, 0, 1, broadness)
        guard lobes.count > 0 else { return whole }
        let (origin, count, depth) = (frame.origin, Float(lobes.count), lobes.depth)
        return SampleShape(low: whole.low, high: whole.high) { point in
            let wave = 0.5 + 0.5 * SampleTurn.sine(SampleTurn.of(point - origin) * count)
            return whole.distance(point) + depth * wave * broadness * frame.scale
        }
    }

    private func drawVeins(
        _ frame: SampleFrame, _ broadness: Float, _ colour: SampleColour, on canvas: inout SampleCanvas
    ) {
        canvas.fill(frame.stroke(-1, 0, to: 0.9, 0, width: 0.05), colour, opacity: 0.8)
        for x: Float in [-0.6, -0.2, 0.2, 0.55] {
            let reach = broadness * 0.75 * (1 - x * x).squareRoot()
            for side: Float in [-1, 1] {
                canvas.fill(
                    frame.stroke(x, 0, to: x + reach * 0.7, side * reach, width: 0.03), colour, opacity: 0.6)
            }
        }
    }

    private func drawLeaflets(
        _ frame: SampleFrame, _ broadness: Float, _ colour: SampleColour,
        _ shade: (SamplePoint) -> SampleColour, on canvas: inout SampleCanvas
    ) {
        canvas.fill(frame.stroke(-1, 0, to: 0.8, 0, width: 0.05), colour * 1.15)
        let length: Float = 0.55
        for leaflet in 0..<leaflets {
            let x = -0.75 + 1.4 * Float(leaflet) / Float(max(1, leaflets - 1))
            for side: Float in [-1, 1] {
                let shape = SampleShape.ellipse(
                    frame.point(x + 0.12, side * length * 0.6),
                    [length * frame.scale * 0.6, broadness * 0.3 * frame.scale],
                    along: unitVector(frame.point(x + 0.35, side) - frame.point(x, 0)))
                canvas.fill(shape, shade)
            }
        }
        canvas.fill(frame.ellipse(0.95, 0, 0.3, broadness * 0.35), shade)
    }
}
