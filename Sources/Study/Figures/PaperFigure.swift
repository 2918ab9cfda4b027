/// The paper's two figures: accuracy against the number of training images (Section 6.2).
public enum PaperFigure: Int, CaseIterable, Sendable {
    case cifar10 = 1
    case tinyImageNet = 2

    public var dataset: DatasetID {
        switch self {
        case .cifar10: .cifar10
        case .tinyImageNet: .tinyImageNet
        }
    }

    /// What its files are called, without an ending.
    public var name: String { "figure\(rawValue)" }

    public var title: String { "Figure \(rawValue). \(dataset.title): accuracy against training data" }
}
