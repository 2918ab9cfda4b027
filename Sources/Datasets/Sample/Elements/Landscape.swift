/// Mountains or hills on the horizon.
struct Mountains: SampleElement {
    let tint: SampleTint
    /// Where the peaks are, from the top.
    let peaks: ClosedRange<Float>
    /// How ragged: 0 for hills.
    let ragged: Float
    /// Snow on the upper part.
    var snow = false

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let colour = tint.draw(&draws)
        let summits = (0..<3).map { _ in
            let place = SamplePoint(draws.number(-0.1...(canvas.aspect + 0.1)), draws.number(peaks))
            return (place: place, slope: 0.25 + ragged * draws.number(0.7...1.3))
        }
        let clouds = SampleClouds(cells: 6, aspect: canvas.aspect, &draws)
        let (snow, pixel) = (snow, canvas.pixel)
        canvas.paint { point, old in
            let noise = clouds.at(point)
            let line = summits.reduce(Float(1)) { line, summit in
                min(line, summit.place.y + summit.slope * abs(point.x - summit.place.x))
            }
            let depth = point.y - line + 0.03 * noise
            let rock = colour * (1 + 0.22 * noise)
            let white = snow ? unit((0.16 - depth + 0.08 * noise) * 12) : 0
            let face = rock + (SampleColour(238, 240, 246) - rock) * white
            return old + (face - old) * unit(0.5 + depth / pixel)
        }
    }
}

/// The sea below the horizon.
struct Sea: SampleElement {
    let tint: SampleTint
    /// Sand in the foreground.
    var beach = false

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let (horizon, colour) = (draws.number(0.38...0.55), tint.draw(&draws))
        let sand = SampleTint(215, 195, 150).draw(&draws)
        let coast = (y: draws.number(0.68...0.85), slope: draws.number(-0.25...0.25))
        let waves = SampleClouds(cells: 5, aspect: canvas.aspect, &draws)
        let (beach, pixel) = (beach, canvas.pixel)
        canvas.paint { point, old in
            let depth = point.y - horizon
            let wave = waves.at([point.x * 0.4, unit(point.y)])
            let water = colour * (1.1 - 0.3 * depth) + 16 * wave
            var new = old + (water - old) * unit(0.5 + depth / pixel)
            if beach {
                let distance = point.y - coast.y - coast.slope * (point.x - 0.5) + 0.03 * wave
                new += (SampleColour(240, 245, 245) - new) * unit(1 - abs(distance) * 30)
                new += (sand - new) * unit(distance * 30)
            }
            return new
        }
    }
}

/// Heaps of white in the sky.
struct Cumulus: SampleElement {
    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        for _ in 0..<draws.integer(1...3) {
            let centre = SamplePoint(draws.number(0.1...(canvas.aspect - 0.1)), draws.number(0.25...0.75))
            for _ in 0..<draws.integer(5...9) {
                let place = centre + [draws.number(-0.24...0.24), draws.number(-0.09...0.09)]
                let white = SampleColour(repeating: draws.number(215...250))
                canvas.fill(.disc(place, draws.number(0.06...0.15)), white, opacity: 0.85, edge: 0.06)
            }
        }
    }
}

/// A butterfly with spread wings.
struct Butterfly: SampleElement {
    let tint: SampleTint

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let frame = SampleFrame(on: canvas, size: 0.3...0.42, shift: 0.08, tilt: 0.12, &draws)
        let (colour, dark) = (tint.draw(&draws), SampleColour(30, 22, 18))
        for side: Float in [-1, 1] {
            canvas.fill(frame.ellipse(side * 0.52, 0.42, 0.46, 0.38, slope: side * 0.6), dark)
            canvas.fill(frame.ellipse(side * 0.5, 0.42, 0.36, 0.28, slope: side * 0.6), colour)
            canvas.fill(frame.ellipse(side * 0.58, -0.35, 0.62, 0.4, slope: side * -0.7), dark)
            canvas.fill(frame.ellipse(side * 0.52, -0.32, 0.48, 0.28, slope: side * -0.7), colour)
            canvas.fill(frame.stroke(side * 0.05, 0, to: side * 0.85, -0.6, width: 0.05), dark)
            canvas.fill(frame.disc(side * 0.92, -0.72, 0.06), [240, 235, 225])
        }
        canvas.fill(frame.stroke(0, -0.4, to: 0, 0.6, width: 0.14), dark)
    }
}
