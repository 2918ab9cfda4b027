/// Many like objects: cells, roofs, trees, spots, noodles. Lengths and widths are from the centre to the
/// edge.
struct Scatter: SampleElement {
    enum Form { case ellipse, stroke, box, ring }

    /// Where the objects lie.
    enum Place {
        case anywhere
        /// Within a disc round the middle.
        case disc(radius: Float)
        /// In rows that all point the same way, `gap` apart.
        case rows(gap: ClosedRange<Float>)
    }

    let form: Form
    let count: ClosedRange<Int>
    let length: ClosedRange<Float>
    /// Width over length.
    let slimness: ClosedRange<Float>
    let tints: [SampleTint]
    var place = Place.anywhere
    /// Whether all point the same way.
    var isAligned = false
    var opacity: Float = 1
    var edge: Float = 0
    /// A darker copy below and to the right, so far away.
    var shadow: Float = 0
    /// Smaller objects inside of each, by their share of its size; of rings, by their share of the line.
    var inner: [(share: Float, tints: [SampleTint])] = []

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let common = SampleTurn.direction(draws.number(0...1))
        let places = places(on: canvas, common, &draws)
        for place in places {
            let direction = isAligned ? common : SampleTurn.direction(draws.number(0...1))
            let length = draws.number(length)
            let radii = SamplePoint(length, length * draws.number(slimness))
            let colour = draws.one(of: tints).draw(&draws)
            if shadow > 0 {
                canvas.fill(
                    shape(place + shadow, radii, direction), [25, 28, 30], opacity: 0.55, edge: edge + shadow / 2)
            }
            canvas.fill(shape(place, radii, direction), colour, opacity: opacity, edge: edge)
            for (share, tints) in inner {
                let part = form == .ring ? [radii.x, radii.y * share] : radii * share
                canvas.fill(shape(place, part, direction), draws.one(of: tints).draw(&draws))
            }
        }
    }

    private func places(
        on canvas: SampleCanvas, _ common: SamplePoint, _ draws: inout SampleDraws
    ) -> [SamplePoint] {
        switch place {
        case .anywhere:
            return (0..<draws.integer(count)).map { _ in draws.point(aspect: canvas.aspect, margin: 0.05) }
        case .disc(let radius):
            return (0..<draws.integer(count)).map { _ in
                let (turn, share) = (draws.number(0...1), draws.number(0...1).squareRoot())
                return canvas.middle + SampleTurn.direction(turn) * radius * share
            }
        case .rows(let gaps):
            let gap = draws.number(gaps)
            let across = SamplePoint(-common.y, common.x)
            let reach = Int((0.75 * max(canvas.aspect, 1) / gap).rounded(.up))
            var places: [SamplePoint] = []
            for row in -reach...reach {
                for column in -reach...reach where draws.chance(0.93) {
                    let jitter = gap * 0.12
                    let along = Float(column) * gap + draws.number(-jitter...jitter)
                    let aside = Float(row) * gap * 1.25 + draws.number(-jitter...jitter)
                    places.append(canvas.middle + common * along + across * aside)
                }
            }
            return places
        }
    }

    private func shape(_ centre: SamplePoint, _ radii: SamplePoint, _ direction: SamplePoint) -> SampleShape {
        switch form {
        case .ellipse: .ellipse(centre, radii, along: direction)
        case .box: .box(centre, radii, along: direction)
        case .ring: .ring(centre, radii.x, width: radii.y)
        case .stroke: .stroke(from: centre - direction * radii.x, to: centre + direction * radii.x, width: radii.y)
        }
    }
}
