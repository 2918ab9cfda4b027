/// Images of a data set that are equal pixel by pixel.
public struct Duplicates: Sendable {
    public struct Image: Hashable, Sendable, CustomStringConvertible {
        public let part: DatasetPart
        public let name: String
        public let label: Int

        public var description: String { "\(name) (\(part))" }
    }

    /// Two or more equal images each, in the order of the first.
    public let groups: [[Image]]

    /// - Parameter images: every image with its digest, in order.
    init(_ images: [(image: Image, digest: PixelDigest)]) {
        var members: [PixelDigest: [Image]] = [:]
        var order: [PixelDigest] = []
        for (image, digest) in images {
            if members[digest] == nil { order.append(digest) }
            members[digest, default: []].append(image)
        }
        groups = order.compactMap { members[$0] }.filter { $0.count > 1 }
    }

    /// Those that stand in both parts: the test then asks for what was learned by heart.
    public var acrossParts: [[Image]] { groups.filter { Set($0.map(\.part)).count > 1 } }

    /// Those of more than one class: no network can have them right.
    public var acrossClasses: [[Image]] { groups.filter { Set($0.map(\.label)).count > 1 } }

    /// What to tell the user, one line a finding; none where all images differ.
    public func report(examples: Int = 3) -> [String] {
        func line(_ groups: [[Image]], _ what: String) -> String? {
            guard !groups.isEmpty else { return nil }
            let shown = groups.prefix(examples).map { $0.prefix(4).map(\.description).joined(separator: " = ") }
            let rest = groups.count > examples ? "; and so on" : ""
            let images = groups.reduce(0) { $0 + $1.count }
            let number = groups.count == 1 ? "one group" : "\(groups.count) groups"
            return "\(images) images in \(number) of equal images \(what): " + shown.joined(separator: "; ") + rest
        }
        let within = groups.filter { Set($0.map(\.part)).count == 1 }
        return [
            line(acrossParts, "stand in training and in test"), line(within, "stand in one part"),
            line(acrossClasses, "have different classes"),
        ].compactMap { $0 }
    }
}
