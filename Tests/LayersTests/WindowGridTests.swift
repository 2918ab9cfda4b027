import Layers
import Testing

@Suite struct WindowGridTests {
    /// A map of 3 x 4 in windows of 2 x 2, padded by a row and shifted by one.
    @Test func byHand() {
        let grid = WindowGrid(height: 3, width: 4, window: 2, shift: 1)
        #expect(grid.windows == 4)
        // Rows 1, 2, 3, 0 and columns 1, 2, 3, 0, of which row 3 is padding.
        #expect(
            grid.pixels == [
                5, 6, 9, 10,
                7, 4, 11, 8,
                -1, -1, 1, 2,
                -1, -1, 3, 0,
            ])
        #expect(
            grid.regions == [
                0, 0, 0, 0,
                1, 2, 1, 2,
                3, 3, 6, 6,
                4, 5, 7, 8,
            ])
        #expect(grid.isDivided == [false, true, true, true])
    }

    @Test func aMapOfOneWindowIsNotShifted() {
        let grid = WindowGrid(height: 2, width: 3, window: 3, shift: 1)
        #expect(grid.pixels == [0, 1, 2, 3, 4, 5, -1, -1, -1] && grid.isDivided == [false])
        // In the direction in which there are several, they are.
        let tall = WindowGrid(height: 4, width: 2, window: 2, shift: 1)
        #expect(tall.pixels == [2, 3, 4, 5, 6, 7, 0, 1] && tall.isDivided == [false, true])
        #expect(Array(tall.regions.suffix(4)) == [5, 5, 8, 8])
    }

    /// Every pixel is in one window, and tokens are apart where torchvision's mask puts them apart.
    @Test(arguments: 1...4)
    func torchvisionsMask(window: Int) {
        for shift in 0..<window {
            for height in 1...9 {
                for width in 1...9 {
                    let grid = WindowGrid(height: height, width: width, window: window, shift: shift)
                    let place = Comment("\(height)x\(width), shift \(shift)")
                    let (tall, wide) = (
                        (height + window - 1) / window * window, (width + window - 1) / window * window
                    )
                    #expect(grid.windows * window * window == tall * wide, place)
                    #expect(grid.pixels.filter { $0 >= 0 }.sorted() == (0..<Int32(height * width)).map { $0 }, place)

                    let (down, right) = (window >= tall ? 0 : shift, window >= wide ? 0 : shift)
                    let mask = NaiveAttention(window: window, shift: shift, heads: 1).mask(tall, wide, down, right)
                    let tokens = window * window
                    let fits = (0..<grid.windows).allSatisfy { number in
                        let (top, left) = (number / (wide / window) * window, number % (wide / window) * window)
                        let own = (0..<tokens).map { mask?[top + $0 / window][left + $0 % window] ?? 0 }
                        let regions = Array(grid.regions[(number * tokens)..<((number + 1) * tokens)])
                        let agrees = (0..<(tokens * tokens)).allSatisfy { pair in
                            let (i, j) = (pair / tokens, pair % tokens)
                            return (own[i] == own[j]) == (regions[i] == regions[j])
                        }
                        return agrees && grid.isDivided[number] == (Set(own).count > 1)
                    }
                    #expect(fits, place)
                }
            }
        }
    }
}
