/// A table of the paper, as a value: what stands in its columns. Its rows are the eleven backbones.
public struct TableSpec: Sendable {
    public struct Column: Sendable {
        public let dataset: DatasetID
        public let percent: Percent
        /// What several neighbouring columns have in common, such as a domain; empty for none.
        public let group: String
        public let heading: String

        public init(_ dataset: DatasetID, _ percent: Percent = .all, group: String = "", heading: String? = nil) {
            self.dataset = dataset
            self.percent = percent
            self.group = group
            self.heading = heading ?? dataset.title
        }
    }

    /// The paper's number.
    public let number: Int
    public let title: String
    public let columns: [Column]

    public init(number: Int, title: String, columns: [Column]) {
        self.number = number
        self.title = title
        self.columns = columns
    }

    /// The tables that can be made. A further table is a further literal.
    public static let all = [
        TableSpec(
            number: 4, title: "Top-1 accuracy (%) on natural images",
            columns: [
                Column(.stanfordDogs), Column(.flowers102), Column(.cub200), Column(.stanfordCars),
                Column(.tinyImageNet), Column(.cifar10), Column(.cifar100),
            ]),
        TableSpec(
            number: 5, title: "Top-1 accuracy (%) on textures, remote sensing, plants and galaxies",
            columns: [
                Column(.dtd, group: "Texture"),
                Column(.ucMerced, group: "Remote sensing"), Column(.euroSAT, group: "Remote sensing"),
                Column(.plantVillage, group: "Plant"), Column(.plantCLEF, group: "Plant"),
                Column(.galaxy10, group: "Astronomy"),
            ]),
        TableSpec(
            number: 7, title: "Top-1 accuracy (%) with less training data",
            columns: [DatasetID.cifar10, .tinyImageNet].flatMap { dataset in
                Percent.allCases.map { Column(dataset, $0, group: dataset.title, heading: "\($0.rawValue) %") }
            }),
    ]
}
