import Storage

/// What Table 3 says of a data set, counted in its prepared file.
public struct DatasetCounts: Sendable {
    public let dataset: DatasetID
    /// Images.
    public let train, test: Int
    public let classes: Int
    /// The rule by which the parts were made, in words.
    public let split: String
    /// Groups of images that are equal pixel by pixel and stand in both parts.
    public let sharedImages: Int
    /// The digest of what the file holds.
    public let digest: String

    public init(
        dataset: DatasetID, train: Int, test: Int, classes: Int, split: String, sharedImages: Int, digest: String
    ) {
        (self.dataset, self.train, self.test, self.classes) = (dataset, train, test, classes)
        (self.split, self.sharedImages, self.digest) = (split, sharedImages, digest)
    }
}

/// The paper's Table 3: the data sets and their sizes.
public struct DatasetTable: PaperTable {
    public let rows: [(dataset: DatasetID, counts: DatasetCounts?, published: PublishedDatasets.Row?)]
    public let inputs: Inputs
    private let profile: ProfileName

    /// - Parameter counts: of the data sets that are prepared.
    public init(_ counts: [DatasetCounts], profile: ProfileName, published: PublishedDatasets) {
        self.profile = profile
        rows = DatasetID.allCases.map { id in (id, counts.first { $0.dataset == id }, published[id]) }
        var inputs = Inputs(["table": "3", "published": published.digest, "profile": profile.name])
        for row in counts { inputs["dataset \(row.dataset.rawValue)"] = row.digest }
        self.inputs = inputs
    }

    public var extent: String { "\(rows.count { $0.counts != nil }) of \(rows.count) data sets are prepared" }

    public var printed: PrintedTable {
        PrintedTable(
            number: 3, title: "Data sets: images for training and testing, classes", heading: profile.heading,
            legend: "A dash stands where a data set is not prepared.", rowHeading: "Data set",
            columns: [
                .init("Domain", isNumber: false), .init("prepared", group: "Training images"),
                .init("paper", group: "Training images"), .init("prepared", group: "Test images"),
                .init("paper", group: "Test images"), .init("prepared", group: "Classes"),
                .init("paper", group: "Classes"), .init("In both parts"), .init("Split", isNumber: false),
            ],
            rows: rows.map { dataset, counts, published in
                func text(_ value: Int?) -> String { value.map(grouped) ?? "–" }
                return [
                    dataset.title, dataset.domain, text(counts?.train), text(published?.train), text(counts?.test),
                    text(published?.test), text(counts?.classes), text(published?.classes),
                    text(counts?.sharedImages), counts?.split ?? "–",
                ]
            },
            notes: notes)
    }

    /// The table as CSV: a row a data set, `…_published` beside each count.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        func text(_ value: Int?) -> String { value.map(String.init) ?? "" }
        return CSVTable(
            comments: csvComments(comments),
            columns: [
                "dataset", "domain", "train", "train_published", "test", "test_published", "classes",
                "classes_published", "in_both_parts", "split",
            ],
            rows: rows.map { dataset, counts, published in
                [
                    dataset.rawValue, dataset.domain, text(counts?.train), text(published?.train), text(counts?.test),
                    text(published?.test), text(counts?.classes), text(published?.classes),
                    text(counts?.sharedImages), counts?.split ?? "",
                ]
            })
    }

    private var notes: [String] {
        let note =
            "In both parts: groups of images, equal pixel by pixel, that stand in training and in test."
        // The sample's sizes are its own.
        guard profile.base == "paper" else { return [note] }
        return [note]
            + rows.compactMap { dataset, counts, published in
                guard let counts, let published,
                    (counts.train, counts.test, counts.classes)
                        != (published.train, published.test, published.classes)
                else { return nil }
                return "\(dataset.title): \(grouped(counts.train + counts.test)) images were found; the paper counts "
                    + "\(grouped(published.train + published.test))."
            }
    }
}
