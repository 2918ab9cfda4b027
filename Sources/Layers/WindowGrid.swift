/// How shifted-window attention cuts a feature map into windows: torchvision's `shifted_window_attention`,
/// with index arithmetic in place of its copies (padding, cyclic shift, partition).
package struct WindowGrid {
    package let window: Int
    package let windows: Int
    /// For each window and token the pixel of the map; -1 for padding.
    package let pixels: [Int32]
    /// For each window and token a region; tokens of different regions do not attend to each other.
    package let regions: [UInt8]
    /// For each window whether it has more than one region.
    package let isDivided: [Bool]

    /// - Parameters:
    ///   - window: tokens along a window's side; the map is padded to a multiple of it.
    ///   - shift: of the windows, right and down; 0 in a direction that one window spans.
    package init(height: Int, width: Int, window: Int, shift: Int) {
        self.window = window
        let (rows, columns) = ((height + window - 1) / window, (width + window - 1) / window)
        let (down, right) = (rows > 1 ? shift : 0, columns > 1 ? shift : 0)
        let (paddedHeight, paddedWidth) = (rows * window, columns * window)
        windows = rows * columns

        /// The part of the shifted map that a row or column belongs to: the last window's holds what the
        /// shift brought from the other side.
        func part(_ position: Int, _ extent: Int, _ shift: Int) -> UInt8 {
            shift == 0 ? 2 : position < extent - window ? 0 : position < extent - shift ? 1 : 2
        }
        var pixels: [Int32] = []
        var regions: [UInt8] = []
        for index in 0..<windows {
            for token in 0..<(window * window) {
                let row = index / columns * window + token / window
                let column = index % columns * window + token % window
                let (y, x) = ((row + down) % paddedHeight, (column + right) % paddedWidth)
                pixels.append(y < height && x < width ? Int32(y * width + x) : -1)
                regions.append(3 * part(row, paddedHeight, down) + part(column, paddedWidth, right))
            }
        }
        let tokens = window * window
        isDivided = (0..<windows).map { index in
            let own = regions[(index * tokens)..<((index + 1) * tokens)]
            return own.contains { $0 != own[own.startIndex] }
        }
        self.pixels = pixels
        self.regions = regions
    }
}
