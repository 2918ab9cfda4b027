/// A dog or a cat, seen from the side.
struct FourLegged: SampleElement {
    enum Ears { case pointed, hanging, small }

    let coat: SampleTint
    /// The colour of patches; none where nil.
    var patches: SampleTint?
    let ears: Ears
    /// The height of the legs, the length of the muzzle, and how far fur hangs down.
    let legs: Float
    let muzzle: Float
    var fur: Float = 0
    /// A dark face.
    var mask = false
    var size: ClosedRange<Float> = 0.27...0.36

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let frame = SampleFrame(on: canvas, size: size, shift: 0.08, tilt: 0.03, &draws)
        let coat = coat.draw(&draws)
        let second = patches?.draw(&draws) ?? coat * 0.8
        canvas.fill(
            frame.stroke(-0.8, 0, to: -1.25, -0.45 + draws.number(-0.25...0.35), width: 0.15 + fur * 0.3), second)
        for x: Float in [-0.68, -0.5, 0.4, 0.6] {
            let step = draws.number(-0.08...0.08)
            canvas.fill(
                frame.stroke(x, 0.2, to: x + step, 0.3 + legs, width: 0.18), coat * (x == -0.5 || x == 0.6 ? 0.85 : 1))
        }
        canvas.fill(frame.ellipse(-0.05, 0.1, 0.85, 0.36 + fur * 0.15), coat)
        if fur > 0 { canvas.fill(frame.box(-0.05, 0.3, 0.72, 0.15 + fur * 0.35), coat * 0.94, edge: 0.05) }
        if patches != nil {
            for _ in 0..<3 {
                let (x, y) = (draws.number(-0.7...0.5), draws.number(-0.1...0.2))
                canvas.fill(frame.ellipse(x, y, 0.24, 0.18, slope: 0.4), second)
            }
        }
        drawHead(frame, coat, second, on: &canvas)
    }

    private func drawHead(
        _ frame: SampleFrame, _ coat: SampleColour, _ second: SampleColour, on canvas: inout SampleCanvas
    ) {
        if ears == .pointed {
            canvas.fill(frame.polygon([(0.52, -0.62), (0.56, -1.12), (0.84, -0.7)]), second)
            canvas.fill(frame.polygon([(0.84, -0.66), (1.02, -1.1), (1.12, -0.6)]), second)
        }
        canvas.fill(frame.ellipse(0.6, -0.15, 0.3, 0.4), coat)
        canvas.fill(frame.disc(0.82, -0.42, 0.37 + fur * 0.06), mask ? coat * 0.95 : coat)
        let snout = mask ? SampleColour(50, 42, 40) : coat * 1.08
        canvas.fill(frame.ellipse(1.05 + muzzle * 0.5, -0.32, 0.12 + muzzle * 0.6, 0.16), snout)
        canvas.fill(frame.disc(1.14 + muzzle, -0.36, 0.075), [25, 20, 20])
        canvas.fill(frame.disc(0.98, -0.52, 0.06), [20, 15, 12])
        switch ears {
        case .hanging: canvas.fill(frame.ellipse(0.62, -0.3, 0.15, 0.4), second * 0.9)
        case .small: canvas.fill(frame.disc(0.64, -0.72, 0.13), second * 0.85)
        case .pointed: break
        }
    }
}
