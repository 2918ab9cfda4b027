/// Where the bits of a colour lie in a pixel of 16, 24 or 32 bits: the masks that Pillow's BmpImagePlugin accepts.
struct BMPMasks {
    private let red: Int
    private let green: Int
    private let blue: Int

    /// What 16 bits are where no mask is given.
    static let fiveBits = BMPMasks(red: 0x7C00, green: 0x3E0, blue: 0x1F)

    private init(red: Int, green: Int, blue: Int) { (self.red, self.green, self.blue) = (red, green, blue) }

    init(_ bytes: BMPBytes, at offset: Int, bits: Int) throws {
        let stated = try (0..<3).map { try bytes.word(offset + 4 * $0) }
        let known =
            switch bits {
            case 16: [[0xF800, 0x7E0, 0x1F], [0x7C00, 0x3E0, 0x1F]]
            case 24: [[0xFF_0000, 0xFF00, 0xFF]]
            default:
                [
                    [0xFF_0000, 0xFF00, 0xFF], [0xFF00_0000, 0xFF_0000, 0xFF00], [0xFF00_0000, 0xFF00, 0xFF],
                    [0xFF, 0xFF00, 0xFF_0000], [0, 0, 0],
                ]
            }
        guard known.contains(stated) else {
            let masks = stated.map { String($0, radix: 16) }.joined(separator: ", ")
            throw ImageRefusal.unsupported("its masks of \(bits) bits are \(masks)")
        }
        self =
            stated == [0, 0, 0]
            ? BMPMasks(red: 0xFF_0000, green: 0xFF00, blue: 0xFF)
            : BMPMasks(red: stated[0], green: stated[1], blue: stated[2])
    }

    /// The bytes of red, green and blue in a pixel of 24 or 32 bits.
    var places: (Int, Int, Int) {
        (red.trailingZeroBitCount / 8, green.trailingZeroBitCount / 8, blue.trailingZeroBitCount / 8)
    }

    /// Of a pixel of 16 bits, spread over 0 to 255.
    func colour(_ pixel: Int) -> (UInt8, UInt8, UInt8) {
        func part(_ mask: Int) -> UInt8 {
            let largest = mask >> mask.trailingZeroBitCount
            return UInt8((pixel & mask) >> mask.trailingZeroBitCount * 255 / largest)
        }
        return (part(red), part(green), part(blue))
    }
}
