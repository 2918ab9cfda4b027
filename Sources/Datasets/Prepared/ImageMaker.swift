import Imaging

/// Makes single images ready for a network: decodes, augments and resizes. It owns the memory and the
/// resize plans that this takes, for one thread at a time.
final class ImageMaker {
    private struct Size: Hashable {
        let height: Int
        let width: Int
    }

    private let target: (height: Int, width: Int)
    private var plans: [Size: BilinearResize] = [:]
    private let augmented = GrowingBuffer()
    private let resized = GrowingBuffer()
    private let scratch = GrowingBuffer()

    /// Plans are kept for this many sizes; data sets with more have few images of each.
    private static let planLimit = 64

    init(to target: (height: Int, width: Int)) { self.target = target }

    /// - Parameters:
    ///   - bytes: the image's pixels where `size` is given, otherwise its file.
    ///   - name: for errors.
    ///   - draw: what augmentation does to it; nil where it is left as it is.
    ///   - result: target height x target width x 3 bytes.
    /// - Throws: `Failure` where the file does not decode.
    func make(
        _ bytes: UnsafeBufferPointer<UInt8>, size: (height: Int, width: Int)?, name: @autoclosure () -> String,
        draw: TrivialAugment.Draw?, at place: Augmentation.Place?, into result: UnsafeMutablePointer<UInt8>
    ) throws {
        if let size {
            make(bytes, size, draw, place, into: result)
        } else {
            let image = try ImageDecoder.decode(UnsafeRawBufferPointer(bytes), name: name())
            image.pixels.withUnsafeBufferPointer { make($0, (image.height, image.width), draw, place, into: result) }
        }
    }

    private func make(
        _ pixels: UnsafeBufferPointer<UInt8>, _ size: (height: Int, width: Int), _ draw: TrivialAugment.Draw?,
        _ place: Augmentation.Place?, into result: UnsafeMutablePointer<UInt8>
    ) {
        guard let start = pixels.baseAddress else { return }
        switch (draw, place) {
        case (let draw?, .beforeResize?):
            let changed = augmented.start(size.height * size.width * 3)
            augment(draw, start, size, into: changed)
            resize(changed, size, into: result)
        case (let draw?, .afterResize?):
            let small = resized.start(target.height * target.width * 3)
            resize(start, size, into: small)
            augment(draw, small, target, into: result)
        default:
            resize(start, size, into: result)
        }
    }

    private func augment(
        _ draw: TrivialAugment.Draw, _ pixels: UnsafePointer<UInt8>, _ size: (height: Int, width: Int),
        into result: UnsafeMutablePointer<UInt8>
    ) {
        TrivialAugment.apply(draw, to: pixels, height: size.height, width: size.width, into: result)
    }

    private func resize(
        _ pixels: UnsafePointer<UInt8>, _ size: (height: Int, width: Int), into result: UnsafeMutablePointer<UInt8>
    ) {
        let plan = plan(from: size)
        plan.resize(pixels, into: result, scratch: scratch.start(plan.scratchSize))
    }

    private func plan(from size: (height: Int, width: Int)) -> BilinearResize {
        let key = Size(height: size.height, width: size.width)
        if let known = plans[key] { return known }
        if plans.count >= Self.planLimit { plans.removeAll(keepingCapacity: true) }
        let plan = BilinearResize(from: size, to: target)
        plans[key] = plan
        return plan
    }
}

/// Bytes of which more are taken when more are needed; they are never given back before the end.
private final class GrowingBuffer {
    private var buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1)

    deinit { buffer.deallocate() }

    func start(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if count > buffer.count {
            buffer.deallocate()
            buffer = .allocate(capacity: count)
        }
        guard let start = buffer.baseAddress else { preconditionFailure("a buffer of one byte or more has a start") }
        return start
    }
}
