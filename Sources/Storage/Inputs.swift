import Foundation

/// What a result was made from, as names and values: protocol values, digests of files, seeds.
///
/// A result records its inputs; it is stale when they differ from the inputs that a run would have
/// now. Programs and file times are no inputs: rebuilding a program makes nothing stale.
public struct Inputs: Equatable, Sendable {
    public private(set) var values: [String: String]

    public init(_ values: [String: String] = [:]) { self.values = values }

    public subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// One `name = value` a line, in the order of the names' bytes.
    public var text: String {
        names.map { "\($0) = \(values[$0] ?? "")" }.joined(separator: "\n")
    }

    public init(text: String) {
        values = [:]
        for line in text.split(separator: "\n") {
            guard let separator = line.range(of: " = ") else { continue }
            values[String(line[..<separator.lowerBound])] = String(line[separator.upperBound...])
        }
    }

    /// A CSV comment block that carries the inputs.
    public var comments: [(key: String, value: String)] {
        names.map { ("input \($0)", values[$0] ?? "") }
    }

    /// The inputs that a file recorded: from the comment block of a CSV file or the attribute
    /// `inputs` of an HDF5 file. Nil where the file is missing or records none.
    public static func recorded(in path: String) -> Inputs? {
        guard Path.exists(path) else { return nil }
        if path.hasSuffix(".h5") {
            return (try? HDF5Reader(path: path).attribute("inputs")).flatMap { $0 }.map(Inputs.init(text:))
        }
        guard let table = try? CSVTable(path: path) else { return nil }
        let prefix = "input "
        let recorded = table.comments.filter { $0.key.hasPrefix(prefix) }
        guard !recorded.isEmpty else { return nil }
        return Inputs(
            Dictionary(
                recorded.map { (String($0.key.dropFirst(prefix.count)), $0.value) },
                uniquingKeysWith: { first, _ in first }))
    }

    /// Why a result with the `recorded` inputs is not the result of these: a sentence a difference.
    public func reasons(against recorded: Inputs?) -> [String] {
        guard let recorded else { return ["it has not been made yet"] }
        return Set(names + recorded.names).sorted().compactMap { name in
            let (was, now) = (recorded.values[name], values[name])
            if was == now { return nil }
            return "\(name) was \(was ?? "not set"), is now \(now ?? "not set")"
        }
    }

    private var names: [String] { values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
