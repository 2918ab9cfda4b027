import Storage

/// RSNA's pneumonia detection challenge: `stage_2_train_labels.csv` (patientId, x, y, width, height, Target)
/// and `stage_2_train_images/<patientId>.dcm`.
///
/// The paper's counts are those of rows, not of images: a patient with several boxes has a row for each. So
/// each row is an image here, named by patient and row, such as `0004cfab-14fd-4e49-80ba-63a80b6bddd6/0`;
/// the catalogue's rule says whether rows or patients are divided.
package enum RSNA: FolderLayout {
    private static let classes = ["normal", "pneumonia"]

    static func list(_ site: RawSite) throws -> Listing {
        let labels = try site.file("stage_2_train_labels.csv")
        let folder = try site.folder("stage_2_train_images")
        let images = try images(labels, in: folder)
        try site.require(images, in: folder)
        var remarks: [String] = []
        if case .random(let split) = site.entry.split, split.by != .patient {
            let patients = Set(images.compactMap(\.patient)).count
            remarks.append(
                """
                \(grouped(images.count)) rows of \(grouped(patients)) patients are divided by row, as the paper's \
                counts imply: rows of one patient repeat its image, also across training and test
                """)
        }
        return Listing(classes: classes, parts: .whole(images), lists: [labels], remarks: remarks)
    }

    /// The rows, as the list gives them.
    package static func images(_ path: String, in folder: String) throws -> [Listing.Image] {
        let table = try CSVTable(path: path)
        guard let patients = table.columns.firstIndex(of: "patientId"),
            let targets = table.columns.firstIndex(of: "Target")
        else { throw Failure("lacks the columns patientId and Target", at: path) }
        var known: [String: (rows: Int, label: Int)] = [:]
        return try table.rows.enumerated().map { index, row in
            let place = ListPlace(path: path, unit: "row", number: index + 1)
            let patient = try place.inside(row[patients])
            guard !patient.contains("/") else { throw place.failure("\"\(patient)\" is not a patient's id") }
            guard let label = ["0": 0, "1": 1][row[targets]] else {
                throw place.failure("Target is \"\(row[targets])\", neither 0 nor 1")
            }
            let before = known[patient]
            guard before == nil || before?.label == label else {
                throw place.failure("Target is \(label) here and \(1 - label) in another row of \(patient)")
            }
            let number = before?.rows ?? 0
            known[patient] = (number + 1, label)
            return Listing.Image(
                name: "\(patient)/\(number)", path: Path.join(folder, "\(patient).dcm"), label: label,
                patient: patient)
        }
    }
}
