/// A flower: petals round a heart.
struct Blossom: SampleElement {
    let petals: ClosedRange<Int>
    let tint: SampleTint
    /// A petal's width over its length.
    let broadness: Float
    let heart: (tint: SampleTint, radius: Float)
    /// A second, inner ring of petals.
    var isDouble = false
    /// The colour of spots or veins along the petals; none where nil.
    var marks: SampleTint?
    var radius: ClosedRange<Float> = 0.26...0.42

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let frame = SampleFrame(on: canvas, size: radius, shift: 0.12, &draws)
        let (count, turn) = (draws.integer(petals), draws.number(0...1))
        let colour = tint.draw(&draws)
        let foot = SamplePoint(frame.origin.x + draws.number(-0.2...0.2), 1.1)
        canvas.fill(.stroke(from: frame.origin, to: foot, width: 0.03), [60, 110, 50])
        for ring in isDouble ? [1, 0.62] : [Float(1)] {
            for petal in 0..<count {
                let share = (Float(petal) + (ring < 1 ? 0.5 : 0)) / Float(count)
                let direction = SampleTurn.direction(turn + share + draws.number(-0.012...0.012))
                let reach = frame.scale * ring * draws.number(0.93...1.05)
                let centre = frame.origin + direction * reach * 0.55
                let shade = colour + draws.number(-14...14) - (ring < 1 ? 15 : 0)
                let shape = SampleShape.ellipse(centre, [reach * 0.48, reach * broadness * 0.5], along: direction)
                // Petals are darker towards the heart.
                canvas.fill(shape) { shade * (0.72 + 0.3 * unit(length($0 - frame.origin) / reach)) }
                guard let marks else { continue }
                let mark = marks.draw(&draws)
                for spot: Float in [0.4, 0.55, 0.72] {
                    let aside = SamplePoint(-direction.y, direction.x) * draws.number(-0.08...0.08)
                    canvas.fill(.disc(frame.origin + (direction * spot + aside) * reach, reach * 0.05), mark)
                }
            }
        }
        canvas.fill(.disc(frame.origin, frame.scale * heart.radius), heart.tint.draw(&draws))
    }
}
