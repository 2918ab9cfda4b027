/// Angles as shares of a full turn, clockwise from the right.
///
/// The mathematics library's functions differ in their last bits from machine to machine; these
/// approximations are made of exact operations, and close enough for a drawing.
enum SampleTurn {
    /// The sine by Bhaskara's formula, within 0.002.
    static func sine(_ turns: Float) -> Float {
        let part = 2 * (turns - turns.rounded(.down))
        let half = part < 1 ? part : part - 1
        let product = 4 * half * (1 - half)
        let sine = 4 * product / (5 - product)
        return part < 1 ? sine : -sine
    }

    /// The direction of length 1.
    static func direction(_ turns: Float) -> SamplePoint {
        let vector = SamplePoint(sine(turns + 0.25), sine(turns))
        return vector / length(vector)
    }

    /// The angle of a vector, -0.5 to 0.5, within 0.001.
    static func of(_ vector: SamplePoint) -> Float {
        let (x, y) = (abs(vector.x), abs(vector.y))
        let ratio = min(x, y) / max(x, y, 1e-9)
        let eighth = ratio * (0.125 + 0.0434 * (1 - ratio))
        let quarter = y > x ? 0.25 - eighth : eighth
        let half = vector.x < 0 ? 0.5 - quarter : quarter
        return vector.y < 0 ? -half : half
    }
}
