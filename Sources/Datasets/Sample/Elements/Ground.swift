/// What lies behind everything: a colour that changes from the top to the bottom, under soft clouds.
struct Ground: SampleElement {
    let top: SampleTint
    let bottom: SampleTint?
    /// How strong the clouds are, in levels, and how many there are in the image's height.
    let clouds: (strength: Float, cells: Float)

    init(_ top: SampleTint, to bottom: SampleTint? = nil, clouds strength: Float = 14, cells: Float = 4) {
        self.top = top
        self.bottom = bottom
        clouds = (strength, cells)
    }

    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
        let first = top.draw(&draws)
        let last = bottom?.draw(&draws) ?? first
        let field = SampleClouds(cells: clouds.cells, aspect: canvas.aspect, &draws)
        let strength = clouds.strength
        canvas.paint { point, _ in first + (last - first) * point.y + strength * field.at(point) }
    }

    static let meadow = Ground(SampleTint(88, 120, 62, 25), to: SampleTint(70, 105, 52, 25), clouds: 28, cells: 7)
    static let foliage = Ground(SampleTint(40, 72, 38, 16), to: SampleTint(34, 60, 34, 14), clouds: 26, cells: 6)
    static let sky = Ground(SampleTint(140, 180, 225, 22), to: SampleTint(205, 218, 230, 18), clouds: 12, cells: 3)
    static let room = Ground(SampleTint(170, 155, 135, 45), to: SampleTint(120, 100, 85, 35), clouds: 10, cells: 2)
    static let street = Ground(SampleTint(175, 185, 190, 25), to: SampleTint(105, 105, 108, 18), clouds: 10, cells: 3)
    static let sand = Ground(SampleTint(205, 185, 145, 18), clouds: 10, cells: 6)

    /// One of several grounds.
    struct OneOf: SampleElement {
        let grounds: [Ground]

        init(_ grounds: Ground...) { self.grounds = grounds }

        func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws) {
            draws.one(of: grounds).draw(on: &canvas, &draws)
        }
    }
}
