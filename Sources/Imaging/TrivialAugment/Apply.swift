import CKernels

extension TrivialAugment {
    /// The image after `draw`, as torchvision's `_apply_op` makes it; of the same size.
    public static func apply(_ draw: Draw, to image: RGBImage) -> RGBImage {
        apply(draw, to: image, kernels: .best)
    }

    /// - Parameter kernels: for tests, which compare the instruction sets.
    package static func apply(_ draw: Draw, to image: RGBImage, kernels: AugmentKernels) -> RGBImage {
        let count = image.pixels.count
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
            guard let result = result.baseAddress else { return }
            apply(draw, to: image.pixels, height: image.height, width: image.width, into: result, kernels: kernels)
            initialized = count
        }
        return RGBImage(height: image.height, width: image.width, pixels: pixels)
    }

    /// Augments without allocating.
    ///
    /// - Parameters:
    ///   - pixels: height x width x 3, not empty.
    ///   - result: as many bytes; does not overlap `pixels`.
    public static func apply(
        _ draw: Draw, to pixels: UnsafePointer<UInt8>, height: Int, width: Int,
        into result: UnsafeMutablePointer<UInt8>
    ) {
        apply(draw, to: pixels, height: height, width: width, into: result, kernels: .best)
    }

    private static func apply(
        _ draw: Draw, to pixels: UnsafePointer<UInt8>, height: Int, width: Int,
        into result: UnsafeMutablePointer<UInt8>, kernels: AugmentKernels
    ) {
        precondition(height > 0 && width > 0, "an image without pixels")
        let count = height * width
        let magnitude = draw.magnitude
        // Of ImageEnhance; 1 leaves the image as it is.
        let factor = Float(1 + magnitude)

        func transform(_ matrix: wb_affine) {
            var matrix = matrix
            wb_augment_affine(&matrix, pixels, height, width, result)
        }
        func map(_ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ToneTable.size) { table in
                guard let table = table.baseAddress else { return }
                fill(table)
                wb_augment_map(table, pixels, count, result)
            }
        }

        switch draw.operation {
        case .identity: result.update(from: pixels, count: count * 3)
        case .shearX: transform(.shearX(magnitude))
        case .shearY: transform(.shearY(magnitude))
        case .translateX: transform(.translation(right: magnitude, down: 0))
        case .translateY: transform(.translation(right: 0, down: magnitude))
        case .rotate: transform(.rotation(degrees: magnitude, height: height, width: width))
        case .brightness: map { ToneTable.blend(from: 0, factor: factor, into: $0) }
        case .color: kernels.color(factor: factor, pixels, count: count, into: result)
        case .contrast:
            let grey = kernels.meanGrey(pixels, count: count)
            map { ToneTable.blend(from: grey, factor: factor, into: $0) }
        case .sharpness: kernels.sharpness(factor: factor, pixels, height: height, width: width, into: result)
        case .posterize: map { ToneTable.posterize(bits: Int(magnitude), into: $0) }
        case .solarize: map { ToneTable.solarize(threshold: magnitude, into: $0) }
        case .autoContrast: map { wb_augment_autocontrast(pixels, count, $0) }
        case .equalize: map { wb_augment_equalize(pixels, count, $0) }
        }
    }
}
