import Foundation
import Imaging
import Storage

/// The binary version of CIFAR-10 and CIFAR-100: batch files of records of one label byte (two in
/// CIFAR-100) and 3,072 pixel bytes, the red plane of 32 x 32 first, then green, then blue; and a file with
/// a class name a line.
///
/// The files lie in a folder, or in the archive as it is distributed, which is read in place. The
/// digest of what they hold is the same for both.
struct CIFARBinary: RawDataset {
    static let side = 32

    let classes: [String]
    let material: String
    let fixedSize: (height: Int, width: Int)? = (side, side)
    private let source: CIFARSource
    private let form: CIFARForm
    private let entry: DatasetEntry

    init(_ site: RawSite) throws {
        entry = site.entry
        form = try CIFARForm(entry)
        source = try CIFARSource(site, form)
        let nameBytes = try source.read(form.names, limit: 1 << 16)
        classes = String(decoding: nameBytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        guard classes.count == entry.classes, Set(classes).count == classes.count else {
            throw Failure(
                "names the classes \(list(classes, limit: 12)) instead of \(entry.classes) different ones",
                at: source.location(of: form.names))
        }
        var digests = [(name: form.names, digest: try Digest.of(Data(nameBytes)))]
        for batch in DatasetPart.allCases.flatMap(entry.files(of:)) {
            digests.append((batch.name, try source.digest(of: batch)))
        }
        material = try RawDatasets.material(digests)
    }

    func count(of part: DatasetPart) -> Int { part == .train ? entry.train : entry.test }

    func stream(_ part: DatasetPart, _ body: (RawSample) throws -> Void) throws {
        for batch in entry.files(of: part) {
            let location = source.location(of: batch.name)
            let bytes = try source.readChecked(batch)
            let stem = Path.name(of: batch.name).replacing(".bin", with: "")
            let records = bytes.count / form.recordSize
            for record in 0..<records {
                let start = record * form.recordSize + form.labelBytes
                let label = Int(bytes[start - 1])
                guard label < classes.count else {
                    throw Failure(
                        "record \(record) of \(records) has the label \(label); "
                            + "labels go from 0 to \(classes.count - 1)", at: location)
                }
                try body(
                    RawSample(
                        name: "\(stem)/\(record)", origin: "\(location), record \(record)", label: label,
                        content: .pixels(Self.image(bytes, at: start))))
            }
        }
    }

    private static func image(_ bytes: [UInt8], at start: Int) -> RGBImage {
        bytes.withUnsafeBufferPointer { bytes in
            let planes = UnsafeBufferPointer(rebasing: bytes[start..<(start + CIFARForm.pixelBytes)])
            return RGBImage(height: side, width: side, planes: planes)
        }
    }
}
