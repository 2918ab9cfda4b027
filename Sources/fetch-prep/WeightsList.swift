import Backbones
import Storage
import Study

/// What is known of the published weights, as a table.
enum WeightsList {
    static func text(_ backbones: [Backbone], raw: String) -> String {
        var table = TextTable(
            header: ["backbone", "version", "default", "top-1", "parameters", "file", "licence", "here"],
            rightAligned: [3, 4])
        for backbone in backbones {
            for weights in backbone.weights {
                let source = WeightsSource(backbone: backbone, weights: weights, raw: raw, mirror: nil)
                table.append([
                    backbone.id, weights.version, weights.version == backbone.defaultWeights.version ? "yes" : "",
                    Numbers.accuracy(weights.imageNetTop1), grouped(backbone.parameterCount),
                    weights.fileName, weights.licence, presence(source),
                ])
            }
        }
        return table.text
    }

    private static func presence(_ source: WeightsSource) -> String {
        let made = try? PretrainedFile(path: source.convertedPath)
        let isConverted = made?.holds(source.weights, of: source.backbone) == true
        switch (Path.exists(source.path), isConverted) {
        case (true, true): return "file, converted"
        case (true, false): return "file"
        case (false, true): return "converted"
        case (false, false): return "no"
        }
    }
}
