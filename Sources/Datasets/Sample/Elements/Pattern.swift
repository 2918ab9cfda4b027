/// A texture of two random colours that fills the image, turned and a little bent.
struct Pattern: SampleElement {
    enum Kind { case banded, chequered, cracked, dotted, grid, marbled, woven, zigzagged }

    let kind: Kind
    /// How often the pattern repeats in the image's height.
    let repeats: ClosedRange<Float>

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let repeats = draws.number(repeats)
        let direction = SampleTurn.direction(draws.number(-0.08...0.08))
        let shift = draws.point(aspect: 1)
        let warp = SampleClouds(cells: 2, aspect: canvas.aspect, &draws)
        let cells = SampleCells(cells: repeats, aspect: canvas.aspect, &draws)
        let (first, second) = Self.colours(&draws)
        let (light, kind) = (SampleTurn.direction(draws.number(0...1)), kind)
        canvas.paint { point, _ in
            let place = (turned(point, into: direction) + 0.015 * warp.at(point)) * repeats + shift
            let share =
                switch kind {
                case .cracked: unit(1.6 - cells.at(point).border * repeats * 14)
                case .marbled: barWave((place.x + place.y) * 0.4 + 0.9 * warp.at(point), softness: 0.9)
                default: Self.share(kind, place)
                }
            let shade = 1 + 0.2 * turned(point - 0.5, into: light).x
            return (first + (second - first) * share) * shade
        }
    }

    /// Two colours that differ in brightness, either of them the darker.
    private static func colours(_ draws: inout SampleDraws) -> (SampleColour, SampleColour) {
        func colour(_ range: ClosedRange<Float>) -> SampleColour {
            let level = draws.number(range)
            return level + SampleColour(draws.number(-40...40), draws.number(-40...40), draws.number(-40...40))
        }
        let (dark, bright) = (colour(40...95), colour(150...215))
        return draws.chance(0.5) ? (dark, bright) : (bright, dark)
    }

    /// How much of the second colour there is at a place, whose unit is the pattern's period.
    private static func share(_ kind: Kind, _ place: SamplePoint) -> Float {
        let part = place - place.rounded(.down)
        switch kind {
        case .banded: return barWave(place.y, softness: 0.3)
        case .chequered:
            let (across, down) = (barWave(place.x / 2), barWave(place.y / 2))
            return across * (1 - down) + down * (1 - across)
        case .dotted: return unit((0.34 - length(part - 0.5)) * 8)
        case .grid: return max(unit((triangleWave(place.x) - 0.72) * 8), unit((triangleWave(place.y) - 0.72) * 8))
        case .zigzagged: return barWave(place.y + 0.6 * triangleWave(place.x * 0.5), softness: 0.3)
        default:
            // Woven: threads that lie over and under each other in turn.
            let even = (Int(place.x.rounded(.down)) + Int(place.y.rounded(.down))) % 2 == 0
            let (along, across) = even ? (part.x, part.y) : (part.y, part.x)
            let thread = unit((0.5 - abs(across - 0.5)) * 5) * (0.55 + 0.45 * SampleTurn.sine(along / 2))
            return even ? thread : thread * 0.55
        }
    }
}
