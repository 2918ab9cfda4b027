/// A galaxy among stars.
struct Galaxy: SampleElement {
    /// Short over long axis.
    let flatness: ClosedRange<Float>
    /// How bright and how large the bulge in the middle is, as shares of the disc.
    var bulge: (light: ClosedRange<Float>, size: Float) = (0.8...1.2, 0.25)
    /// Spiral arms, how often they turn within the disc, and how strong they are.
    var arms: (count: ClosedRange<Int>, turns: ClosedRange<Float>, strength: ClosedRange<Float>) = (0...0, 0...0, 0...0)
    var bar: ClosedRange<Float> = 0...0
    /// A second body of its own within reach: its light.
    var companion: ClosedRange<Float> = 0...0
    /// How much clouds disturb the disc.
    var disorder: Float = 0.05
    var size: ClosedRange<Float> = 0.13...0.2

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let sky = draws.number(4...14)
        canvas.paint { _, _ in SampleColour(repeating: sky) }
        for _ in 0..<draws.integer(2...6) {
            let (place, light) = (draws.point(aspect: canvas.aspect), draws.number(60...220))
            canvas.fill(.disc(place, draws.number(0.006...0.018)), [light, light * 0.95, light * 0.85], edge: 0.03)
        }
        let centre = canvas.middle + [draws.number(-0.05...0.05), draws.number(-0.05...0.05)]
        let body = Body(self, &draws)
        let clouds = SampleClouds(cells: 6, aspect: canvas.aspect, &draws)
        let (disorder, friend) = (disorder, draws.number(companion))
        let away = SampleTurn.direction(draws.number(0...1)) * draws.number(0.13...0.22)
        canvas.paint { point, old in
            let noise = 1 + disorder * 2.5 * clouds.at(point)
            var light = body.light(point - centre) * max(0, noise)
            if friend > 0 {
                let distance = length(point - centre - away) / 0.06
                light += friend * Body.glow(distance) * body.core
            }
            return old + light
        }
    }

    /// One galaxy's values.
    private struct Body {
        let core: SampleColour
        private let direction: SamplePoint
        private let flatness: Float
        private let size: Float
        private let disc: SampleColour
        private let bulge: (light: Float, size: Float)
        private let arms: (count: Float, turns: Float, strength: Float)
        private let bar: Float

        init(_ galaxy: Galaxy, _ draws: inout SampleDraws) {
            direction = SampleTurn.direction(draws.number(0...1))
            flatness = draws.number(galaxy.flatness)
            size = draws.number(galaxy.size)
            let (light, warmth) = (draws.number(90...170), draws.number(-0.15...0.15))
            core = light * SampleColour(1.1 + warmth, 0.95, 0.75 - warmth)
            disc = light * SampleColour(0.9 + warmth, 0.88, 0.95 - warmth)
            bulge = (draws.number(galaxy.bulge.light), galaxy.bulge.size)
            arms = (
                Float(draws.integer(galaxy.arms.count)),
                draws.number(galaxy.arms.turns) * (draws.chance(0.5) ? 1 : -1), draws.number(galaxy.arms.strength)
            )
            bar = draws.number(galaxy.bar)
        }

        /// Light that falls off as many galaxies' does, without an exponential.
        static func glow(_ distance: Float) -> Float {
            let square = 1 + distance * distance
            return 1 / (square * square)
        }

        func light(_ point: SamplePoint) -> SampleColour {
            let place = turned(point, into: direction) / size
            let flat = SamplePoint(place.x, place.y / flatness)
            let distance = length(flat)
            var shine = Self.glow(distance * 0.8)
            if arms.count > 0 {
                let wave = SampleTurn.sine(SampleTurn.of(flat) * arms.count - distance * arms.turns)
                shine *= 1 + arms.strength * wave * unit(distance * 1.5)
                shine += arms.strength * 0.3 * max(0, wave) * Self.glow(distance * 0.5) * unit(distance)
            }
            let heart = bulge.light * Self.glow(length([place.x, place.y / max(flatness, 0.6)]) / bulge.size)
            let rod = bar * Self.glow(length([flat.x / 0.7, flat.y / 0.16]) * 1.2)
            return disc * shine + core * (heart + rod)
        }
    }
}
