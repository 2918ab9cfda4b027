import Foundation
import Storage
import Testing

/// Tables 2 and 9, made from the networks.
@Suite struct NetworkTableTests {
    private let aggregate = Program(name: "aggregate")

    @Test func table2CountsTheNetworks() throws {
        let place = try Workplace()
        let arguments = ["table2", "--profile", "sample", "--output", place.paper]
        let made = try aggregate.run(arguments)
        #expect(made.code == 0, "\(made.errors)")
        #expect(made.output.hasPrefix("## Table 2. Backbones"))
        let stem = place.file("Paper/sample/tables/table2")
        let csv = try CSVTable(path: stem + ".csv")
        let records = Dictionary(uniqueKeysWithValues: csv.records.map { ($0["backbone"] ?? "", $0) })
        let parameters = [
            "resnet50": "25557032", "wavemix_192_16": "27857608", "convnext_tiny": "28589128", "swin_t": "28288354",
            "swin_v2_t": "28351570", "efficientnet_v2_s": "21458488", "densenet161": "28681000",
            "mobilenet_v3_large": "5483032", "regnet_y_3_2gf": "19436338", "resnext50_32x4d": "25028904",
            "shufflenet_v2_x2_0": "7393996",
        ]
        #expect(records.mapValues { $0["parameters"] ?? "" } == parameters)
        #expect(records["resnet50"]?["multiply_adds"] == "4089184256")
        #expect(records["resnet50"]?["weights_file"] == "resnet50-11ad3fa6.pth")
        #expect(records["resnet50"]?["imagenet_top1_published"] == "76.13")
        #expect(records["wavemix_192_16"]?["imagenet_top1_difference"] == "-0.26")
        let notes = csv.comments.filter { $0.key == "note" && $0.value.contains("the paper ") }.map(\.value)
        #expect(notes.filter { $0.contains("million parameters") }.isEmpty)
        let quoted = notes.filter { $0.contains("quotes") }
        #expect(quoted.count == 2)
        #expect(quoted.first?.contains("quotes 76.13, which is IMAGENET1K_V1's; its code loads") == true)
        #expect(quoted.last?.contains("quotes 75.32; its code loads `wavemix_192_16_75.06.pth`") == true)
        for ending in ["md", "tex"] { #expect(Path.exists("\(stem).\(ending)")) }

        let again = try aggregate.run(["table", "--number", "2"] + arguments.dropFirst() + ["--why"])
        #expect(again.output == ["md", "tex", "csv"].map { "\(stem).\($0): up to date\n" }.joined())
        try AtomicFile.remove(stem + ".md")
        #expect(try aggregate.run(arguments + ["--why"]).output.contains("table2.csv: table2.md is missing"))
        #expect(try aggregate.run(arguments + ["--quiet"]).output.isEmpty)
        #expect(Path.exists(stem + ".md"))
        #expect(try aggregate.run(["why", stem + ".md"]).output.contains("network resnet50 = 25557032 parameters"))
    }

    @Test func table9IsTakenFromTheNetworks() throws {
        let place = try Workplace()
        let made = try aggregate.run(["table9", "--profile", "paper", "--output", place.paper])
        #expect(made.code == 0, "\(made.errors)")
        let csv = try CSVTable(path: place.file("Paper/paper/tables/table9.csv"))
        let columns = [
            "block", "kernels", "stages", "blocks_per_stage", "nonlinearity", "expansion", "stem", "depthwise",
            "squeeze_excitation", "norm",
        ]
        // All that differs from the paper, as backbone, column, value here.
        let differences = csv.records.flatMap { record in
            columns.filter { record[$0] != record["\($0)_published"] }.map {
                [record["backbone"] ?? "", $0, record[$0] ?? ""]
            }
        }
        #expect(
            differences == [
                ["densenet161", "block", "Bottleneck"],
                ["mobilenet_v3_large", "kernels", "1x1, 3x3/5x5, 1x1; 3x3, 1x1"],
                ["mobilenet_v3_large", "stages", "5"],
                ["mobilenet_v3_large", "blocks_per_stage", "1, 2, 3, 6, 3"],
                ["mobilenet_v3_large", "nonlinearity", "Hardswish, ReLU"],
                ["mobilenet_v3_large", "expansion", "1, 2.3, 2.5, 3, 4, 6"],
                ["efficientnet_v2_s", "kernels", "1x1, 3x3, 1x1; 3x3, 1x1; 3x3"],
                ["efficientnet_v2_s", "expansion", "1, 4, 6"],
                ["wavemix_192_16", "kernels", "1x1, 1x1, 1x1, 4x4"],
                ["wavemix_192_16", "stem", "3x3, 3x3, 4x4, /4"],
            ])
        #expect(csv.rows.count == 9)
        let notes = csv.comments.filter { $0.key == "note" && $0.value.contains(" in the code, ") }
        #expect(notes.count == differences.count)
        #expect(made.output.contains("| DenseNet-161 | Bottleneck (Inverted BN) | 1x1, 3x3 | 4 | 6, 12, 36, 24 |"))

        // The published table is an input.
        let folder = place.file("published")
        try AtomicFile.makeFolder(folder)
        let source = Path.join(Workplace.root, "Paper/published/table9_architectures.csv")
        let text = try String(contentsOfFile: source, encoding: .utf8).replacing("ReLU, SiLU", with: "ReLU")
        try AtomicFile.write(text, to: Path.join(folder, "table9_architectures.csv"))
        let why = try aggregate.run([
            "table9", "--profile", "paper", "--output", place.paper, "--published", folder, "--why",
        ])
        #expect(why.output.contains("table9.csv: published was "))
    }
}
