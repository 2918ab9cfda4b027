import Imaging
import Testing

@Suite struct PixelCountsTests {
    @Test func statisticsAreThoseOfThePixels() throws {
        var counts = PixelCounts()
        var values: [UInt8] = []
        for (number, size) in [(13, 17), (1, 1), (40, 9)].enumerated() {
            let image = Hashed.image("counts\(number)", height: size.0, width: size.1)
            counts.add(image)
            values += image.pixels
        }
        #expect(counts.counts.reduce(0, +) == Int64(values.count))
        let (mean, std) = counts.statistics
        for channel in 0..<3 {
            let own = stride(from: channel, to: values.count, by: 3).map { Double(values[$0]) / 255 }
            let average = own.reduce(0, +) / Double(own.count)
            let deviation = (own.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(own.count)).squareRoot()
            #expect(abs(mean[channel] - average) < 1e-12 && abs(std[channel] - deviation) < 1e-12)
        }
        #expect(PixelCounts(counts: counts.counts) == counts)
        #expect(PixelCounts(counts: [1, 2]) == nil)
    }
}
