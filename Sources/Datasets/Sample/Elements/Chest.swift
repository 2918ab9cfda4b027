/// A chest X-ray from the front, perhaps with opacities in the lungs.
///
/// No `SampleElement`: the opacities are what the labels list, so they are chosen before it is drawn.
struct Chest {
    /// A shadow in a lung: an ellipse, in shares of the image's height.
    struct Opacity {
        let centre: SamplePoint
        let radii: SamplePoint
        let strength: Float

        init(isLeft: Bool, _ draws: inout SampleDraws) {
            centre = [(isLeft ? 0.3 : 0.7) + draws.number(-0.05...0.05), draws.number(0.36...0.66)]
            radii = [draws.number(0.08...0.14), draws.number(0.1...0.2)]
            strength = draws.number(45...85)
        }
    }

    let opacities: [Opacity]

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let (level, clouds) = (draws.number(125...165), SampleClouds(cells: 7, aspect: canvas.aspect, &draws))
        canvas.paint { point, _ in
            let aside = abs(point.x - 0.5)
            let body = level - 70 * unit((aside - 0.36) * 5) + 7 * clouds.at(point)
            return SampleColour(repeating: body)
        }
        let shift = SamplePoint(draws.number(-0.03...0.03), draws.number(-0.03...0.03))
        let lung = level - draws.number(70...100)
        let heights = SamplePoint(draws.number(0.29...0.35), draws.number(0.28...0.34))
        for (x, height) in [(Float(0.3), heights.x), (0.7, heights.y)] {
            let centre = SamplePoint(x, 0.48) + shift
            canvas.fill(
                .ellipse(centre, [0.15, height]), opacity: 0.95, edge: 0.06
            ) { SampleColour(repeating: lung + 9 * clouds.at($0)) }
        }
        drawBones(shift, level, on: &canvas, &draws)
        for opacity in opacities {
            canvas.fill(
                .ellipse(opacity.centre + shift, opacity.radii), opacity: 0.8, edge: 0.13
            ) { SampleColour(repeating: lung + opacity.strength * (1 + 0.25 * clouds.at($0))) }
        }
    }

    private func drawBones(
        _ shift: SamplePoint, _ level: Float, on canvas: inout SampleCanvas, _ draws: inout SampleDraws
    ) {
        let bone = SampleColour(repeating: level + 35)
        for rib in 0..<6 {
            let y = 0.22 + 0.1 * Float(rib) + draws.number(-0.01...0.01)
            for side: Float in [-1, 1] {
                let inner = SamplePoint(0.5 + side * 0.05, y - 0.03) + shift
                let outer = SamplePoint(0.5 + side * 0.36, y + 0.07) + shift
                canvas.fill(.stroke(from: inner, to: outer, width: 0.03), bone, opacity: 0.22, edge: 0.02)
            }
        }
        canvas.fill(.stroke(from: [0.5, 0], to: [0.5, 1], width: 0.07), bone, opacity: 0.5, edge: 0.03)
        let heart = SamplePoint(0.55, 0.66) + shift
        canvas.fill(
            .ellipse(heart, [draws.number(0.15...0.2), 0.12], along: SampleTurn.direction(0.09)), bone, opacity: 0.7,
            edge: 0.08)
    }
}
