import Storage

/// Where the results of a profile lie: Results/<profile>/<dataset>/<percent>/<backbone>/.
public struct ResultsFolder: Sendable {
    /// The folder of all profiles, usually `Results`.
    public let root: String
    public let profile: ProfileName

    public init(root: String, profile: ProfileName) {
        self.root = root
        self.profile = profile
    }

    public var path: String { Path.join(root, profile.name) }

    public func folder(of cell: CellID) -> String {
        Path.join(path, cell.dataset.rawValue, String(cell.percent.rawValue), cell.backbone.rawValue)
    }

    public func cellFile(of cell: CellID) -> String { Path.join(folder(of: cell), "cell.csv") }

    /// - Parameter run: counted from 1.
    public func runFolder(of cell: CellID, run: Int) -> String { Path.join(folder(of: cell), "run\(run)") }

    /// The checkpoint of the profile's own run on made-up images, from which its other runs may start.
    public func pretraining(of backbone: BackboneID) -> String {
        let cell = CellID(backbone: backbone, dataset: .syntheticImageNet, percent: .all)
        return Path.join(runFolder(of: cell, run: 1), "checkpoint.h5")
    }

    public func evaluation(of cell: CellID, run: Int) -> String {
        Path.join(runFolder(of: cell, run: run), "evaluation.csv")
    }

    public func history(of cell: CellID, run: Int) -> String {
        Path.join(runFolder(of: cell, run: run), "history.csv")
    }
}
