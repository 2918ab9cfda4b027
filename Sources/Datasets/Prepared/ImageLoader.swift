import Imaging
import Numerics
import Storage

/// Makes batches of network input from a prepared part: reads, decodes where files are stored, augments,
/// resizes as Pillow does and normalises.
///
/// The result does not depend on the number of threads. One caller at a time.
public final class ImageLoader {
    public let part: PreparedPart
    public let height: Int
    public let width: Int
    private let normalisation: PixelNormalisation

    /// Threads that run ahead where nothing else is said: one, since the team helps where it does not suffice.
    public static let usualWorkers = 1

    /// Floats of one image, and bytes before they are normalised.
    public var imageElements: Int { height * width * 3 }

    /// - Parameters:
    ///   - imageSize: what every image is resized to.
    ///   - mean: of red, green and blue, on the scale of 0 to 1.
    ///   - std: likewise.
    public init(_ part: PreparedPart, imageSize: (height: Int, width: Int), mean: [Float], std: [Float]) {
        self.part = part
        (height, width) = imageSize
        normalisation = PixelNormalisation(mean: mean, std: std)
    }

    /// Batches in their order, made while their user is at work on those before.
    ///
    /// - Parameters:
    ///   - batches: the images' indices in the part.
    ///   - augmentation: nil leaves images as they are.
    ///   - workers: threads that run ahead; with none, each batch is made when it is asked for. The team
    ///     helps to finish a batch that is asked for in either case.
    public func stream(
        _ batches: [[Int]], augmentation: Augmentation? = nil, workers: Int = ImageLoader.usualWorkers
    ) -> ImageStream {
        ImageStream(self, batches, augmentation: augmentation, workers: workers)
    }

    /// Fills `result` with the images at `indices`, one after the other: indices.count x height x
    /// width x 3 floats.
    ///
    /// - Throws: `Failure` that names the file and the image where one cannot be read.
    public func load(
        _ indices: [Int], augmentation: Augmentation? = nil, into result: UnsafeMutablePointer<Float>
    ) throws {
        try stream([indices], augmentation: augmentation, workers: 0).next(into: result)
    }

    /// The labels of the images at `indices`.
    public func labels(_ indices: [Int]) -> [Int32] { indices.map { part.labels[$0] } }

    /// Makes the image at `index` from its stored bytes.
    func make(
        _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>, augmentation: Augmentation?, on maker: ImageMaker,
        into result: UnsafeMutablePointer<UInt8>
    ) throws {
        try maker.make(
            bytes, size: part.imageSize, name: part.storage.name(of: part.names[index]),
            draw: augmentation?.draw(index), at: augmentation?.place, into: result)
    }

    func normalise(_ pixels: UnsafePointer<UInt8>, images: Int, into result: UnsafeMutablePointer<Float>) {
        let count = height * width
        ThreadTeam.parallel(images) { [normalisation] piece in
            let start = piece.lowerBound * count * 3
            normalisation.apply(pixels + start, count: piece.count * count, into: result + start)
        }
    }
}
