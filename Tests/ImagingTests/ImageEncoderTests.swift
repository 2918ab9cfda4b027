import Imaging
import Storage
import Testing

/// What the encoders write is read back, and equal input gives equal bytes.
@Suite struct ImageEncoderTests {
    private static let sizes = [(1, 1), (7, 13), (17, 23), (64, 50)]

    private func grey(_ height: Int, _ width: Int) -> [UInt8] {
        Hashed.bytes("encoded", count: height * width)
    }

    private func shades(_ grey: [UInt8]) -> [UInt8] { grey.flatMap { [$0, $0, $0] } }

    @Test(arguments: sizes) func withoutLoss(_ height: Int, _ width: Int) throws {
        let image = Hashed.image("encoded", height: height, width: width)
        for (encode, mark) in [(PNGEncoder.encode, [0x89, 0x50]), (TIFFEncoder.encode, [0x49, 0x49])] {
            let bytes = try encode(image)
            #expect(bytes.starts(with: mark.map { UInt8($0) }))
            #expect(try ImageDecoder.decode(bytes, name: "made") == image)
            #expect(try encode(image) == bytes)
        }
        let values = grey(height, width)
        let bmp = BMPEncoder.encode(grey: values, height: height, width: width)
        #expect(try ImageDecoder.decode(bmp, name: "made").pixels == shades(values))
    }

    @Test(arguments: sizes, [true, false])
    func dicomWithoutLoss(_ size: (Int, Int), _ isMonochrome1: Bool) throws {
        let values = grey(size.0, size.1)
        func encode(_ patient: String) throws -> [UInt8] {
            try DICOMEncoder.encode(
                grey: values, height: size.0, width: size.1, isMonochrome1: isMonochrome1, jpegQuality: nil,
                patient: patient)
        }
        let bytes = try encode("p1")
        #expect(try encode("p1") == bytes)
        #expect(try encode("p2") != bytes)
        let image = try ImageDecoder.decode(bytes, name: "made")
        #expect((image.height, image.width) == size)
        #expect(image.pixels == shades(isMonochrome1 ? values.map { ~$0 } : values))
    }

    @Test func jpegIsDeterministicAndClose() throws {
        let values = (0..<(40 * 50)).map { UInt8($0 % 50 * 4) }
        let image = RGBImage(height: 40, width: 50, pixels: shades(values))
        let coloured = try JPEGEncoder.encode(image, quality: 95)
        let plain = try JPEGEncoder.encode(grey: values, height: 40, width: 50, quality: 95)
        let radiograph = try DICOMEncoder.encode(
            grey: values, height: 40, width: 50, isMonochrome1: false, jpegQuality: 95, patient: "p")
        #expect(try JPEGEncoder.encode(image, quality: 95) == coloured)
        #expect(plain.count < coloured.count && radiograph.count > plain.count)
        for bytes in [coloured, plain, radiograph] {
            let back = try ImageDecoder.decode(bytes, name: "made")
            #expect((back.height, back.width) == (40, 50))
            #expect(zip(back.pixels, image.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 6 })
            #expect(
                stride(from: 0, to: back.pixels.count, by: 3).allSatisfy { back.pixels[$0] == back.pixels[$0 + 1] })
        }
        let inverted = try DICOMEncoder.encode(
            grey: values, height: 40, width: 50, isMonochrome1: true, jpegQuality: 95, patient: "p")
        let back = try ImageDecoder.decode(radiograph, name: "made").pixels
        #expect(try ImageDecoder.decode(inverted, name: "made").pixels == back.map { ~$0 })
    }
}
