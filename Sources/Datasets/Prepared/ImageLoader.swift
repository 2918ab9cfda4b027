import Imaging
import Numerics
import Storage

/// Makes batches of network input from a prepared part: reads, decodes where files are stored, resizes
/// as Pillow does and normalises, on the thread team.
///
/// The result does not depend on the number of threads. Where all images have one size nothing is
/// allocated for an image. One caller at a time.
public final class ImageLoader {
    public let part: PreparedPart
    public let height: Int
    public let width: Int
    private let normalisation: PixelNormalisation
    private let workers: [ImageLoaderWorker]

    /// Floats of one image.
    public var imageElements: Int { height * width * 3 }

    /// - Parameters:
    ///   - imageSize: what every image is resized to.
    ///   - mean: of red, green and blue, on the scale of 0 to 1.
    ///   - std: likewise.
    public init(_ part: PreparedPart, imageSize: (height: Int, width: Int), mean: [Float], std: [Float]) {
        self.part = part
        (height, width) = imageSize
        normalisation = PixelNormalisation(mean: mean, std: std)
        workers = (0..<ThreadTeam.size).map { _ in
            ImageLoaderWorker(to: imageSize, from: part.imageSize)
        }
    }

    /// Fills `result` with the images at `indices`, one after the other: indices.count x height x
    /// width x 3 floats.
    ///
    /// - Throws: `Failure` that names the file and the image where one cannot be read.
    public func load(_ indices: ArraySlice<Int>, into result: UnsafeMutablePointer<Float>) throws {
        try part.storage.stage(indices)
        let team = min(workers.count, indices.count)
        // Each worker has its own memory and a contiguous share of the batch.
        ThreadTeam.parallel(team) { numbers in
            for number in numbers {
                workers[number].run {
                    for slot in (indices.count * number / team)..<(indices.count * (number + 1) / team) {
                        try load(
                            indices[indices.startIndex + slot], slot: slot, on: workers[number],
                            into: result + slot * imageElements)
                    }
                }
            }
        }
        for worker in workers.prefix(team) { try worker.check() }
    }

    public func load(_ indices: [Int], into result: UnsafeMutablePointer<Float>) throws {
        try load(indices[...], into: result)
    }

    /// The labels of the images at `indices`.
    public func labels(_ indices: ArraySlice<Int>) -> [Int32] { indices.map { part.labels[$0] } }

    private func load(
        _ index: Int, slot: Int, on worker: ImageLoaderWorker, into result: UnsafeMutablePointer<Float>
    ) throws {
        let bytes = part.storage.bytes(slot: slot, index: index)
        if let size = part.imageSize {
            worker.resize(bytes, size) { normalisation.apply($0, count: height * width, into: result) }
        } else {
            let name = part.storage.name(of: part.names[index])
            let image = try ImageDecoder.decode(UnsafeRawBufferPointer(bytes), name: name)
            image.pixels.withUnsafeBufferPointer { pixels in
                worker.resize(pixels, (image.height, image.width)) {
                    normalisation.apply($0, count: height * width, into: result)
                }
            }
        }
    }
}
