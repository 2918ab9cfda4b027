/// A bird on a branch, seen from the side.
struct Bird: SampleElement {
    let body: SampleTint
    let belly: SampleTint
    let wing: SampleTint
    let head: SampleTint
    let beak: (tint: SampleTint, length: Float, height: Float)
    var tail: Float = 0.55
    /// Feathers that stand up on the head.
    var hasCrest = false
    /// Light marks on the breast.
    var spots: SampleTint?

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let frame = SampleFrame(on: canvas, size: 0.27...0.36, shift: 0.09, tilt: 0.05, &draws)
        let (wing, body, head) = (wing.draw(&draws), body.draw(&draws), head.draw(&draws))
        canvas.fill(frame.stroke(-2.2, 0.98, to: 2.2, 0.88, width: 0.16), [92, 70, 48])
        canvas.fill(frame.stroke(-0.6, 0.2, to: -0.9 - tail, 0.75, width: 0.28), wing * 0.9)
        for x: Float in [-0.05, 0.15] {
            canvas.fill(frame.stroke(x, 0.5, to: x + 0.03, 0.92, width: 0.07), [150, 110, 60])
        }
        canvas.fill(frame.ellipse(0, 0.15, 0.78, 0.48, slope: -0.35), body)
        canvas.fill(frame.ellipse(0.2, 0.3, 0.45, 0.3, slope: -0.5), belly.draw(&draws), edge: 0.03)
        if let spots {
            let colour = spots.draw(&draws)
            for _ in 0..<7 {
                canvas.fill(frame.disc(draws.number(0...0.55), draws.number(0...0.5), 0.06), colour)
            }
        }
        if hasCrest {
            for slant: Float in [0.05, 0.18, 0.32] {
                canvas.fill(frame.stroke(0.55, -0.6, to: 0.45 + slant, -1.12, width: 0.06), head * 0.9)
            }
        }
        canvas.fill(frame.disc(0.58, -0.38, 0.33), head)
        let (length, half) = (beak.length, beak.height / 2)
        canvas.fill(
            frame.polygon([(0.84, -0.38 - half), (0.86 + length, -0.33), (0.84, -0.38 + half)]), beak.tint.draw(&draws))
        canvas.fill(frame.ellipse(-0.18, 0.1, 0.55, 0.27, slope: -0.25), wing)
        canvas.fill(frame.stroke(-0.6, 0.3, to: 0.1, 0.15, width: 0.04), wing * 0.75)
        canvas.fill(frame.disc(0.68, -0.44, 0.07), [15, 12, 10])
    }
}
