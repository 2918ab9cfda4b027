import Storage

/// A data set without some of its images.
struct PartialDataset: RawDataset {
    private let whole: any RawDataset
    private let leftOut: Set<String>
    let material: String
    let remarks: [String]

    /// - Parameters:
    ///   - names: of the images that are left out.
    ///   - remark: says so to the user.
    init(_ whole: any RawDataset, without names: Set<String>, remark: String) throws {
        self.whole = whole
        leftOut = names
        remarks = whole.remarks + [remark]
        material = try RawDatasets.material([(".", whole.material)] + names.map { ($0, "left out") })
    }

    var classes: [String] { whole.classes }

    var fixedSize: (height: Int, width: Int)? { whole.fixedSize }

    func count(of part: DatasetPart) -> Int {
        var count = 0
        // Counting opens no image.
        try? stream(part) { _ in count += 1 }
        return count
    }

    func stream(_ part: DatasetPart, _ body: (RawSample) throws -> Void) throws {
        try whole.stream(part) { sample in
            if !leftOut.contains(sample.name) { try body(sample) }
        }
    }
}

extension RawDataset {
    /// The data set without the images that a survey found unreadable; itself where there are none.
    public func leavingOut(_ unreadable: [ImageSurvey.Unreadable]) throws -> any RawDataset {
        if unreadable.isEmpty { return self }
        return try PartialDataset(
            self, without: Set(unreadable.map(\.name)),
            remark: "\(unreadable.count) unreadable files are left out: "
                + list(unreadable.map(\.name), limit: 20))
    }
}
