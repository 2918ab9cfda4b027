import Foundation
import Storage

/// A figure, embedded as an image: inside an image element an SVG file can neither run code nor load anything.
struct ReportFigure: Encodable {
    let file: String
    let title: String
    /// The SVG file in base 64.
    let svg: String

    /// A larger file is refused: no figure of this project comes near.
    private static let limit = 4 << 20
    /// How far the study is says the page itself; the graph in turn shows whether there is a page.
    private static let graph = "graph.svg"

    /// The SVG files of a folder, in the order of their names; none where there is no folder.
    static func all(in folder: String) throws -> [ReportFigure] {
        guard Path.isFolder(folder) else { return [] }
        return try Path.files(below: folder).filter { $0.hasSuffix(".svg") && $0 != Self.graph }.map { name in
            let path = Path.join(folder, name)
            let data = Data(try FileBytes.read(path, limit: limit))
            let title = Inputs.recorded(in: path.dropLast(4) + ".csv")?["title"]
            return ReportFigure(file: path, title: title ?? name, svg: data.base64EncodedString())
        }
    }
}
