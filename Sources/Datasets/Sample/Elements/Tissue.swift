/// Glands: holes in the tissue with a row of nuclei round each.
struct Glands: SampleElement {
    let count: ClosedRange<Int>
    /// Of the hole.
    let radius: ClosedRange<Float>
    /// Half a nucleus's length.
    let nucleus: ClosedRange<Float>
    let tint: SampleTint
    /// 0 for a neat row, 1 for nuclei that lie as they fall.
    let disorder: Float

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        for _ in 0..<draws.integer(count) {
            let (centre, radius) = (draws.point(aspect: canvas.aspect), draws.number(radius))
            canvas.fill(.disc(centre, radius * 1.9), SampleColour(190, 130, 178), opacity: 0.55, edge: radius * 0.5)
            canvas.fill(
                .lobed(centre, radius, lobes: draws.integer(2...4), depth: 0.18, turn: draws.number(0...1)),
                [240, 232, 238], edge: 0.03)
            let size = draws.number(nucleus)
            let nuclei = max(5, Int(6.28 * radius * 1.35 / (size * 2.3)))
            for number in 0..<nuclei {
                let shift = disorder * draws.number(-0.4...0.4)
                let direction = SampleTurn.direction(Float(number) / Float(nuclei) + shift * 0.2)
                let place = centre + direction * radius * (1.4 + shift)
                let slim = size * draws.number(0.55...0.75)
                canvas.fill(
                    .ellipse(place, [size, slim], along: direction), tint.draw(&draws), opacity: 0.9, edge: 0.015)
            }
        }
    }
}
