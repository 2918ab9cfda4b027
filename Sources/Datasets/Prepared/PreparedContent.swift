import Foundation
import Storage

/// The digest of what a prepared file holds: class names, and for each part names, labels and images.
///
/// Who made the file and when takes no part in it, so that the same data set prepared again by another
/// version or on another machine makes no result stale.
struct PreparedContent {
    private var lines: [String]

    init(classes: [String]) throws {
        lines = ["classes \(try Digest.of(classes))"]
    }

    /// - Parameters:
    ///   - form: how the images are stored, as `images 200 x 200` or `files`.
    ///   - images: the digest of all stored bytes, and of where each file begins.
    mutating func add(
        _ part: DatasetPart, names: [String], labels: [Int32], form: String, images: String
    ) throws {
        lines += [
            "\(part) names \(try Digest.of(names))",
            "\(part) labels \(try Digest.of(values: labels))",
            "\(part) \(form) \(images)",
        ]
    }

    func digest() throws -> String { try Digest.of(lines.joined(separator: "\n")) }
}

extension Digest {
    /// Each string with its length, so that no two lists look alike.
    static func of(_ strings: [String]) throws -> String {
        try of(strings.map { "\($0.utf8.count) \($0)\n" }.joined())
    }

    static func of<Value: BitwiseCopyable>(values: [Value]) throws -> String {
        let digest = try Digest()
        digest.update(values: values)
        return digest.finish()
    }

    func update<Value: BitwiseCopyable>(values: [Value]) {
        values.withUnsafeBytes { update($0) }
    }
}
