import Foundation
import Imaging
import Storage

/// CIFAR's binary version: batch files of records of one label byte and 3,072 pixel bytes, the red
/// plane of 32 x 32 first, then green, then blue; and batches.meta.txt with a class name a line.
///
/// The files lie in a folder, or in the archive as it is distributed, which is read in place. The
/// digest of what they hold is the same for both.
struct CIFARBinary: RawDataset {
    static let side = 32
    static let recordSize = 1 + 3 * side * side
    private static let metaName = "batches.meta.txt"

    let classes: [String]
    let material: String
    let fixedSize: (height: Int, width: Int)? = (side, side)
    private let source: CIFARSource
    private let entry: DatasetEntry

    init(id: String, entry: DatasetEntry, raw: String) throws {
        self.entry = entry
        classes = entry.classes
        source = try CIFARSource(id: id, entry: entry, raw: raw)
        let metaBytes = try source.read(Self.metaName, limit: 1 << 16)
        let names = String(decoding: metaBytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        guard names == entry.classes else {
            throw Failure(
                "names the classes \(names.joined(separator: ", ")), not \(entry.classes.joined(separator: ", "))",
                at: source.location(of: Self.metaName))
        }
        var digests = [(name: Self.metaName, digest: try Digest.of(Data(metaBytes)))]
        for batch in DatasetPart.allCases.flatMap(entry.files(of:)) {
            digests.append((batch.name, try source.digest(of: batch, size: Self.size(of: batch))))
        }
        material = try RawDatasets.material(digests)
    }

    func count(of part: DatasetPart) -> Int { part == .train ? entry.train : entry.test }

    func stream(_ part: DatasetPart, _ body: (RawSample) throws -> Void) throws {
        for batch in entry.files(of: part) {
            let location = source.location(of: batch.name)
            let bytes = try source.readChecked(batch, size: Self.size(of: batch))
            let stem = Path.name(of: batch.name).replacing(".bin", with: "")
            for record in 0..<(bytes.count / Self.recordSize) {
                let start = record * Self.recordSize
                let label = Int(bytes[start])
                guard label < classes.count else {
                    throw Failure(
                        "record \(record) of \(bytes.count / Self.recordSize) has the label \(label); "
                            + "labels go from 0 to \(classes.count - 1)", at: location)
                }
                try body(
                    RawSample(
                        name: "\(stem)/\(record)", origin: "\(location), record \(record)", label: label,
                        content: .pixels(Self.image(bytes, at: start + 1))))
            }
        }
    }

    private static func size(of batch: DatasetFile) -> Int { (batch.images ?? 0) * recordSize }

    private static func image(_ bytes: [UInt8], at start: Int) -> RGBImage {
        bytes.withUnsafeBufferPointer { bytes in
            let planes = UnsafeBufferPointer(rebasing: bytes[start..<(start + 3 * side * side)])
            return RGBImage(height: side, width: side, planes: planes)
        }
    }
}
