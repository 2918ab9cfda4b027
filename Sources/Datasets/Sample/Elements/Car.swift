/// A car or a bus, seen from the side; its class is told from the form, not from the colour.
struct Car: SampleElement {
    /// The cabin's corners at the belt line and at the roof, from the tail at -1 to the nose at 1.
    let belt: (tail: Float, nose: Float)
    let roof: (tail: Float, nose: Float)
    /// How high the roof and the bonnet are above the lower edge.
    let height: Float
    let bonnet: Float
    /// Any of `paints` where nil.
    var tint: SampleTint?
    var windows = 2
    var wheel: Float = 0.21

    private static let paints = [
        SampleTint(215, 215, 215, 15), SampleTint(60, 62, 66, 15), SampleTint(150, 152, 156, 20),
        SampleTint(165, 45, 40, 20), SampleTint(55, 80, 140, 20), SampleTint(85, 105, 80, 20),
    ]

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let frame = SampleFrame(on: canvas, size: 0.42...0.52, shift: 0.04, tilt: 0.012, &draws)
        let paint = tint?.draw(&draws) ?? draws.one(of: Self.paints).draw(&draws)
        let (bottom, shoulder) = (Float(0.42), 0.42 - bonnet)
        canvas.fill(frame.ellipse(0, 0.62, 1.05, 0.1), [35, 35, 38], opacity: 0.6, edge: 0.05)
        canvas.fill(
            frame.polygon([
                (belt.tail, shoulder), (roof.tail, bottom - height), (roof.nose, bottom - height),
                (belt.nose, shoulder),
            ]), paint * 0.92)
        canvas.fill(frame.box(0, bottom - bonnet / 2, 1, bonnet / 2), paint)
        drawWindows(frame, shoulder, bottom - height, on: &canvas)
        for x: Float in [-0.6, 0.62] {
            canvas.fill(frame.disc(x, 0.44, wheel), [28, 28, 30])
            canvas.fill(frame.disc(x, 0.44, wheel * 0.5), [165, 165, 170])
        }
        canvas.fill(frame.box(0.96, shoulder + 0.12, 0.05, 0.05), [245, 235, 190])
        canvas.fill(frame.box(-0.97, shoulder + 0.12, 0.04, 0.06), [200, 40, 35])
    }

    private func drawWindows(
        _ frame: SampleFrame, _ low: Float, _ high: Float, on canvas: inout SampleCanvas
    ) {
        let glass = SampleColour(70, 88, 102)
        let (inner, outer) = (high + 0.07, low - 0.02)
        for window in 0..<windows {
            let (from, to) = (Float(window) / Float(windows), Float(window + 1) / Float(windows))
            func between(_ line: (tail: Float, nose: Float), _ share: Float) -> Float {
                line.tail + 0.06 + (line.nose - line.tail - 0.12) * share
            }
            let gap: Float = 0.025
            canvas.fill(
                frame.polygon([
                    (between(belt, from) + gap, outer), (between(roof, from) + gap, inner),
                    (between(roof, to) - gap, inner), (between(belt, to) - gap, outer),
                ]), glass)
        }
    }
}
