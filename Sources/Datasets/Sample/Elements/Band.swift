/// A road or a river right through the image.
struct Band: SampleElement {
    let tint: SampleTint
    /// From edge to edge.
    let width: ClosedRange<Float>
    /// How far it curves away from a straight line.
    var bend: ClosedRange<Float> = 0...0
    /// A lighter line of dashes in its middle.
    var dashes = false

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let direction = SampleTurn.direction(draws.number(0...1))
        let (half, bend) = (draws.number(width) / 2, draws.number(bend) * (draws.chance(0.5) ? 1 : -1))
        let (shift, phase) = (draws.number(-0.2...0.2), draws.number(0...1))
        let colour = tint.draw(&draws)
        let (middle, pixel, dashes) = (canvas.middle, canvas.pixel, dashes)
        canvas.paint { point, old in
            let place = turned(point - middle, into: direction)
            let aside = abs(place.y - shift - bend * SampleTurn.sine(place.x * 0.7 + phase))
            let inside = unit(0.5 - (aside - half) / pixel)
            var paved = colour
            if dashes && barWave(place.x * 6 + phase) > 0.5 {
                paved += 110 * unit(0.5 - (aside - half * 0.1) / pixel)
            }
            return old + (paved - old) * inside
        }
    }
}

/// Where land ends: the image's one side becomes another ground, along a soft and uneven line.
struct Shore: SampleElement {
    let tint: SampleTint
    /// Waves that break at the line.
    var surf = false

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let direction = SampleTurn.direction(draws.number(0...1))
        let shift = draws.number(-0.15...0.15)
        let clouds = SampleClouds(cells: 3, aspect: canvas.aspect, &draws)
        let colour = tint.draw(&draws)
        let (middle, surf) = (canvas.middle, surf)
        canvas.paint { point, old in
            let depth = turned(point - middle, into: direction).x - shift + 0.06 * clouds.at(point)
            var water = colour - 25 * unit(depth * 2)
            if surf { water += 120 * unit(1 - abs(depth - 0.03) * 25) + 60 * unit(1 - abs(depth - 0.14) * 40) }
            return old + (water - old) * unit(0.5 + depth * 40)
        }
    }
}
