/// Changes of a tensor's order.
public enum Layout {
    /// N x C x H x W (torch's) to N x H x W x C (this project's).
    public static func nhwc(_ values: [Float], channels: Int, pixels: Int) -> [Float] {
        var result = [Float](repeating: 0, count: values.count)
        for image in 0..<(values.count / (channels * pixels)) {
            let start = image * channels * pixels
            for channel in 0..<channels {
                for pixel in 0..<pixels {
                    result[start + pixel * channels + channel] = values[start + channel * pixels + pixel]
                }
            }
        }
        return result
    }
}
