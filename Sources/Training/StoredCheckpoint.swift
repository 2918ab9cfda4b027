import Backbones
import Layers
import Storage

/// A checkpoint.h5 of this project: the network, and what its images have to be made into.
public struct StoredCheckpoint {
    public let path: String
    public let backbone: Backbone
    public let backboneSize: Backbone.Size
    /// A logit is that of the class at its place.
    public let classes: [String]
    public let size: (height: Int, width: Int)
    /// The images of a training batch.
    public let batch: Int
    public let normalisation: TrainingProtocol.Normalisation
    /// Which images chose the epoch.
    public let selection: String
    /// The id of the data set and the share of it, in percent, that it was trained on.
    public let dataset, percent: String

    /// - Throws: `Failure` for a file that is missing or no checkpoint of this project.
    public init(path: String) throws {
        guard Path.exists(path) else { throw Failure("there is no such checkpoint", at: path) }
        let file: HDF5Reader
        do {
            file = try HDF5Reader(path: path)
        } catch {
            throw Failure(
                "is no HDF5 file, and so no checkpoint of this project", at: path,
                advice: "Name a checkpoint.h5 or best.h5 that this project trained.")
        }
        func attribute(_ name: String) throws -> String {
            guard let value = try file.attribute(name) else {
                throw Failure("has no attribute \(name): it is no checkpoint of this project", at: path)
            }
            return value
        }
        let id = try attribute("backbone")
        guard let backbone = Backbone.named(id) else {
            throw Failure("is a checkpoint of \(id), which this version does not know", at: path)
        }
        guard let backboneSize = Backbone.Size(rawValue: try attribute("backbone_size")) else {
            throw Failure("has a malformed backbone_size", at: path)
        }
        let sides = try attribute("image_size").split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2, sides.allSatisfy({ (1...4096).contains($0) }), let batch = Int(try attribute("batch")),
            batch > 0
        else { throw Failure("has a malformed image_size or batch", at: path) }
        (self.path, self.backbone, self.backboneSize, self.batch) = (path, backbone, backboneSize, batch)
        size = (sides[0], sides[1])
        normalisation = try .init(text: try attribute("test_normalisation"))
        classes = try file.readStrings("classes")
        guard !classes.isEmpty else { throw Failure("names no classes", at: path) }
        selection = try file.attribute("selection") ?? TrainingProtocol.Selection.test.rawValue
        dataset = try file.attribute("dataset") ?? "unknown"
        percent = try file.attribute("percent") ?? "unknown"
    }

    /// The network with the checkpoint's weights.
    public func network() throws -> Network {
        let network = try Network(
            try backbone.graph(height: size.height, width: size.width, classes: classes.count, size: backboneSize))
        try network.load(try StateDict(path: path), backbone: backbone.id)
        return network
    }
}
