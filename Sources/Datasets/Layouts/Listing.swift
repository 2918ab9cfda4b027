/// What a layout's reader finds: which files are images, of which class and in which part.
package struct Listing {
    /// An image file.
    package struct Image {
        /// Unique in the data set, and the same wherever its files lie: part of the seeded split.
        package let name: String
        /// The file. Several images may share one, as RSNA's rows do.
        package let path: String
        /// An index into the classes.
        package let label: Int
        /// Whose image it is, where the data set says so.
        package var patient: String?
    }

    enum Parts {
        /// As the data set's authors divide it.
        case official(train: [Image], test: [Image])
        /// To be divided by the catalogue's rule.
        case whole([Image])
    }

    let classes: [String]
    let parts: Parts
    /// The files that were read to know all this, lists and annotations; they count for what a
    /// prepared file depends on.
    var lists: [String] = []
    /// The user chose what belongs to the data set, so that its size may be another than the catalogue's.
    var isChosen = false
    /// Words for the user about what is unusual.
    var remarks: [String] = []

    /// The images of each part under a rule; nil where the rule asks for an official split that there is not.
    func divided(by rule: SplitRule) -> (train: [Image], test: [Image])? {
        let images: [Image]
        switch (parts, rule) {
        case (.official(let train, let test), .official): return (train, test)
        case (.whole, .official): return nil
        case (.official(let train, let test), .random): images = train + test
        case (.whole(let all), .random): images = all
        }
        guard case .random(let split) = rule else { return nil }
        let parts = split.divide(
            names: images.map(\.name), labels: images.map(\.label), patients: images.map { $0.patient ?? $0.name })
        return (parts.train.map { images[$0] }, parts.test.map { images[$0] })
    }
}

/// A layout whose images are files.
protocol FolderLayout {
    /// - Throws: `Failure` that says which file is missing or wrong, and how to get it.
    static func list(_ site: RawSite) throws -> Listing
}
