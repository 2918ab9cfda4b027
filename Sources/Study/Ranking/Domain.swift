/// A domain of images as the paper's Table 1 ranks it: the columns of Tables 4 to 6 that belong to it.
public struct Domain: Equatable, Sendable {
    /// What files call it, such as `remote_sensing`.
    public let id: String
    public let title: String
    public let columns: [GridColumn]

    /// The domains in the order of Table 1. Tables 7 and 8 take no part: Table 7 repeats columns, and of Table 8's
    /// RSNA and Food-101 the paper's ranking says nothing.
    public static func all(_ grid: StudyGrid) -> [Domain] {
        let columns = [4, 5, 6].flatMap(grid.columns(table:))
        var titles: [String] = []
        for title in columns.map(\.dataset.domain) where !titles.contains(title) { titles.append(title) }
        return titles.map { title in
            Domain(
                id: title.lowercased().replacing(" ", with: "_"), title: title,
                columns: columns.filter { $0.dataset.domain == title })
        }
    }

    /// What Table 1 calls its last column.
    public static let overall = "overall"

    /// The backbones by their mean over the domain's columns. One that lacks a column has no mean.
    public func contest(_ accuracies: Accuracies, backbones: [BackboneID]) -> Contest {
        Contest(
            title,
            backbones.map { backbone in
                let values = columns.compactMap { accuracies.value(backbone, $0) }
                return (backbone, values.count == columns.count ? Estimate.mean(values) : nil)
            })
    }
}
