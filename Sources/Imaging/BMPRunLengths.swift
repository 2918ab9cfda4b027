/// RLE8 and RLE4 of BMP, as Pillow's BmpRleDecoder reads them.
enum BMPRunLengths {
    /// - Parameter offset: of the pixels in the file; words are aligned to the file's start.
    /// - Returns: height x width palette indices in the file's order of rows.
    /// - Throws: `ImageRefusal` where the pixels end too early; Pillow refuses that too.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, from offset: Int, height: Int, width: Int, isFourBits: Bool
    ) throws -> [UInt8] {
        let count = height * width
        var indices: [UInt8] = []
        var (place, x) = (offset, 0)
        func next() -> Int? {
            guard place < bytes.count else { return nil }
            defer { place += 1 }
            return Int(bytes[place])
        }
        func append(_ number: Int, _ value: (Int) -> UInt8) { for index in 0..<number { indices.append(value(index)) } }
        func skip(_ number: Int) { indices.append(contentsOf: repeatElement(0, count: number)) }
        func nibble(_ byte: Int, _ index: Int) -> UInt8 { UInt8(index % 2 == 0 ? byte >> 4 : byte & 15) }

        while indices.count < count, let run = next(), let byte = next() {
            if run > 0 {
                let length = max(0, min(run, width - x))
                append(length) { isFourBits ? nibble(byte, $0) : UInt8(byte) }
                x += length
            } else if byte == 0 {  // The row ends.
                skip((width - indices.count % width) % width)
                x = 0
            } else if byte == 1 {  // The image ends.
                break
            } else if byte == 2 {  // A step to the right and up.
                guard let right = next(), let up = next() else { break }
                skip(min(count - indices.count, right + up * width))
                x = indices.count % width
            } else {
                let length = min(count - indices.count, byte)
                let stored = isFourBits ? (length + 1) / 2 : length
                guard bytes.count - place >= stored else { break }
                append(length) {
                    isFourBits ? nibble(Int(bytes[place + $0 / 2]), $0) : bytes[place + $0]
                }
                place += stored
                x += byte
                if place % 2 != 0 { place += 1 }
            }
        }
        guard indices.count >= count else { throw ImageRefusal.damaged("the file ends before its pixels") }
        return indices
    }
}
