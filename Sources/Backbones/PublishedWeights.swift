/// A checkpoint that somebody published.
public struct PublishedWeights: Sendable {
    /// torchvision's name of the version, such as `IMAGENET1K_V2`.
    public let version: String
    public let address: String
    /// The first digits of the file's sha256, which torchvision's file names carry. Empty where none is
    /// published: such a file cannot be checked before use, and what was found is recorded.
    public let digestPrefix: String
    /// Top-1 accuracy on ImageNet in percent, as the publisher states it.
    public let imageNetTop1: Double
    public let licence: String

    public init(version: String, address: String, digestPrefix: String, imageNetTop1: Double, licence: String) {
        (self.version, self.address, self.digestPrefix) = (version, address, digestPrefix)
        (self.imageNetTop1, self.licence) = (imageNetTop1, licence)
    }

    public var fileName: String { String(address.split(separator: "/").last ?? "") }

    /// One of torchvision's, whose files are named `<name>-<digest>.pth`.
    static func torchvision(_ version: String, _ name: String, _ digestPrefix: String, top1: Double) -> PublishedWeights
    {
        PublishedWeights(
            version: version, address: "https://download.pytorch.org/models/\(name)-\(digestPrefix).pth",
            digestPrefix: digestPrefix, imageNetTop1: top1, licence: "BSD-3-Clause")
    }
}
