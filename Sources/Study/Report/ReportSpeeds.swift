import Foundation
import Storage

/// How many images a second each backbone gets through, where that was measured at its full size.
struct ReportSpeeds {
    /// What was measured, as a sentence.
    let note: String
    /// Images a second; empty where nothing was measured.
    let values: [BackboneID: Double]

    /// The benchmark's, where it is there: all backbones under the same conditions. Else the medians of the runs'
    /// tests; those of the sample's miniatures tell nothing.
    init(_ cells: [ReportCell], results: ResultsFolder) {
        let benchmark = Path.join(results.root, "benchmark", "throughput.csv")
        if Path.exists(benchmark) {
            // What it shows is no reason to go without the rest of the page.
            do {
                let measured = try MeasuredSpeeds(path: benchmark)
                values = measured.imagesPerSecond
                let mode = measured.mode == "train" ? "training" : measured.mode
                note = "Images/s: \(mode), \(measured.conditions)."
            } catch {
                values = [:]
                note = "No speed can be shown. \((error as? Failure)?.description ?? "\(error)")"
            }
            return
        }
        var found: [BackboneID: [Double]] = [:]
        for cell in cells where results.profile.base == "paper" {
            guard let backbone = BackboneID(rawValue: cell.backbone) else { continue }
            found[backbone, default: []] += cell.reproduced?.runs.compactMap(\.imagesPerSecond) ?? []
        }
        values = found.filter { !$0.value.isEmpty }.mapValues(Self.median)
        note =
            values.isEmpty
            ? "No speed has been measured." : "Images/s while testing: the median of the runs under this profile."
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
