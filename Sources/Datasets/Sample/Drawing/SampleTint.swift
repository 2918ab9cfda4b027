/// A colour that varies from image to image, or from object to object.
struct SampleTint {
    private let colour: SampleColour
    private let spread: Float

    /// - Parameter spread: how far brightness varies; each channel varies by half as much again.
    init(_ red: Float, _ green: Float, _ blue: Float, _ spread: Float = 18) {
        colour = [red, green, blue]
        self.spread = spread
    }

    func draw(_ draws: inout SampleDraws) -> SampleColour {
        let brightness = draws.number(-spread...spread)
        let half = spread / 2
        return colour + brightness
            + SampleColour(draws.number(-half...half), draws.number(-half...half), draws.number(-half...half))
    }
}
