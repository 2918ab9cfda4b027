import Imaging
import Storage

/// A miniature of the RSNA pneumonia challenge: one archive of DICOM files, and labels with a row for
/// each opacity.
struct SampleRSNA: SampleSet {
    let seed: UInt64

    let folder = "rsna"

    private static let side = 96
    private static let patients = 98

    /// A patient's image and its rows in the list of labels.
    private struct Patient {
        let id: String
        let rows: [[String]]
        let image: RGBImage
    }

    func files() throws -> [SampleFile] {
        let patients = try sampleValues(Self.patients) { patient($0) }.sorted { $0.id < $1.id }
        var archive = SampleFolder()
        for (index, patient) in patients.enumerated() {
            // Most are compressed; some are not, and one of each kind counts from white to black.
            let isWhiteToBlack = [20, 30].contains(index)
            let grey = sampleGrey(patient.image)
            let bytes = try DICOMEncoder.encode(
                grey: isWhiteToBlack ? grey.map { 255 - $0 } : grey, height: Self.side, width: Self.side,
                isMonochrome1: isWhiteToBlack, jpegQuality: index % 8 == 6 ? nil : 90, patient: patient.id)
            archive.add("stage_2_train_images/\(patient.id).dcm", bytes)
        }
        let labels = CSVTable(
            columns: ["patientId", "x", "y", "width", "height", "Target"], rows: patients.flatMap(\.rows))
        archive.add("stage_2_train_labels.csv", Array(labels.text.utf8))
        return [archive.packed("rsna-pneumonia-detection-challenge.zip")]
    }

    func firstImages() -> [RGBImage] { [0, 3].map { patient($0).image } }

    /// Two of five patients have opacities, most of them in both lungs: a row each.
    private func patient(_ index: Int) -> Patient {
        var draws = SampleDraws(seed: seed, dataset: 19, image: index)
        let id = [2, 1, 1, 1, 3].map { words in
            (0..<words).map { _ in hexadecimal(draws.integer(0...0xFFFF)) }.joined()
        }.joined(separator: "-")
        let sides = index % 5 < 3 ? [] : draws.chance(0.55) ? [true, false] : [draws.chance(0.5)]
        let opacities = sides.map { Chest.Opacity(isLeft: $0, &draws) }
        var canvas = SampleCanvas(height: Self.side, width: Self.side)
        Chest(opacities: opacities).draw(on: &canvas, &draws)
        let rows = opacities.map { opacity in
            let (low, extent) = (opacity.centre - opacity.radii, 2 * opacity.radii)
            let box = [low.x, low.y, extent.x, extent.y].map { String(Int(($0 * Float(Self.side)).rounded())) + ".0" }
            return [id] + box + ["1"]
        }
        return Patient(
            id: id, rows: rows.isEmpty ? [[id, "", "", "", "", "0"]] : rows, image: canvas.image(grain: 8, draws))
    }

    private func hexadecimal(_ value: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
