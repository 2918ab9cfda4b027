import Foundation
import Imaging
import Storage
import Testing

/// Resizing against Pillow, byte for byte.
@Suite struct BilinearResizeTests {
    private struct Case {
        let from: (height: Int, width: Int)
        let to: (height: Int, width: Int)
    }

    /// The cases of Scripts/reference/resize.py: width and height of source and result.
    private static func cases(_ group: String, _ golden: HDF5Reader) throws -> [Case] {
        let numbers = try golden.read("\(group)/cases", as: Int32.self).map(Int.init)
        return stride(from: 0, to: numbers.count, by: 4).map {
            Case(from: (numbers[$0 + 1], numbers[$0]), to: (numbers[$0 + 3], numbers[$0 + 2]))
        }
    }

    private static let golden = Fixtures.folder + "/golden_resize.h5"

    private static func source(_ number: Int, _ sizes: Case) -> RGBImage {
        Hashed.image("resize\(number)", height: sizes.from.height, width: sizes.from.width)
    }

    @Test func equalsPillow() throws {
        let golden = try HDF5Reader(path: Self.golden)
        let cases = try Self.cases("small", golden)
        let offsets = try golden.read("small/offsets", as: Int64.self).map(Int.init)
        let pixels = try golden.read("small/pixels", as: UInt8.self)
        #expect(cases.count >= 50)
        for (number, sizes) in cases.enumerated() {
            let resized = BilinearResize(from: sizes.from, to: sizes.to)(Self.source(number, sizes))
            #expect(resized.pixels == Array(pixels[offsets[number]..<offsets[number + 1]]), "\(sizes)")
        }
    }

    @Test func equalsPillowOnLargeImages() throws {
        let golden = try HDF5Reader(path: Self.golden)
        let first = try Self.cases("small", golden).count
        let digests = try golden.readStrings("large/sha256")
        for (index, sizes) in try Self.cases("large", golden).enumerated() {
            let resized = BilinearResize(from: sizes.from, to: sizes.to)(Self.source(first + index, sizes))
            #expect(try Digest.of(Data(resized.pixels)) == digests[index], "\(sizes)")
        }
    }

    /// Vector kernels against the naive twin, at widths around the vectors' own.
    @Test(.enabled(if: ResizeKernels.avx2 != nil, "needs a processor with AVX2"))
    func vectorKernelsEqualTheNaiveTwin() throws {
        let vector = try #require(ResizeKernels.avx2)
        for order in [BilinearResize.Order.pillow13, .columnsFirst] {
            for width in 1...45 {
                for (height, target) in [(1, (9, 30)), (17, (40, 11)), (50, (3, 33)), (9, (9, 21)), (31, (8, width))] {
                    let image = Hashed.image("twin", height: height, width: width)
                    func resized(_ kernels: ResizeKernels) -> RGBImage {
                        BilinearResize(from: (height, width), to: target, order: order, kernels: kernels)(image)
                    }
                    #expect(resized(vector) == resized(.scalar), "\(height) x \(width) to \(target)")
                }
            }
        }
    }

    @Test func ordersDifferOnlyWhereRowsComeFirst() {
        func steps(_ image: RGBImage, _ sizes: [(Int, Int)]) -> RGBImage {
            sizes.reduce(image) { BilinearResize(from: ($0.height, $0.width), to: $1)($0) }
        }
        let tall = Hashed.image("tall", height: 90, width: 40)
        let plan = BilinearResize(from: (90, 40), to: (30, 30), order: .columnsFirst)
        #expect(plan(tall) == steps(tall, [(90, 30), (30, 30)]))
        #expect(steps(tall, [(30, 30)]) == steps(tall, [(30, 40), (30, 30)]))
        #expect(plan(tall) != steps(tall, [(30, 30)]))
        let wide = Hashed.image("wide", height: 40, width: 90)
        #expect(BilinearResize(from: (40, 90), to: (30, 30), order: .columnsFirst)(wide) == steps(wide, [(30, 30)]))
    }

    @Test func neitherInputNorMemoryBeyondTheResultIsTouched() {
        let plan = BilinearResize(from: (13, 17), to: (7, 29))
        let image = Hashed.image("edges", height: 13, width: 17)
        let count = 7 * 29 * 3
        var result = [UInt8](repeating: 0xAB, count: count + 64)
        var scratch = [UInt8](repeating: 0xCD, count: plan.scratchSize + 64)
        plan.resize(image.pixels, into: &result, scratch: &scratch)
        #expect(Array(result[..<count]) == plan(image).pixels)
        #expect(result[count...].allSatisfy { $0 == 0xAB })
        #expect(scratch[plan.scratchSize...].allSatisfy { $0 == 0xCD })
    }

    @Test func equalPixelsStayEqual() {
        for value in [UInt8(0), 1, 127, 254, 255] {
            let image = RGBImage(height: 61, width: 47, pixels: [UInt8](repeating: value, count: 61 * 47 * 3))
            for size in [(7, 5), (200, 130), (1, 1), (61, 3)] {
                #expect(BilinearResize(from: (61, 47), to: size)(image).pixels.allSatisfy { $0 == value })
            }
        }
    }
}
