/// A part of a picture, drawn over what is there.
protocol SampleElement: Sendable {
    func draw(on canvas: inout SampleCanvas, _ draws: inout SampleDraws)
}

/// What the images of a class show: elements from the back to the front.
struct SampleSubject: Sendable {
    /// The class's name in the data set.
    let name: String
    let elements: [any SampleElement]

    init(_ name: String, _ elements: any SampleElement...) {
        self.name = name
        self.elements = elements
    }
}
