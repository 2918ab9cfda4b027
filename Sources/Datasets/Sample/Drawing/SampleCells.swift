/// Random seeds, one in each square of a grid, and the cells of what is nearest to each.
struct SampleCells {
    private let scale: Float
    private let columns: Int
    private let rows: Int
    private let seeds: [SamplePoint]

    /// - Parameters:
    ///   - cells: how many lie below each other in the image.
    ///   - disorder: 0 for a regular grid, up to 1.
    init(cells: Float, aspect: Float, disorder: Float = 1, _ draws: inout SampleDraws) {
        scale = cells
        columns = Int(cells * aspect) + 3
        rows = Int(cells) + 3
        var seeds: [SamplePoint] = []
        for index in 0..<(columns * rows) {
            let square = SamplePoint(Float(index % columns), Float(index / columns))
            let share = disorder / 2
            seeds.append(square + [0.5 + draws.number(-share...share), 0.5 + draws.number(-share...share)])
        }
        self.seeds = seeds
    }

    /// The number of cells.
    var count: Int { seeds.count }

    /// The cell of a place, and how far the place is from the border with the next one.
    func at(_ point: SamplePoint) -> (cell: Int, border: Float) {
        // The first column and row lie outside of the image.
        let place = point * scale + 1
        let (column, row) = (Int(place.x), Int(place.y))
        var best = (cell: 0, distance: Float.infinity)
        var second = Float.infinity
        for y in max(0, row - 1)...max(0, min(rows - 1, row + 1)) {
            for x in max(0, column - 1)...max(0, min(columns - 1, column + 1)) {
                let index = y * columns + x
                let distance = length(place - seeds[index])
                if distance < best.distance {
                    second = best.distance
                    best = (index, distance)
                } else {
                    second = min(second, distance)
                }
            }
        }
        return (best.cell, (second - best.distance) / (2 * scale))
    }
}
