import Foundation
import Imaging
import Storage
import Testing

/// TrivialAugment against torchvision's on Pillow images, byte for byte.
@Suite struct TrivialAugmentTests {
    @Test func operationsAndMagnitudesAreTorchvisions() throws {
        let golden = try TrivialAugmentGolden()
        #expect(TrivialAugment.Operation.allCases.map(\.rawValue) == golden.operations)
        let draws = TrivialAugment.Operation.allCases.map(TrivialAugmentGolden.draws)
        #expect(draws.map(\.count) == golden.counts)
        #expect(draws.joined().map(\.magnitude) == golden.magnitudes)
    }

    /// Every operation with every magnitude and sign.
    @Test(arguments: try TrivialAugmentGolden().images)
    func equalsTorchvision(_ sizes: TrivialAugmentGolden.Case) throws {
        let golden = try TrivialAugmentGolden()
        let image = TrivialAugmentGolden.image(sizes)
        for operation in TrivialAugment.Operation.allCases {
            let total = try Digest()
            for draw in TrivialAugmentGolden.draws(operation) {
                TrivialAugment.apply(draw, to: image).pixels.withUnsafeBytes { total.update($0) }
            }
            #expect(total.finish() == golden.digest(of: sizes, operation), "\(sizes) \(operation)")
        }
    }

    /// Where an operation differs, this tells at which magnitudes.
    @Test func equalsTorchvisionAtEachMagnitude() throws {
        let golden = try TrivialAugmentGolden()
        #expect(golden.byMagnitude.count == 2)
        for (number, digests) in golden.byMagnitude {
            let image = TrivialAugmentGolden.image(golden.images[number])
            let draws = TrivialAugment.Operation.allCases.flatMap(TrivialAugmentGolden.draws)
            for (draw, digest) in zip(draws, digests) {
                let augmented = TrivialAugment.apply(draw, to: image)
                #expect(try Digest.of(Data(augmented.pixels)).hasPrefix(digest), "image \(number) \(draw)")
            }
        }
    }

    /// Vector kernels against the naive twin, at widths around the vectors' own.
    @Test(.enabled(if: AugmentKernels.avx2 != nil, "needs a processor with AVX2"))
    func vectorKernelsEqualTheNaiveTwin() throws {
        let vector = try #require(AugmentKernels.avx2)
        for width in Array(1...45) + [170, 171, 172, 173, 349] {
            for height in [1, 3, 4] {
                let image = Hashed.image("twin", height: height, width: width)
                for operation in [TrivialAugment.Operation.color, .contrast, .sharpness] {
                    for draw in [TrivialAugment.Draw(operation, bin: 30, isNegative: true), .init(operation, bin: 17)] {
                        let twin = TrivialAugment.apply(draw, to: image, kernels: .scalar)
                        #expect(TrivialAugment.apply(draw, to: image, kernels: vector) == twin, "\(height) x \(width)")
                    }
                }
            }
        }
    }

    @Test func neitherInputNorMemoryBeyondTheResultIsTouched() {
        for (height, width) in [(1, 1), (3, 3), (13, 17), (32, 32), (5, 90)] {
            let count = height * width * 3
            let image = Hashed.image("edges", height: height, width: width)
            let input = image.pixels + [UInt8](repeating: 0x77, count: 64)
            for draw in TrivialAugment.Operation.allCases.flatMap(TrivialAugmentGolden.draws) {
                var result = [UInt8](repeating: 0xAB, count: count + 64)
                TrivialAugment.apply(draw, to: input, height: height, width: width, into: &result)
                #expect(result[count...].allSatisfy { $0 == 0xAB }, "\(draw)")
                #expect(Array(result[..<count]) == TrivialAugment.apply(draw, to: image).pixels, "\(draw)")
            }
            #expect(input.starts(with: image.pixels))
        }
    }

    /// C's decimal output rounds the exact value, as Python's round does.
    @Test func roundingToFifteenDigitsIsExact() {
        let values: [Double] = (0..<100_000).flatMap { (number: Int) -> [Double] in
            let angle = Double(number) * 0.000_137 - 7
            return [sin(angle), cos(angle)]
        }
        let remarkable: [Double] = [0, -0.0, 1, -1, 0.5, -0.5, cos(.pi / 3), cos(.pi / 2), 1e-16, -1e-16, 6e-16]
        for value in values + remarkable {
            #expect(rounded15(value) == Double(String(format: "%.15f", value)))
        }
    }
}
