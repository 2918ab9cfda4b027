import Layers
import Storage

/// A finished run's weights (checkpoint.h5): `parameters/<name>` in torch's order, `classes`, and
/// what it takes to use them as text attributes.
public enum CheckpointFile {
    static func write(
        to path: String, network: Network, setup: RunSetup, provenance: Provenance, top1: Double
    ) throws {
        try HDF5Writer.write(to: path) { file in
            try file.setAttribute("backbone", setup.backbone.id)
            try file.setAttribute("backbone_size", setup.values.backboneSize.rawValue)
            try file.setAttribute("dataset", setup.dataset.id)
            try file.setAttribute("percent", "\(setup.percent)")
            try file.setAttribute("run", "\(setup.run)")
            try file.setAttribute("image_size", "\(setup.values.imageHeight)x\(setup.values.imageWidth)")
            try file.setAttribute("batch", "\(setup.values.batch)")
            try file.setAttribute("test_normalisation", setup.testNormalisation.text)
            // Of the images that chose the epoch.
            try file.setAttribute("top1", "\(top1 * 100)")
            try file.setAttribute("selection", setup.values.selection.rawValue)
            try file.setAttribute("inputs", setup.inputs.text)
            try file.setAttribute("provenance", provenance.text)
            try file.write("classes", strings: setup.dataset.classes)
            try network.write(to: file)
        }
    }
}
