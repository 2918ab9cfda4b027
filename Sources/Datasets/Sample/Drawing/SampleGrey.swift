import Imaging

/// Brightness by the weights of ITU-R BT.601.
func sampleGrey(_ image: RGBImage) -> [UInt8] {
    let weights = [299, 587, 114]
    return stride(from: 0, to: image.pixels.count, by: 3).map { pixel in
        let sum = (0..<3).reduce(500) { sum, channel in sum + weights[channel] * Int(image.pixels[pixel + channel]) }
        return UInt8(sum / 1000)
    }
}
