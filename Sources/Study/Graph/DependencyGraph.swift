import Storage

/// What the study makes from what, with how much of it is there, for Graphviz: a node a data set, a column of cells,
/// a table and a figure.
public struct DependencyGraph: Sendable {
    private let grid: StudyGrid
    private let profile: ProfileName
    /// Data sets whose prepared file is there.
    private let prepared: Set<DatasetID>
    /// How many cells of a column are done.
    private let done: [GridColumn: Int]
    /// Paths below Paper/<profile> that are there.
    private let made: Set<String>

    /// Looks which files are there, and reads none but the grid's.
    ///
    /// - Parameters:
    ///   - prepared: the folder of the profile's prepared files.
    ///   - paper: the folder Paper/<profile>.
    public init(_ grid: StudyGrid, in results: ResultsFolder, prepared: String, paper: String) {
        self.grid = grid
        profile = results.profile
        self.prepared = Set(
            DatasetID.allCases.filter { Path.exists(Path.join(prepared, "\($0.rawValue).h5")) })
        done = Dictionary(
            uniqueKeysWithValues: grid.columns.map { column in
                (column, grid.backbones.count { Path.exists(results.cellFile(of: column.cell($0))) })
            })
        made = Set(Self.products.map(\.file).filter { Path.exists(Path.join(paper, $0)) })
    }

    /// The graph in Graphviz's language: equal states give equal bytes.
    public var dot: String {
        var lines = [
            "digraph study {",
            "  graph [rankdir=LR, compound=true, nodesep=0.12, ranksep=1.1, fontname=\"DejaVu Sans\", fontsize=15,",
            "         labelloc=t, label=\(Self.quoted(title))];",
            "  node [shape=box, style=filled, fillcolor=white, fontname=\"DejaVu Sans\", fontsize=11, height=0.3];",
            "  edge [color=\"#00000070\", arrowsize=0.5];",
        ]
        lines += cluster("data", "Raw files → prepared data", datasets.map(datasetNode))
        lines += cluster("cells", "Cells: train → evaluate → aggregate", grid.columns.map(columnNode))
        lines += cluster("products", "Paper/\(profile.name)", Self.products.map(productNode))
        lines.append("  weights [label=\"Pretrained weights\\n\(grid.backbones.count) backbones\", style=solid];")
        lines.append("  networks [label=\"Networks\", style=solid];")
        lines += edges.map { "  \($0);" }
        return (lines + ["}"]).joined(separator: "\n") + "\n"
    }

    private var title: String {
        let all = grid.columns.count * grid.backbones.count
        return "Profile \(profile.name): \(done.values.reduce(0, +)) of \(all) cells are done"
    }

    /// Those of the grid, in the paper's order.
    private var datasets: [DatasetID] {
        let used = Set(grid.columns.map(\.dataset))
        return DatasetID.allCases.filter(used.contains)
    }

    private func datasetNode(_ id: DatasetID) -> String {
        Self.node("data_\(id.rawValue)", "\(id.title)", isThere: prepared.contains(id))
    }

    private func columnNode(_ column: GridColumn) -> String {
        let (count, all) = (done[column] ?? 0, grid.backbones.count)
        let label = "\(column.dataset.title) \(column.percent.rawValue) %: \(count) of \(all)"
        return Self.node(Self.id(column), label, isThere: count == all, isPart: count > 0)
    }

    private func productNode(_ product: Product) -> String {
        Self.node(product.id, product.title, isThere: made.contains(product.file))
    }

    private struct Product: Sendable {
        let id, title, file: String
    }

    private static let products: [Product] =
        (1...9).map { Product(id: "table\($0)", title: "Table \($0)", file: "tables/table\($0).csv") } + [
            Product(id: "figure1", title: "Figure 1", file: "figures/figure1.csv"),
            Product(id: "figure2", title: "Figure 2", file: "figures/figure2.csv"),
            Product(id: "pareto", title: "Pareto fronts", file: "figures/pareto.csv"),
            Product(id: "transfer", title: "Rank correlation", file: "figures/transfer.csv"),
            Product(id: "claims", title: "Claims", file: "claims.csv"),
            Product(id: "report", title: "Report", file: "report.html"),
        ]

    private var edges: [String] {
        var edges = grid.columns.map { "data_\($0.dataset.rawValue) -> \(Self.id($0))" }
        let middle = grid.columns[grid.columns.count / 2]
        edges.append("weights -> \(Self.id(middle)) [lhead=cluster_cells, style=dashed]")
        for number in StudyGrid.tableNumbers {
            edges += grid.columns(table: number).map { "\(Self.id($0)) -> table\(number)" }
        }
        for figure in PaperFigure.allCases {
            edges += grid.columns.filter { $0.dataset == figure.dataset }.map { "\(Self.id($0)) -> \(figure.name)" }
        }
        edges += [4, 5, 6].flatMap { ["table\($0) -> table1", "table\($0) -> pareto"] }
        edges += StudyGrid.tableNumbers.flatMap { ["table\($0) -> transfer", "table\($0) -> claims"] }
        edges += ["networks -> table2", "networks -> table9"]
        if let last = datasets.last { edges.append("data_\(last.rawValue) -> table3 [ltail=cluster_data]") }
        return edges + ["claims", "table1", "figure1", "figure2", "pareto", "transfer"].map { "\($0) -> report" }
    }

    private func cluster(_ name: String, _ title: String, _ nodes: [String]) -> [String] {
        ["  subgraph cluster_\(name) {", "    label=\(Self.quoted(title)); fontsize=12; color=\"#00000040\";"]
            + nodes.map { "    \($0);" } + ["  }"]
    }

    private static func id(_ column: GridColumn) -> String {
        "column_\(column.dataset.rawValue)_\(column.percent.rawValue)"
    }

    /// Dark borders and grey shades: what is there, in part and not, is told apart without colours.
    private static func node(_ id: String, _ label: String, isThere: Bool, isPart: Bool = false) -> String {
        let look =
            isThere
            ? "fillcolor=\"#b8d8b8\", penwidth=2" : isPart ? "fillcolor=\"#fff3c4\"" : "style=\"filled,dashed\""
        return "\(id) [label=\(quoted(label)), \(look)]"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
