import Foundation
import Imaging
import Storage

/// Galaxy10 DECaLS: one HDF5 file with `images` (uint8, images x 256 x 256 x 3) and `ans`, the labels.
///
/// The class names are those of its documentation (astroNN, Galaxy10 DECaLS). Images are named by their
/// row, such as `00000`.
struct Galaxy10: RawDataset {
    static let fileName = "Galaxy10_DECals.h5"

    let classes: [String]
    let material: String
    let remarks: [String]
    let fixedSize: (height: Int, width: Int)?
    private let path: String
    private let labels: [Int]
    private let names: [String]
    private let parts: [DatasetPart: [Int]]

    private static let names = [
        "Disturbed Galaxies", "Merging Galaxies", "Round Smooth Galaxies", "In-between Round Smooth Galaxies",
        "Cigar Shaped Smooth Galaxies", "Barred Spiral Galaxies", "Unbarred Tight Spiral Galaxies",
        "Unbarred Loose Spiral Galaxies", "Edge-on Galaxies without Bulge", "Edge-on Galaxies with Bulge",
    ]

    /// Heights and widths that are believed.
    private static let sides = 1...(1 << 13)

    init(_ site: RawSite) throws {
        let entry = site.entry
        guard case .random(let split) = entry.split else {
            throw Failure("\(entry.title) has no official split; the catalogue must state a random one")
        }
        path = try site.file(Self.fileName)
        let file = try ForeignHDF5(path: path)
        let images = try file.describe("images")
        labels = try Self.labels(file)
        let shape = images.shape
        guard images.kind == .bytes, shape.count == 4, shape[3] == 3, shape[0] == labels.count,
            Self.sides.contains(shape[1]), Self.sides.contains(shape[2])
        else {
            throw Failure(
                "images has the shape \(shape) and ans \(labels.count) labels; images x height x width x 3 is expected",
                at: path)
        }
        guard labels.count == entry.expectedImages else {
            throw Failure(
                "holds \(grouped(labels.count)) images where \(grouped(entry.expectedImages)) are expected", at: path,
                advice: entry.obtain)
        }
        guard entry.classes <= Self.names.count else {
            throw Failure("\(entry.title) has \(Self.names.count) classes; the catalogue states \(entry.classes)")
        }
        if let wrong = labels.firstIndex(where: { $0 < 0 || $0 >= entry.classes }) {
            throw Failure(
                "row \(wrong) has the label \(labels[wrong]); labels go from 0 to \(entry.classes - 1)", at: path)
        }
        classes = Array(Self.names.prefix(entry.classes))
        fixedSize = (shape[1], shape[2])
        let width = max(5, String(labels.count - 1).count)
        names = labels.indices.map { row in
            let digits = String(row)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        let divided = split.divide(names: names, labels: labels)
        parts = [.train: divided.train, .test: divided.test]
        remarks = entry.remarks(train: divided.train.count, test: divided.test.count)
        material = try RawDatasets.material([(Self.fileName, site.digest(of: path))])
    }

    func count(of part: DatasetPart) -> Int { parts[part]?.count ?? 0 }

    func stream(_ part: DatasetPart, _ body: (RawSample) throws -> Void) throws {
        guard let (height, width) = fixedSize, let rows = parts[part] else { return }
        let file = try ForeignHDF5(path: path)
        let imageBytes = height * width * 3
        let blockRows = try Self.blockRows(file, imageBytes: imageBytes)
        var block: [UInt8] = []
        var held = 0..<0
        for row in rows {
            if !held.contains(row) {
                let start = row / blockRows * blockRows
                held = start..<min(labels.count, start + blockRows)
                block = try file.bytes("images", rows: held, size: imageBytes)
            }
            let offset = (row - held.lowerBound) * imageBytes
            let image = RGBImage(height: height, width: width, pixels: Array(block[offset..<(offset + imageBytes)]))
            try body(
                RawSample(
                    name: names[row], origin: "\(path), row \(row)", label: labels[row], content: .pixels(image)))
        }
    }

    /// How many rows to read at once: whole chunks, since each is decompressed whenever a row of it is asked
    /// for, within about 256 MiB.
    private static func blockRows(_ file: ForeignHDF5, imageBytes: Int) throws -> Int {
        let rows = max(1, (256 << 20) / imageBytes)
        guard let chunk = try file.describe("images").chunkRows, chunk <= 4 * rows else { return rows }
        return max(1, rows / chunk) * chunk
    }

    private static func labels(_ file: ForeignHDF5) throws -> [Int] {
        let labels = try file.describe("ans")
        // The official file holds bytes; copies that were written anew may hold wider numbers.
        guard labels.kind != .other, labels.shape.count == 1, labels.shape[0] <= 10_000_000 else {
            throw Failure("ans is not a list of labels", at: file.path)
        }
        return try file.integers("ans", count: labels.shape[0])
    }
}
