import Imaging
import Numerics
import Storage

/// Writes a data set in the form that training reads: one HDF5 file.
///
/// `/train` and `/test` hold `labels`, `names`, `counts` (how often each value occurs in each channel,
/// 3 x 256), `digests` (of each image's pixels, N x 16 bytes) and either `images` (N x H x W x 3 bytes),
/// where all images of the data set have one size and are not too many, or the files themselves as
/// `bytes` with `offsets`.
/// `PreparedDataset` reads it.
public enum PreparedFile {
    /// Changes when a file made from the same raw files would hold something else.
    static let formatVersion = "3"

    /// What a prepared file depends on.
    public static func inputs(id: String, entry: DatasetEntry, raw: any RawDataset) -> Inputs {
        Inputs([
            "dataset": id,
            "format": formatVersion,
            "raw files": raw.material,
            "split": entry.split.text,
        ])
    }

    /// Decodes every image once, so that a broken one is found here and named, and writes the file.
    ///
    /// Memory stays bounded: images go from the raw files to the disk a few at a time.
    ///
    /// - Parameters:
    ///   - inputs: what the file records that it was made from; usually `inputs(id:entry:raw:)`, which does not
    ///     know of images that were left out of the raw files.
    ///   - progress: gets the number of images done and the number of all.
    public static func write(
        to path: String, id: String, entry: DatasetEntry, raw: any RawDataset, inputs: Inputs? = nil,
        provenance: Provenance,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        let survey = try ImageSurvey(of: raw, decoding: false)
        if let broken = survey.unreadable.first { throw broken.failure }
        let total = DatasetPart.allCases.reduce(0) { $0 + raw.count(of: $1) }
        let form = PreparedForm(survey, images: total)
        try HDF5Writer.write(to: path) { file in
            try file.setAttribute("dataset", id)
            try file.setAttribute("title", entry.title)
            try file.setAttribute("origin", entry.page)
            try file.setAttribute("split", entry.split.text)
            try file.setAttribute("licence", entry.licence)
            if !raw.remarks.isEmpty { try file.setAttribute("remarks", raw.remarks.joined(separator: "\n")) }
            try file.setAttribute("inputs", (inputs ?? Self.inputs(id: id, entry: entry, raw: raw)).text)
            try file.setAttribute("provenance", provenance.text)
            try file.write("classes", strings: raw.classes)
            var content = try PreparedContent(classes: raw.classes)
            var done = 0
            for part in DatasetPart.allCases {
                let writer = PreparedPartWriter(file: file, raw: raw, part: part)
                try writer.write(form, content: &content) { images in
                    done += images
                    progress(done, total)
                }
            }
            try file.setAttribute("content", content.digest())
        }
    }
}
