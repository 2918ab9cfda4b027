import Storage

/// Published weights in the form that training reads (Data/weights/<id>.h5): `parameters/<name>` by
/// torchvision's names, and what they are as text attributes. `fetch-prep weights` makes it.
public struct PretrainedFile {
    public let path: String
    /// The backbone's id.
    public let backbone: String
    public let version: String
    /// The SHA-256 of the published file that the values are from.
    public let sourceDigest: String

    /// Changes when a file made from the same published file would hold something else.
    private static let format = "1"

    /// Reads what the file says about itself; the values are checked when a `StateDict` reads them.
    ///
    /// - Throws: `Failure` for a missing file, or one that is something else.
    public init(path: String) throws {
        self.path = path
        let reader = try HDF5Reader(path: path)
        func attribute(_ name: String) throws -> String {
            guard let value = try reader.attribute(name) else {
                throw Failure(
                    "lacks the attribute \(name): it was not made by fetch-prep weights", at: path,
                    advice: "Remove the file and make it again.")
            }
            return value
        }
        backbone = try attribute("backbone")
        version = try attribute("version")
        sourceDigest = try attribute("sha256")
    }

    /// Whether the file holds this version of this backbone, as `inputs` of its digest would have it.
    public func holds(_ weights: PublishedWeights, of backbone: Backbone) -> Bool {
        self.backbone == backbone.id && version == weights.version && sourceDigest.hasPrefix(weights.digestPrefix)
            && Inputs.recorded(in: path) == Self.inputs(backbone, weights, sourceDigest: sourceDigest)
    }

    /// What the file depends on.
    public static func inputs(_ backbone: Backbone, _ weights: PublishedWeights, sourceDigest: String) -> Inputs {
        Inputs(["backbone": backbone.id, "format": format, "sha256": sourceDigest, "version": weights.version])
    }

    /// Checks that a published file's tensors are those of the backbone with its 1,000 classes, and writes
    /// them.
    ///
    /// - Throws: `Failure` that names the first tensor that is missing, surplus or misshapen.
    public static func write(
        to path: String, _ state: StateDict, _ backbone: Backbone, _ weights: PublishedWeights, sourceDigest: String,
        provenance: Provenance
    ) throws {
        let graph = try backbone.graph(height: 224, width: 224, classes: 1000)
        try state.check(against: graph, backbone: backbone.id)
        let entries = graph.parameters.all.compactMap { parameter in
            state.entries[parameter.name].map { (name: parameter.name, entry: $0) }
        }
        let content = try StateDict.content(Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.entry) }))
        try HDF5Writer.write(to: path) { file in
            try file.setAttribute("backbone", backbone.id)
            try file.setAttribute("title", backbone.title)
            try file.setAttribute("version", weights.version)
            try file.setAttribute("address", weights.address)
            try file.setAttribute("sha256", sourceDigest)
            try file.setAttribute("imagenet_top1", "\(weights.imageNetTop1)")
            try file.setAttribute("licence", weights.licence)
            try file.setAttribute("content", content)
            let inputs = inputs(backbone, weights, sourceDigest: sourceDigest)
            try file.setAttribute("inputs", inputs.text)
            try file.setAttribute("provenance", provenance.text)
            for (name, entry) in entries { try file.write("parameters/\(name)", entry.values, shape: entry.shape) }
        }
    }
}
