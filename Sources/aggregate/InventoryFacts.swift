import Backbones
import Datasets
import Foundation
import Storage
import Study

/// What lies in the folders: raw data, weights, results.
enum InventoryFacts {
    static func lines(raw: String, data: String, results: String) -> [DoctorLine] {
        [rawData(raw, data), weights(raw, data)] + self.results(results)
    }

    private static func rawData(_ raw: String, _ data: String) -> DoctorLine {
        let catalogue = try? DatasetCatalogue(path: Path.join(data, "datasets.toml"))
        guard let catalogue else {
            return DoctorLine(
                "catalogue", .missing, "\(data)/datasets.toml cannot be read",
                advice: "Run this in the project's folder; git checkout \(data)/datasets.toml restores the file.")
        }
        let found = DatasetID.allCases.filter { id in
            let folder = catalogue[id.rawValue]?.folder ?? id.rawValue
            return !isEmpty(Path.join(raw, folder))
        }
        guard !found.isEmpty else {
            return DoctorLine(
                "raw data", .warning, "none in \(raw)",
                advice: "The sample profile needs none. make fetch DATASET=dtd gets a set; RAW= names another folder.")
        }
        let names = found.map(\.rawValue).joined(separator: " ")
        return DoctorLine("raw data", .fine, "\(found.count) of \(DatasetID.allCases.count) in \(raw): \(names)")
    }

    private static func weights(_ raw: String, _ data: String) -> DoctorLine {
        let found = Backbone.all.filter { backbone in
            Path.exists(Path.join(data, "weights", "\(backbone.id).h5"))
                || backbone.weights.contains { Path.exists(Path.join(raw, "weights", $0.fileName)) }
        }
        let text = "\(found.count) of \(Backbone.all.count) backbones"
        return found.isEmpty
            ? DoctorLine(
                "ImageNet weights", .warning, text,
                advice: "The sample profile needs none. make weights BACKBONE=all gets them.")
            : DoctorLine("ImageNet weights", .fine, text)
    }

    /// Files that no rule makes, by profile.
    private static func results(_ results: String) -> [DoctorLine] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: results)) ?? []).sorted()
        let profiles = names.filter { $0 != "benchmark" && Path.isFolder(Path.join(results, $0)) }
        let foreign = profiles.flatMap { name -> [String] in
            guard let profile = ProfileName(name),
                let files = try? ResultFiles(of: ResultsFolder(root: results, profile: profile))
            else { return [Path.join(results, name)] }
            return files.others.map(\.path)
        }
        guard !foreign.isEmpty else {
            return [DoctorLine("results", .fine, "\(profiles.count) profiles, no file that no rule makes")]
        }
        return [
            DoctorLine(
                "results", .warning, "\(foreign.count) files that no rule makes",
                advice: "Look at them and remove what nobody needs: "
                    + foreign.prefix(10).joined(separator: ", ") + (foreign.count > 10 ? ", …" : ""))
        ]
    }

    private static func isEmpty(_ folder: String) -> Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).isEmpty
    }
}
