/// Land divided into fields, each of a colour of its own and perhaps with rows of plants.
struct Patchwork: SampleElement {
    let tints: [SampleTint]
    /// How many fields lie below each other.
    let cells: ClosedRange<Float>
    /// How strong the rows of plants are, in levels, and how far apart.
    var rows: (strength: Float, gap: ClosedRange<Float>) = (0, 0.1...0.1)
    /// Levels by which a field's border is darker.
    var border: Float = 25

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let map = SampleCells(cells: draws.number(cells), aspect: canvas.aspect, disorder: 0.8, &draws)
        let fields = (0..<map.count).map { _ in
            (
                colour: draws.one(of: tints).draw(&draws), direction: SampleTurn.direction(draws.number(0...1)),
                gap: draws.number(rows.gap)
            )
        }
        let (strength, border, pixel) = (rows.strength, border, canvas.pixel)
        canvas.paint { point, _ in
            let place = map.at(point)
            let field = fields[place.cell]
            let plants = barWave(turned(point, into: field.direction).x / field.gap, softness: 0.8) - 0.5
            return field.colour + strength * plants - border * unit(1.5 - place.border / pixel)
        }
    }
}
