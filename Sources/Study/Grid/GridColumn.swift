/// A column of the study: a data set and the share of its training images.
public struct GridColumn: Hashable, Sendable {
    public let dataset: DatasetID
    public let percent: Percent

    public init(_ dataset: DatasetID, _ percent: Percent = .all) { (self.dataset, self.percent) = (dataset, percent) }

    /// - Parameter name: as in `cifar10/100`; nil for anything else.
    public init?(name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let dataset = DatasetID(rawValue: parts[0]),
            let percent = Percent.allCases.first(where: { String($0.rawValue) == parts[1] })
        else { return nil }
        self.init(dataset, percent)
    }

    /// `cifar10/100`.
    public var name: String { "\(dataset.rawValue)/\(percent.rawValue)" }

    /// `CIFAR-10 at 10 %`; at 100 % the data set alone.
    public var title: String { percent == .all ? dataset.title : "\(dataset.title) at \(percent.rawValue) %" }

    /// The same data set with all its training images.
    public var full: GridColumn { GridColumn(dataset, .all) }

    public func cell(_ backbone: BackboneID) -> CellID {
        CellID(backbone: backbone, dataset: dataset, percent: percent)
    }
}
