/// Smooth random values over an image (value noise of two octaves), about -1 to 1.
struct SampleClouds {
    private let cells: Float
    private let columns: Int
    private let rows: Int
    private let values: [Float]

    /// - Parameter cells: how many hills and valleys there are room for in the image's height.
    init(cells: Float, aspect: Float, _ draws: inout SampleDraws) {
        self.cells = cells
        columns = Int(2 * cells * aspect) + 3
        rows = Int(2 * cells) + 3
        values = (0..<(columns * rows)).map { _ in draws.number(-1...1) }
    }

    func at(_ point: SamplePoint) -> Float {
        0.75 * smooth(point * cells) + 0.35 * smooth(point * cells * 2)
    }

    private func smooth(_ place: SamplePoint) -> Float {
        let floor = place.rounded(.down)
        let part = place - floor
        let share = part * part * (3 - 2 * part)
        let (x, y) = (Int(floor.x), Int(floor.y))
        let upper = value(x, y) + (value(x + 1, y) - value(x, y)) * share.x
        let lower = value(x, y + 1) + (value(x + 1, y + 1) - value(x, y + 1)) * share.x
        return upper + (lower - upper) * share.y
    }

    private func value(_ x: Int, _ y: Int) -> Float {
        values[min(max(y, 0), rows - 1) * columns + min(max(x, 0), columns - 1)]
    }
}
