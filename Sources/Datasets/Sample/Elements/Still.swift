/// A plate or a bowl on a table, for dishes.
struct Plate: SampleElement {
    var tint = SampleTint(225, 222, 215, 18)

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let shift = SamplePoint(draws.number(-0.04...0.04), draws.number(-0.04...0.04))
        let (centre, radius) = (canvas.middle + shift, draws.number(0.42...0.5))
        let colour = tint.draw(&draws)
        canvas.fill(.disc(centre + 0.02, radius * 1.02), [40, 34, 30], opacity: 0.5, edge: 0.06)
        canvas.fill(.disc(centre, radius), colour)
        canvas.fill(.ring(centre, radius * 0.78, width: 0.02), colour * 0.85)
    }
}

/// A round body under light from the upper left: fruit, a ball, a dumpling.
struct Ball: SampleElement {
    let tint: SampleTint
    var radius: ClosedRange<Float> = 0.26...0.4
    /// A stem at the top, with a leaf.
    var hasStem = false
    /// A second, smaller body above the first one, as a pear has.
    var hasNeck = false
    /// Dark seams, as a basketball has.
    var seams = false

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let frame = SampleFrame(on: canvas, size: radius, shift: 0.1, tilt: 0.06, &draws)
        let colour = tint.draw(&draws)
        let light = frame.origin - 0.4 * frame.scale
        let shade: (SamplePoint) -> SampleColour = { point in
            let distance = length(point - light) / frame.scale
            return colour * (1.25 - 0.45 * distance) + 40 * unit(1 - distance * 2.5)
        }
        canvas.fill(frame.ellipse(0.1, 0.95, 0.9, 0.18), [40, 35, 30], opacity: 0.5, edge: 0.05)
        if hasStem {
            canvas.fill(frame.stroke(0, -0.8, to: 0.12, hasNeck ? -1.55 : -1.25, width: 0.09), [85, 60, 35])
            canvas.fill(frame.ellipse(0.35, hasNeck ? -1.3 : -1.1, 0.3, 0.12, slope: -0.5), [75, 130, 55])
        }
        if hasNeck { canvas.fill(frame.ellipse(0, -0.75, 0.48, 0.6), shade) }
        canvas.fill(frame.disc(0, 0, 1), shade)
        guard seams else { return }
        let dark = SampleColour(40, 25, 20)
        canvas.fill(frame.stroke(-0.95, 0.05, to: 0.95, -0.05, width: 0.07), dark)
        canvas.fill(frame.stroke(0.05, -0.95, to: -0.05, 0.95, width: 0.07), dark)
        for x: Float in [-0.52, 0.52] { canvas.fill(frame.stroke(x, -0.8, to: x, 0.8, width: 0.06), dark) }
    }
}

/// A cup or a bottle.
struct Vessel: SampleElement {
    /// Half its height, and half its width below and at the neck.
    let height: Float
    let width: Float
    let neck: Float
    var tint: SampleTint?
    /// What it holds, seen from above at its mouth.
    var drink: SampleTint?
    var hasHandle = false

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let frame = SampleFrame(on: canvas, size: 0.36...0.46, shift: 0.08, tilt: 0.02, &draws)
        let colour =
            tint?.draw(&draws) ?? SampleColour(draws.number(50...220), draws.number(60...220), draws.number(60...220))
        if hasHandle {
            canvas.fill(.ring(frame.point(width, 0), 0.3 * frame.scale, width: 0.1 * frame.scale), colour * 0.9)
        }
        let light = frame.point(-width * 0.4, 0).x
        let shade: (SamplePoint) -> SampleColour = { point in
            colour * (1.15 - 0.9 * abs(point.x - light))
        }
        canvas.fill(
            frame.polygon([(-neck, -height), (neck, -height), (width, -height * 0.35), (-width, -height * 0.35)]), shade
        )
        canvas.fill(frame.box(0, height * 0.32, width, height * 0.68), shade)
        guard let drink else {
            canvas.fill(frame.box(0, -height, neck, 0.09), colour * 0.6)
            return
        }
        canvas.fill(frame.ellipse(0, -height, neck, neck * 0.32), colour * 1.1)
        canvas.fill(frame.ellipse(0, -height, neck * 0.84, neck * 0.22), drink.draw(&draws))
    }
}
