import Imaging

/// Draws the images of a data set.
struct SampleImages: Sendable {
    let seed: UInt64
    /// Tells the data sets' random numbers apart.
    let dataset: Int
    let subjects: [SampleSubject]
    /// The heights and widths that images have.
    var height = 56...56
    var width = 56...56
    /// How strong the noise is, in levels.
    var grain: Float = 9
    /// How far the light varies.
    var light: ClosedRange<Float> = 0.8...1.15
    /// How far the light's colour varies, as a share.
    var cast: Float = 0.06
    /// Between the levels that occur: files without loss are smaller with fewer levels.
    var step: Float = 1

    /// Which image of which class.
    struct Number: Sendable {
        let label: Int
        /// From 1 on.
        let number: Int
    }

    /// Image by image and class by class: all first images, all second ones and so on.
    ///
    /// - Parameter counts: how many of each class.
    static func mixed(_ counts: [Int]) -> [Number] {
        (1...max(1, counts.max() ?? 1)).flatMap { number in
            counts.indices.filter { number <= counts[$0] }.map { Number(label: $0, number: number) }
        }
    }

    func image(_ image: Number, size: (height: Int, width: Int)? = nil) -> RGBImage {
        var draws = SampleDraws(seed: seed, dataset: dataset, image: image.label * 10_000 + image.number)
        let (height, width) = (draws.integer(height), draws.integer(width))
        var canvas = SampleCanvas(height: size?.height ?? height, width: size?.width ?? width)
        for element in subjects[image.label].elements { element.draw(on: &canvas, &draws) }
        let strength = draws.number(light)
        let cast = SampleColour(draws.number(-cast...cast), draws.number(-cast...cast), draws.number(-cast...cast))
        canvas.paint { _, old in old * strength * (1 + cast) }
        return canvas.image(grain: grain, step: step, draws)
    }

    /// The first image of each class.
    func firstImages() -> [RGBImage] { subjects.indices.map { image(Number(label: $0, number: 1)) } }

    /// JPEG files, in the order of the images.
    func jpegs(_ images: [Number]) throws -> [[UInt8]] {
        try sampleValues(images.count) { try JPEGEncoder.encode(image(images[$0]), quality: 90) }
    }
}

/// Calls `make` with 0..<count on the thread team, and gives the values in their order.
func sampleValues<Value>(_ count: Int, _ make: (Int) throws -> Value) throws -> [Value] {
    try parallelMap(Array(0..<count), make).map { try $0.get() }
}
